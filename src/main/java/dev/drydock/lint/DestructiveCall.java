package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A query calls one of the server's functions that overwrite something. */
final class DestructiveCall implements LintRule<DataChange.Query> {

  private static final Map<String, EffectKind> OVERWRITING =
      Map.of(
          "setval", EffectKind.RESTART_SEQUENCE,
          "lo_unlink", EffectKind.DROP_LARGE_OBJECT,
          "lo_put", EffectKind.OVERWRITE_LARGE_OBJECT,
          "lo_truncate", EffectKind.OVERWRITE_LARGE_OBJECT,
          "lo_truncate64", EffectKind.OVERWRITE_LARGE_OBJECT,
          "lowrite", EffectKind.OVERWRITE_LARGE_OBJECT);

  private static final Set<QualifiedName> ROWS =
      Set.of(QualifiedName.of("max"), QualifiedName.of("count"));

  private static final RuleDoc DOC =
      RuleDoc.destructive(
              "destructive-call",
              "a function call overwrites something that exists",
              "setval() survives even a rollback, and numbers may be handed out twice; lo_…() changes or removes large objects.",
              "Leave sequence positions alone; copy large objects before they are changed.")
          .lock(null, Work.CATALOG);

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<DataChange.Query> judges() {
    return DataChange.Query.class;
  }

  @Override
  public List<Judgement> check(DataChange.Query query, LintContext context) {
    return query.functions().stream()
        .filter(DestructiveCall::knows)
        .filter(function -> !movesByRows(query, function))
        .map(function -> called(query, function, context))
        .toList();
  }

  /** Whether its calls are judged here, where a query makes them. */
  static boolean knows(QualifiedName function) {
    return OVERWRITING.containsKey(function.name());
  }

  /** A position taken from the rows, as after a load: most likely forwards, and the guard looks. */
  static boolean movesByRows(DataChange.Query query, QualifiedName function) {
    return function.name().equals("setval") && query.functions().stream().anyMatch(ROWS::contains);
  }

  private Judgement called(DataChange.Query query, QualifiedName function, LintContext context) {
    EffectKind effect = OVERWRITING.getOrDefault(function.name(), EffectKind.UNJUDGED);
    QualifiedName named = named(query.query().firstArgument(function.name()).orElse("unknown"));
    ObjectRef object =
        effect == EffectKind.RESTART_SEQUENCE
            ? ObjectRef.of(ObjectKind.SEQUENCE, named)
            : ObjectRef.of(ObjectKind.LARGE_OBJECT, named);
    return context
        .destructive(this, query, effect, object)
        .message(
            "%s() changes what exists already%s."
                .formatted(
                    function,
                    effect == EffectKind.RESTART_SEQUENCE ? ", and no rollback restores it" : ""))
        .safe("Leave it out.");
  }

  private static QualifiedName named(String written) {
    List<String> parts = ObjectPath.of(written).map(ObjectPath::parts).orElse(List.of(written));
    return parts.size() == 2
        ? QualifiedName.of(parts.get(0), parts.get(1))
        : QualifiedName.of(parts.get(parts.size() - 1));
  }
}
