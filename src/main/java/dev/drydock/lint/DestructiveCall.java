package dev.drydock.lint;

import static java.util.Map.entry;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A query calls one of the server's functions that overwrite something. */
final class DestructiveCall implements LintRule<DataChange.Query> {

  private static final Map<String, EffectKind> OVERWRITING =
      Map.ofEntries(
          entry("setval", EffectKind.RESTART_SEQUENCE),
          entry("lo_unlink", EffectKind.DROP_LARGE_OBJECT),
          entry("lo_put", EffectKind.OVERWRITE_LARGE_OBJECT),
          entry("lo_truncate", EffectKind.OVERWRITE_LARGE_OBJECT),
          entry("lo_truncate64", EffectKind.OVERWRITE_LARGE_OBJECT),
          entry("lowrite", EffectKind.OVERWRITE_LARGE_OBJECT),
          entry("pg_drop_replication_slot", EffectKind.CHANGE_OBJECT),
          entry("pg_replication_slot_advance", EffectKind.CHANGE_OBJECT),
          entry("pg_logical_slot_get_changes", EffectKind.CHANGE_OBJECT),
          entry("pg_logical_slot_get_binary_changes", EffectKind.CHANGE_OBJECT),
          entry("pg_replication_origin_drop", EffectKind.CHANGE_OBJECT),
          entry("heap_force_kill", EffectKind.DELETE_ROWS),
          entry("heap_force_freeze", EffectKind.UPDATE_ROWS));

  private static final Set<EffectKind> UNDONE_BY_NOBODY =
      EnumSet.of(EffectKind.RESTART_SEQUENCE, EffectKind.CHANGE_OBJECT);

  private static final Set<QualifiedName> ROWS =
      Set.of(QualifiedName.of("max"), QualifiedName.of("count"));

  private static final RuleDoc DOC =
      RuleDoc.destructive(
              "destructive-call",
              "a function call overwrites something that exists",
              "setval() survives even a rollback, and numbers may be handed out twice; so does what is done to replication slots. lo_…() changes or removes large objects, pg_surgery rows.",
              "Leave sequence positions and slots alone; copy large objects before they are changed.")
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
    ObjectRef object = ObjectRef.of(kind(effect), named);
    return context
        .destructive(this, query, effect, object)
        .message(
            "%s() changes what exists already%s."
                .formatted(
                    function,
                    UNDONE_BY_NOBODY.contains(effect) ? ", and no rollback restores it" : ""))
        .safe("Leave it out.");
  }

  private static ObjectKind kind(EffectKind effect) {
    return switch (effect) {
      case RESTART_SEQUENCE -> ObjectKind.SEQUENCE;
      case DELETE_ROWS, UPDATE_ROWS -> ObjectKind.TABLE;
      default -> ObjectKind.LARGE_OBJECT; // known by its name alone, as a slot is
    };
  }

  private static QualifiedName named(String written) {
    List<String> parts = ObjectPath.of(written).map(ObjectPath::parts).orElse(List.of(written));
    return parts.size() == 2
        ? QualifiedName.of(parts.get(0), parts.get(1))
        : QualifiedName.of(parts.get(parts.size() - 1));
  }
}
