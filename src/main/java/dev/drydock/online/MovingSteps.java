package dev.drydock.online;

import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.postgres.ColumnTiesSql;
import dev.drydock.postgres.OwnWords;
import dev.drydock.postgres.SqlQuoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The steps by which a second column is made ready to take the place of the first. */
final class MovingSteps {

  private static final String NOT_VALID = " NOT VALID";

  private MovingSteps() {}

  static Part of(Move move) {
    var actions = new ArrayList<OnlineAction>();
    actions.add(begin(move));
    actions.add(fill(move));
    for (Tie index : indexes(move)) {
      actions.add(build(index, move));
    }
    actions.add(step(move.alter() + " VALIDATE CONSTRAINT " + quoted(move.proof())));
    for (Tie tie : constraints(move)) {
      actions.addAll(constraint(tie, move));
    }
    move.ties(Tie.Kind.STATISTICS_OBJECT).forEach(tie -> actions.add(statistics(tie, move)));
    actions.add(
        new OnlineAction.Outside(
            "ANALYZE " + move.on(), Truth.repeatable(), Truth.NOTHING, Optional.empty()));
    actions.add(Swap.of(move));
    return new Part.Slow(Optional.empty(), actions, -1, differences(move));
  }

  /** In the words that tell so. */
  static final String MOVES = "becomes the last column of";

  private static List<String> differences(Move move) {
    String column = move.column().name();
    var differences = new ArrayList<String>();
    differences.add(
        "%s %s %s: SELECT *, row values, and INSERT and COPY without a list of columns see another order, and prepared statements that select all columns fail once."
            .formatted(column, MOVES, move.table().name()));
    differences.add(
        "Until it takes the place of %s, %s shows in %s, and the trigger %s keeps both in step."
            .formatted(column, move.addedName(), move.table().name(), move.trigger()));
    if (!move.ties(Tie.Kind.STATISTICS_OBJECT).isEmpty()) {
      differences.add("Extended statistics list %s as their last column.".formatted(column));
    }
    return differences;
  }

  static List<Tie> indexes(Move move) {
    return either(move, Tie.Kind.INDEX, Tie.Kind.KEY);
  }

  static List<Tie> constraints(Move move) {
    var all = new ArrayList<>(move.ties(Tie.Kind.CHECK));
    all.addAll(either(move, Tie.Kind.FOREIGN_KEY, Tie.Kind.REFERENCED_BY));
    return all;
  }

  private static List<Tie> either(Move move, Tie.Kind one, Tie.Kind other) {
    var both = new ArrayList<>(move.ties(one));
    both.addAll(move.ties(other));
    return both;
  }

  /** Fails, in words, where something else hangs on the column than when the plan was made. */
  static String unchanged(Move move) {
    String was = SqlQuoting.literal(move.text(Tie.Kind.FINGERPRINT).orElse(""));
    String words =
        OwnWords.BEGIN
            + "%s.%s, or what hangs on it, is not what it was when this was planned: its default, NOT NULL, privileges, comment, storage or statistics settings; an index, constraint, view, sequence or statistics object; a publication of its table"
                .formatted(move.table().name(), move.column().name());
    return "SELECT CASE WHEN (%s) OPERATOR(pg_catalog.=) %s THEN 0 ELSE CAST(pg_catalog.concat(%s, '') AS pg_catalog.int4) END"
        .formatted(
            ColumnTiesSql.fingerprint(move.on(), move.column().name()),
            was,
            SqlQuoting.literal(words));
  }

  private static OnlineAction begin(Move move) {
    String check =
        move.added()
            + " IS NOT DISTINCT FROM "
            + move.typed()
            + (move.column().notNull() ? " AND " + move.added() + " IS NOT NULL" : "");
    return new OnlineAction.InTransaction(
        List.of(
            unchanged(move),
            "%s ADD COLUMN %s %s".formatted(move.alter(), move.added(), move.type()),
            function(move),
            "CREATE TRIGGER %s BEFORE INSERT OR UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION %s()"
                .formatted(quoted(move.trigger()), move.on(), move.function()),
            "%s ENABLE ALWAYS TRIGGER %s".formatted(move.alter(), quoted(move.trigger())),
            "%s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
                .formatted(move.alter(), quoted(move.proof()), check)),
        List.of());
  }

  private static String function(Move move) {
    String assign =
        move.change().using().isEmpty()
            ? "NEW.%s := NEW.%s;".formatted(move.added(), move.old())
            : "SELECT %s INTO NEW.%s FROM (SELECT NEW.*) AS %s;"
                .formatted(move.value(), move.added(), quoted(move.table().name()));
    return "CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql AS $drydock$BEGIN %s RETURN NEW; END$drydock$"
        .formatted(move.function(), assign);
  }

  private static OnlineAction fill(Move move) {
    String update =
        "UPDATE %s SET %s = %s WHERE %s IS NULL AND %s IS NOT NULL"
            .formatted(move.on(), move.added(), move.value(), move.added(), move.old());
    return new OnlineAction.InBatches(
        new Backfill(
            move.table().schema(),
            move.table().name(),
            update,
            Backfill.USUAL_ROWS,
            true,
            false,
            true));
  }

  private static OnlineAction build(Tie index, Move move) {
    String name = Move.beside(index.name());
    boolean unique = index.definition().toUpperCase(Locale.ROOT).startsWith("CREATE UNIQUE ");
    String sql =
        "CREATE %sINDEX CONCURRENTLY %s ON %s %s"
            .formatted(
                unique ? "UNIQUE " : "", quoted(name), move.on(), move.index(index).orElseThrow());
    return Naming.build(sql, move.table().schema(), name);
  }

  /** Made before ANALYZE, which fills it. */
  private static OnlineAction statistics(Tie tie, Move move) {
    String name = Naming.of(tie.schema(), Move.beside(tie.name()));
    return new OnlineAction.InTransaction(
        List.of(
            "CREATE STATISTICS %s %s FROM %s"
                .formatted(name, move.statistics(tie).orElseThrow(), move.on()),
            "ALTER STATISTICS %s OWNER TO %s".formatted(name, tie.more())),
        List.of());
  }

  /** Added without a look at the old rows; proven beside the traffic where the old one was. */
  private static List<OnlineAction> constraint(Tie tie, Move move) {
    String body =
        (tie.kind() == Tie.Kind.CHECK ? move.over(tie.definition()) : move.key(tie)).orElseThrow();
    String table = Alteration.alter(Naming.of(tie.schema(), tie.table()));
    String name = Move.beside(tie.name());
    return body.endsWith(NOT_VALID)
        ? List.of(step("%s ADD CONSTRAINT %s %s".formatted(table, quoted(name), body)))
        : AddedConstraints.twoSteps(name, body, table);
  }

  static OnlineAction step(String sql) {
    return OnlineAction.InTransaction.of(sql);
  }

  static String quoted(String name) {
    return SqlQuoting.identifier(name);
  }
}
