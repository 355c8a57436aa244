package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A table that neither the database has nor the run has made. Silent where something before it may
 * have made what nobody can see: dynamic SQL, a function, an extension.
 */
final class RelationMissing implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "relation-does-not-exist",
          "a statement names a table that does not exist",
          "Neither the database has it nor an earlier statement of the run makes it, so the run fails there and rolls back.",
          "Correct the name, or make the table first.");

  /** Kept beside the users' tables, and made by the first run. */
  private static final List<String> HISTORY = List.of("schema_migrations", "drydock_");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    if (context.world().facts().isEmpty()
        || context.run().madeUnseen()
        || context.syntax().rejection().isPresent()
        || context.meaning().actions().stream().noneMatch(own -> own == action)) {
      return List.of();
    }
    return NamedRelations.of(action).stream()
        .distinct()
        .filter(name -> isMissing(name, context))
        .filter(name -> context.run().first(DOC.id() + " " + name))
        .map(name -> told(action, name, context))
        .toList();
  }

  private static boolean isMissing(QualifiedName name, LintContext context) {
    String schema = name.schema().orElse("");
    boolean system =
        schema.startsWith("pg_")
            || schema.equals("information_schema")
            || (schema.isEmpty() && name.name().startsWith("pg_"))
            || context.world().searchPath().contains("information_schema");
    return !system
        && HISTORY.stream().noneMatch(name.name()::startsWith)
        && context.world().isAbsent(name)
        && context.world().tableOfIndex(name).isEmpty();
  }

  private Judgement told(Action action, QualifiedName name, LintContext context) {
    String meant = meant(name, context).map(n -> " Did you mean %s?".formatted(n)).orElse("");
    return context
        .hazard(this, action, EffectKind.MAY_FAIL, ObjectRef.of(ObjectKind.TABLE, name))
        .refusal(Refusal.NEVER)
        .message(
            "%s does not exist: neither the database has it nor an earlier statement makes it, so the run will fail here.%s"
                .formatted(name, meant));
  }

  /** The same name in another schema, or one that is spelled nearly so. */
  private static Optional<String> meant(QualifiedName name, LintContext context) {
    SchemaFacts facts = context.world().facts().orElseThrow();
    Optional<String> elsewhere =
        facts.relations().stream()
            .filter(relation -> relation.name().equals(name.name()))
            .map(RelationMissing::full)
            .filter(full -> context.relation(full).isPresent())
            .map(QualifiedName::toString)
            .findFirst();
    List<String> names =
        Stream.concat(
                facts.tables().stream(),
                facts.relations().stream()
                    .filter(relation -> facts.searchPath().contains(relation.schema()))
                    .map(RelationFacts::name))
            .distinct()
            .toList();
    return elsewhere.or(() -> NearNames.nearest(name.name(), names).map(QualifiedName::quoted));
  }

  private static QualifiedName full(RelationFacts relation) {
    return QualifiedName.of(relation.schema(), relation.name());
  }
}
