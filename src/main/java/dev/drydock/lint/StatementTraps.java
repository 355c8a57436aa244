package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Statements that the server, or the run's one transaction, does not take as they are meant. */
final class StatementTraps {

  private static final Set<String> TIMEOUTS =
      Set.of("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout");

  private static final Pattern ZERO = Pattern.compile("'?\\s*0+\\s*[a-z]*\\s*'?");

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.trap(
                  "enum-value-used-at-once",
                  "an enum value is added and used in one transaction",
                  "PostgreSQL refuses a new value until it is committed (55P04), so the run fails at its first use.",
                  "Commit the new value first: put its use into a migration that runs later. A run that cannot commit in between is refused."),
              Action.class,
              StatementTraps::enumValue),
          new Hazard<>(
              RuleDoc.trap(
                  "transaction-control",
                  "a file begins or ends a transaction itself",
                  "All pending migrations are one transaction of Drydock's: a COMMIT in the middle would leave half of them behind.",
                  "Take it out; a failure anywhere rolls everything back by itself."),
              Command.TransactionControl.class,
              StatementTraps::control),
          new Hazard<>(
              RuleDoc.trap(
                  "timeout-switched-off",
                  "a file switches a timeout off",
                  "Without lock_timeout a statement that waits for its lock makes every later query of that table wait behind it, without end.",
                  "Leave it out: Drydock sets short timeouts and begins again by itself."),
              Command.Set.class,
              StatementTraps::timeout),
          new Hazard<>(
              RuleDoc.trap(
                  "column-assigned-twice",
                  "an UPDATE assigns one column twice",
                  "The server refuses it, and one of the two values is a mistake.",
                  "Keep the assignment that is meant."),
              DataChange.Update.class,
              StatementTraps::twice),
          new Hazard<>(
              RuleDoc.advice(
                  "grant-to-public",
                  "rights are granted to PUBLIC",
                  "Every role of this server gets them, those made later included.",
                  "Grant them to the roles that need them."),
              ObjectChange.Grant.class,
              StatementTraps::toPublic));

  private StatementTraps() {}

  private static List<Judgement> enumValue(Look<Action> look) {
    if (!look.context().isFirstAction()) {
      return List.of();
    }
    return look.context().newEnumValue().stream().map(use -> used(use, look)).toList();
  }

  private static Judgement used(NewEnumValues.Use use, Look<Action> look) {
    ObjectRef type = ObjectRef.of(ObjectKind.TYPE, QualifiedName.of(use.type()));
    return look.context()
        .hazard(look.rule(), look.action(), EffectKind.MAY_FAIL, type)
        .moot(false)
        .refusal(Refusal.NEVER)
        .at(use.offset())
        .message(
            "%s is used in the run in which %s adds it to the enum %s, and PostgreSQL refuses a new value until it is committed"
                .formatted(use.value(), use.addedBy(), use.type()))
        .safe(
            "Let %s be committed first: run the migrations up to it, and use %s in a later one."
                .formatted(use.addedBy(), use.value()));
  }

  private static List<Judgement> control(Look<Command.TransactionControl> look) {
    var statement = ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of("statement"));
    return List.of(
        look.advice(statement)
            .refusal(Refusal.ALWAYS)
            .message(
                "%s controls the transaction, which is Drydock's: all pending migrations are one"
                    .formatted(look.action().verb().toUpperCase(java.util.Locale.ROOT))));
  }

  private static List<Judgement> timeout(Look<Command.Set> look) {
    Command.Set set = look.action();
    if (!TIMEOUTS.contains(set.name()) || !ZERO.matcher(set.value().strip()).matches()) {
      return List.of();
    }
    return List.of(
        look.advice(ObjectRef.of(ObjectKind.PARAMETER, QualifiedName.of(set.name())))
            .message("%s = 0 means no limit for everything that follows".formatted(set.name())));
  }

  private static List<Judgement> twice(Look<DataChange.Update> look) {
    var seen = new HashMap<String, Boolean>();
    QualifiedName table = look.action().table();
    return look.action().assignments().stream()
        .filter(
            a ->
                Optional.ofNullable(seen.put(a.column(), a.whole()))
                    .filter(w -> w || a.whole())
                    .isPresent())
        .map(DataChange.Assignment::column)
        .limit(1)
        .map(column -> ObjectRef.part(ObjectKind.COLUMN, table, column))
        .map(
            column ->
                look.advice(column)
                    .refusal(Refusal.ALWAYS)
                    .message("%s is assigned twice, which the server refuses".formatted(column)))
        .toList();
  }

  private static List<Judgement> toPublic(Look<ObjectChange.Grant> look) {
    ObjectChange.Grant grant = look.action();
    boolean usual = grant.kind() == ObjectKind.SCHEMA || grant.objects().isEmpty();
    if (usual || !grant.roles().contains("public")) {
      return List.of();
    }
    return List.of(
        look.advice(grant.objects().get(0))
            .message(
                "Every role of the server gets %s on %s"
                    .formatted(String.join(", ", grant.privileges()), grant.objects().get(0))));
  }
}
