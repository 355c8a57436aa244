package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Triggers, policies and publications of existing tables. */
final class AccessHazards {

  private static final Pattern NAME = Pattern.compile("[\\w$\"]+(?:\\.[\\w$\"]+)?");

  /** The list behind TABLE, up to the first column list, WHERE or WITH. */
  private static final Pattern TABLES =
      Pattern.compile(
          "(?is)^(?:for\\s+)?table\\s+(?:only\\s+)?(.*?)(?:\\(|\\bwhere\\b|\\bwith\\b|$)");

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.hazard(
                  "create-trigger-on-existing-table",
                  LockMode.SHARE_ROW_EXCLUSIVE,
                  Work.CATALOG,
                  "an existing table gets a trigger",
                  "Writes wait for a moment, and every later write of every client runs its function.",
                  "Run it with a short lock_timeout, and make sure that the function cannot fail."),
              Creation.CreateTrigger.class,
              AccessHazards::trigger),
          new Hazard<>(
              RuleDoc.hazard(
                  "create-policy-locks",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.CATALOG,
                  "an existing table gets a row security policy",
                  "Reads and writes wait for a moment; where row security is on, other rows are visible afterwards.",
                  "Run it with a short lock_timeout, and test it as the application's role."),
              Creation.CreatePolicy.class,
              AccessHazards::policy),
          new Hazard<>(
              RuleDoc.trap(
                  "published-table-without-identity",
                  "a table without primary key is published",
                  "Every UPDATE and DELETE on it fails from COMMIT on, since subscribers could not find the row.",
                  "Give it a primary key first, or REPLICA IDENTITY FULL."),
              Creation.CreatePublication.class,
              AccessHazards::publication));

  private AccessHazards() {}

  private static List<Judgement> trigger(Look<Creation.CreateTrigger> look) {
    ObjectRef trigger = look.action().object();
    return List.of(
        look.hazard(EffectKind.BLOCK_WRITES, trigger.name())
            .message(
                "Writes to %s wait while trigger %s is made; from then on each runs %s"
                    .formatted(
                        trigger.name(),
                        QualifiedName.quoted(trigger.simpleName()),
                        look.action().function())));
  }

  private static List<Judgement> policy(Look<Creation.CreatePolicy> look) {
    ObjectRef policy = look.action().object();
    return List.of(
        look.hazard(EffectKind.BLOCK_READS, policy.name())
            .message(
                "Reads and writes of %s wait while policy %s is made"
                    .formatted(policy.name(), QualifiedName.quoted(policy.simpleName()))));
  }

  private static List<Judgement> publication(Look<Creation.CreatePublication> look) {
    Matcher scope = TABLES.matcher(look.action().scope().strip());
    if (!scope.find()) {
      return List.of();
    }
    return NAME.matcher(scope.group(1))
        .results()
        .map(result -> name(result.group()))
        .filter(table -> look.relation(table).filter(AccessHazards::lacksKey).isPresent())
        .map(
            table ->
                look.hazard(EffectKind.BREAK_OLD_CODE, table)
                    .message(
                        "%s has no primary key, so every UPDATE and DELETE on it fails once it is published"
                            .formatted(table))
                    .safe("ALTER TABLE %s REPLICA IDENTITY FULL;".formatted(table)))
        .toList();
  }

  private static QualifiedName name(String written) {
    String[] parts = written.replace("\"", "").split("\\.");
    return parts.length == 1 ? QualifiedName.of(parts[0]) : QualifiedName.of(parts[0], parts[1]);
  }

  private static boolean lacksKey(KnownRelation table) {
    boolean identified = table.facts().filter(facts -> facts.replicaIdentity() != 'd').isPresent();
    boolean isTable = table.kind() == ObjectKind.TABLE;
    return isTable
        && !identified
        && (table.columnsKnown() || table.facts().isPresent())
        && ConstraintHazards.primaryKey(table).isEmpty();
  }
}
