package dev.drydock.online;

import static dev.drydock.online.MovingSteps.quoted;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.QualifiedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The one short transaction in which the second column takes the place of the first. */
final class Swap {

  private final Move move;
  private final List<String> sql = new ArrayList<>();
  private final List<Effect> helpers = new ArrayList<>();

  private Swap(Move move) {
    this.move = move;
  }

  static OnlineAction of(Move move) {
    var swap = new Swap(move);
    // Asked before the lock too, so that what has to be read is at hand while others wait.
    swap.sql.add(MovingSteps.unchanged(move));
    swap.lock();
    swap.sql.add(MovingSteps.unchanged(move));
    swap.endSync();
    swap.notNull();
    swap.sequence();
    swap.replaceColumn();
    move.ties(Tie.Kind.INDEX).forEach(swap::index);
    move.ties(Tie.Kind.KEY).forEach(swap::key);
    move.ties(Tie.Kind.KEY_INDEX).forEach(swap::indexComment);
    MovingSteps.constraints(move).forEach(swap::constraint);
    move.ties(Tie.Kind.STATISTICS_OBJECT).forEach(swap::statistics);
    swap.attributes();
    return new OnlineAction.InTransaction(swap.sql, swap.helpers);
  }

  private void lock() {
    var tables = new ArrayList<String>();
    tables.add(move.on());
    for (Tie tie : move.ties(Tie.Kind.REFERENCED_BY)) {
      tables.add(Naming.of(tie.schema(), tie.table()));
    }
    sql.add(
        "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE"
            .formatted(String.join(", ", tables.stream().distinct().toList())));
  }

  private void endSync() {
    sql.add("DROP TRIGGER %s ON %s".formatted(quoted(move.trigger()), move.on()));
    sql.add("DROP FUNCTION %s()".formatted(move.function()));
    on(EffectKind.DROP_TRIGGER, move.trigger());
    helpers.add(
        new Effect(
            EffectKind.DROP_FUNCTION,
            Naming.effect(EffectKind.DROP_FUNCTION, move.table().schema(), move.functionName())
                    .object()
                + "()"));
    for (Tie tie : move.ties(Tie.Kind.REFERENCED_BY)) {
      sql.add(
          "%s DROP CONSTRAINT %s"
              .formatted(
                  Alteration.alter(Naming.of(tie.schema(), tie.table())), quoted(tie.name())));
    }
  }

  /** Proven by the check that both columns say the same, so that no row is read. */
  private void notNull() {
    if (!move.column().notNull()) {
      return;
    }
    sql.add("%s ALTER COLUMN %s SET NOT NULL".formatted(move.alter(), move.added()));
  }

  private void sequence() {
    for (Tie owned : move.ties(Tie.Kind.SEQUENCE)) {
      sql.add(
          "ALTER SEQUENCE %s OWNED BY %s.%s"
              .formatted(Naming.of(owned.schema(), owned.name()), move.on(), move.added()));
      helpers.add(Naming.effect(EffectKind.CHANGE_SEQUENCE, owned.schema(), owned.name()));
    }
    for (Tie identity : move.ties(Tie.Kind.IDENTITY)) {
      String own = Naming.of(identity.schema(), identity.name());
      String fresh = Naming.of(identity.schema(), Move.beside(identity.name()));
      sql.add(
          "%s ALTER COLUMN %s ADD GENERATED %s AS IDENTITY (SEQUENCE NAME %s %s)"
              .formatted(
                  move.alter(),
                  move.added(),
                  identity.more().equals("a") ? "ALWAYS" : "BY DEFAULT",
                  fresh,
                  identity.definition()));
      sql.add(
          "SELECT pg_catalog.setval(%s, last_value, is_called) FROM %s"
              .formatted(SqlQuoting.literal(fresh), own));
      for (Tie who : move.ties(Tie.Kind.SEQUENCE_DEFAULT)) {
        sql.add("REVOKE ALL ON SEQUENCE %s FROM %s".formatted(fresh, who.more()));
      }
      for (Tie grant : move.ties(Tie.Kind.SEQUENCE_GRANT)) {
        sql.add(onSequence(grant, fresh));
      }
      for (Tie grant : move.ties(Tie.Kind.SEQUENCE_GRANT_OPTION)) {
        sql.add(onSequence(grant, fresh) + " WITH GRANT OPTION");
      }
      identity.comment().ifPresent(c -> comment("SEQUENCE " + fresh, c));
      helpers.add(Naming.effect(EffectKind.DROP_SEQUENCE, identity.schema(), identity.name()));
    }
  }

  private static String onSequence(Tie grant, String sequence) {
    return "GRANT %s ON SEQUENCE %s TO %s".formatted(grant.definition(), sequence, grant.more());
  }

  private void replaceColumn() {
    move.column()
        .defaultValue()
        .filter(value -> move.column().identity() == ' ')
        .ifPresent(
            value ->
                sql.add(
                    "%s ALTER COLUMN %s SET DEFAULT %s"
                        .formatted(move.alter(), move.added(), value)));
    sql.add("%s DROP COLUMN %s".formatted(move.alter(), move.old()));
    sql.add("%s RENAME COLUMN %s TO %s".formatted(move.alter(), move.added(), move.old()));
    on(EffectKind.DROP_COLUMN, move.column().name());
    on(EffectKind.RENAME_COLUMN, move.addedName());
    on(EffectKind.DROP_CONSTRAINT, move.proof());
    for (Tie identity : move.ties(Tie.Kind.IDENTITY)) {
      sql.add(
          "ALTER SEQUENCE %s RENAME TO %s"
              .formatted(
                  Naming.of(identity.schema(), Move.beside(identity.name())),
                  quoted(identity.name())));
    }
    for (Tie named : move.ties(Tie.Kind.NOT_NULL)) {
      String chosen =
          ChosenNames.of(move.table(), List.of(move.addedName()), "not_null", name -> false);
      sql.add(rename(move.alter(), chosen, named.name()));
      named.comment().ifPresent(c -> comment(constraintOf(named), c));
    }
  }

  private void index(Tie index) {
    String fresh = Move.beside(index.name());
    renameWithin(fresh, index);
    sql.add(
        "ALTER INDEX %s RENAME TO %s"
            .formatted(Naming.of(index.schema(), fresh), quoted(index.name())));
    helper(EffectKind.RENAME_INDEX, fresh);
    helper(EffectKind.DROP_INDEX, index.name());
    indexComment(index);
  }

  private void indexComment(Tie index) {
    index.comment().ifPresent(c -> comment("INDEX " + Naming.of(index.schema(), index.name()), c));
  }

  /** An index keeps the names that its columns had when it was built. */
  private void renameWithin(String fresh, Tie index) {
    if (move.isColumnOf(index)) {
      sql.add(
          "%s RENAME COLUMN %s TO %s"
              .formatted(
                  Alteration.alter(Naming.of(index.schema(), fresh)), move.added(), move.old()));
    }
  }

  private void key(Tie key) {
    String fresh = Move.beside(key.name());
    renameWithin(fresh, key);
    String kind = key.more().startsWith("PRIMARY") ? "PRIMARY KEY" : "UNIQUE";
    String deferrable =
        key.more().contains(" DEFERRABLE")
            ? key.more().substring(key.more().indexOf(" DEFERRABLE"))
            : "";
    sql.add(
        "%s ADD CONSTRAINT %s %s USING INDEX %s%s"
            .formatted(move.alter(), quoted(key.name()), kind, quoted(fresh), deferrable));
    helper(EffectKind.RENAME_INDEX, fresh);
    helper(EffectKind.CHANGE_INDEX, fresh);
    helper(EffectKind.DROP_INDEX, key.name());
    on(EffectKind.DROP_CONSTRAINT, key.name());
    key.comment().ifPresent(c -> comment(constraintOf(key), c));
  }

  private void constraint(Tie tie) {
    String table = Alteration.alter(Naming.of(tie.schema(), tie.table()));
    String fresh = Move.beside(tie.name());
    sql.add(rename(table, fresh, tie.name()));
    String place = Naming.effect(EffectKind.DROP_TABLE, tie.schema(), tie.table()).object();
    helpers.add(
        new Effect(EffectKind.DROP_CONSTRAINT, place + "." + QualifiedName.quoted(tie.name())));
    helpers.add(
        new Effect(EffectKind.RENAME_CONSTRAINT, place + "." + QualifiedName.quoted(fresh)));
    tie.comment().ifPresent(c -> comment(constraintOf(tie), c));
  }

  private void statistics(Tie tie) {
    String fresh = Move.beside(tie.name());
    sql.add("DROP STATISTICS IF EXISTS " + Naming.of(tie.schema(), tie.name()));
    sql.add(
        "ALTER STATISTICS %s RENAME TO %s"
            .formatted(Naming.of(tie.schema(), fresh), quoted(tie.name())));
    helpers.add(Naming.effect(EffectKind.DROP_STATISTICS, tie.schema(), tie.name()));
    helpers.add(Naming.effect(EffectKind.RENAME_OBJECT, tie.schema(), fresh));
    tie.comment().ifPresent(c -> comment("STATISTICS " + Naming.of(tie.schema(), tie.name()), c));
  }

  private static String constraintOf(Tie tie) {
    return "CONSTRAINT %s ON %s"
        .formatted(quoted(tie.name()), Naming.of(tie.schema(), tie.table()));
  }

  private void attributes() {
    String column = "COLUMN %s.%s".formatted(move.on(), move.old());
    move.ties(Tie.Kind.GRANT).forEach(grant -> sql.add(grant(grant)));
    move.ties(Tie.Kind.GRANT_OPTION).forEach(grant -> sql.add(grant(grant) + " WITH GRANT OPTION"));
    move.text(Tie.Kind.COMMENT).ifPresent(text -> comment(column, text));
    alter("SET STATISTICS ", move.text(Tie.Kind.STATISTICS));
    alter("SET ", move.text(Tie.Kind.OPTIONS).map(o -> "(" + o + ")"));
  }

  private String grant(Tie grant) {
    String privileges =
        Stream.of(grant.definition().split(", "))
            .map(privilege -> "%s (%s)".formatted(privilege, move.old()))
            .collect(Collectors.joining(", "));
    return "GRANT %s ON %s TO %s".formatted(privileges, move.on(), grant.more());
  }

  private void alter(String verb, Optional<String> value) {
    value.ifPresent(
        v -> sql.add("%s ALTER COLUMN %s %s%s".formatted(move.alter(), move.old(), verb, v)));
  }

  private void comment(String object, String text) {
    sql.add("COMMENT ON %s IS %s".formatted(object, SqlQuoting.literal(text)));
  }

  private static String rename(String alter, String from, String to) {
    return "%s RENAME CONSTRAINT %s TO %s".formatted(alter, quoted(from), quoted(to));
  }

  private void on(EffectKind kind, String part) {
    helpers.add(Naming.effect(kind, move.table(), part));
  }

  private void helper(EffectKind kind, String name) {
    helpers.add(Naming.effect(kind, move.table().schema(), name));
  }
}
