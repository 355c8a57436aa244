package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** An unqualified name that means a table of another schema than the first. */
final class NameResolvedElsewhere implements LintRule<TableChange> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "name-resolved-elsewhere",
          "an unqualified name means a table outside the schema that new things go to",
          "The search path decides; on another database, or by a later table of that name, it means something else.",
          "Write the schema.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange> judges() {
    return TableChange.class;
  }

  @Override
  public List<Judgement> check(TableChange change, LintContext context) {
    QualifiedName name = change.table().name();
    List<String> path = context.world().searchPath();
    Optional<String> schema = context.relation(name).flatMap(known -> known.name().schema());
    boolean elsewhere =
        name.schema().isEmpty()
            && schema.isPresent()
            && !path.isEmpty()
            && !schema.get().equals(path.get(0))
            && !schema.get().equals(World.TEMPORARY);
    if (!elsewhere || !context.run().first(DOC.id() + name)) {
      return List.of();
    }
    var table = ObjectRef.of(change.table().kind(), name);
    return List.of(
        context
            .hazard(this, change, EffectKind.MAY_FAIL, table)
            .message(
                "%s means %s here, because the search path finds it there"
                    .formatted(name, QualifiedName.of(schema.get(), name.name())))
            .refusal(Refusal.NEVER));
  }
}
