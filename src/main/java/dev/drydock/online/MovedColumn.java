package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.sql.Directive;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code ALTER COLUMN … TYPE} that would write a large table anew: a second column, kept in step by
 * a trigger and filled in batches, takes the place of the first. Only where it is declared that the
 * column may move to the end, and where all that hangs on it can be carried over.
 */
final class MovedColumn {

  /** What looks the same in every session as text. */
  private static final Set<String> SAME_AS_TEXT =
      Set.of("smallint", "integer", "bigint", "boolean", "uuid", "numeric", "character");

  private static final Set<String> TEXT = Set.of("text", "character varying");

  /** What the code does by itself where no trigger can. */
  private static final String BESIDE =
      "Add a column of the new type beside it, let the code write both, fill the old rows under -- drydock: backfill in batches of 5000, and drop the old one in a later release";

  private static final String ORDER =
      "nothing relies on the order of its columns (SELECT *, INSERT or COPY without a list of columns)";

  private MovedColumn() {}

  /** Why it cannot move, and what can be done about it; empty where nothing can. */
  private record Obstacle(String reason, Optional<String> remedy) {

    static Obstacle of(String reason, String remedy) {
      return new Obstacle(reason, Optional.of(remedy));
    }
  }

  /** Empty for what only changes the catalog, and for what may lose values. */
  static Optional<Part> of(TableChange.AlterType change, Alteration alteration) {
    List<Move> moves = moves(alteration);
    return moves.stream()
        .filter(move -> move.change() == change)
        .findFirst()
        .map(move -> moved(move, moves, alteration));
  }

  /** All of the statement. */
  private static List<Move> moves(Alteration alteration) {
    var moves = new ArrayList<Move>();
    for (TableChange change : alteration.changes()) {
      if (change instanceof TableChange.AlterType type
          && alteration.context().widens().test(type)) {
        alteration
            .table()
            .column(type.column())
            .ifPresent(column -> moves.add(new Move(alteration.table(), column, type)));
      }
    }
    return moves;
  }

  /** What stands against the column is told first, so that whoever heeds the rest gets through. */
  private static Part moved(Move move, List<Move> moves, Alteration alteration) {
    Optional<String> holder = move.table().heldBy();
    if (holder.isPresent()) {
      return held(move, holder.get());
    }
    for (Move one : moves) {
      Optional<Obstacle> obstacle = obstacle(one, alteration);
      if (obstacle.isPresent()) {
        return refused(one, obstacle.get(), moves);
      }
    }
    Optional<Obstacle> company = company(moves, alteration).or(() -> neighbours(move, alteration));
    if (company.isPresent()) {
      return refused(move, company.get(), moves);
    }
    return declared(move, alteration) ? MovingSteps.of(move) : undeclared(move);
  }

  /** Rows that are values elsewhere would lose this one with the old column. */
  private static Part held(Move move, String holder) {
    return new Part.Refused(
        "%s.%s cannot change its type, and the server refuses it as written: %s holds whole rows of its table"
            .formatted(move.table().name(), move.column().name(), holder),
        BESIDE + ".",
        true);
  }

  private static Part refused(Move move, Obstacle obstacle, List<Move> moves) {
    String table = move.table().name();
    String written = written(moves);
    return new Part.Refused(
        "%s.%s cannot change its type beside the traffic: %s"
            .formatted(table, move.column().name(), obstacle.reason()),
        obstacle
            .remedy()
            .map(remedy -> remedy + ". Or write " + written)
            .orElse("Write " + written),
        true);
  }

  private static Part undeclared(Move move) {
    return new Part.Refused(
        "%s is large, and a new type for %s would write it anew while nobody can read or write it. Beside the traffic the column can only be replaced by a new one, which stands at the end of the table"
            .formatted(move.table().name(), move.column().name()),
        "If %s, declare it: %s. Or write %s".formatted(ORDER, moving(move), written(List.of(move))),
        true);
  }

  private static String moving(Move move) {
    return "-- drydock: allow change type %s moving column because <reason>".formatted(named(move));
  }

  /** The way that leaves the columns where they are. */
  private static String written(List<Move> moves) {
    String declared =
        moves.stream()
            .map(m -> "-- drydock: allow change type %s because <reason>".formatted(named(m)))
            .collect(Collectors.joining(" and "));
    return "-- drydock: plain above the statement, and %s, to have %s written anew while nobody can read or write it."
        .formatted(declared, moves.get(0).table().name());
  }

  private static String named(Move move) {
    return Naming.name(move.table()) + "." + QualifiedName.quoted(move.column().name());
  }

  private static boolean declared(Move move, Alteration alteration) {
    var full =
        new ObjectPath(
            List.of(move.table().schema(), move.table().name(), move.column().name()),
            Optional.empty());
    return alteration.context().directives().stream()
        .filter(Directive.MovingColumn.class::isInstance)
        .flatMap(d -> ObjectPath.of(((Directive.MovingColumn) d).column()).stream())
        .anyMatch(named -> named.means(full));
  }

  /** What stands against it whatever else the run does. */
  private static Optional<Obstacle> obstacle(Move move, Alteration alteration) {
    return kind(move, alteration)
        .or(() -> values(move))
        .or(() -> leftover(move))
        .or(() -> traffic(move, alteration))
        .or(() -> ties(move));
  }

  private static Optional<Obstacle> kind(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    if (table.kind() == 'p' || table.partitionOf().isPresent()) {
      return Optional.of(
          Obstacle.of("its table is partitioned, is a partition or inherits", BESIDE));
    }
    if (move.column().generated() != ' ') {
      return Optional.of(
          new Obstacle(
              "it is generated, and no SQL turns a plain column into such a one",
              Optional.empty()));
    }
    if (!alteration.context().facts().extensions().contains("plpgsql")) {
      return Optional.of(
          Obstacle.of(
              "PL/pgSQL is not installed, which keeps the two columns in step",
              "Run CREATE EXTENSION plpgsql in a deploy before"));
    }
    return Optional.empty();
  }

  /** The value must be the same whoever's settings it is made with, and comparable. */
  private static Optional<Obstacle> values(Move move) {
    String from = move.column().type().replaceAll("\\(.*?\\)", "");
    boolean text = TEXT.contains(move.change().type().name());
    if (text && move.change().using().isEmpty() && !SAME_AS_TEXT.contains(from)) {
      return Optional.of(
          Obstacle.of(
              "%s as text depends on the settings of each session".formatted(move.column().type()),
              BESIDE));
    }
    if (move.change().type().name().equals("json")) {
      return Optional.of(
          Obstacle.of(
              "json cannot be compared, so nobody can prove that all rows are filled", BESIDE));
    }
    return move.change().collation().map(c -> Obstacle.of("it gets the collation " + c, BESIDE));
  }

  private static Optional<Obstacle> leftover(Move move) {
    return move.table()
        .column(move.addedName())
        .map(
            c ->
                Obstacle.of(
                    "there is a column " + c.name() + " already",
                    "If an attempt that was given up left it, drop it in a deploy before"));
  }

  /** What else the statement does. */
  private static Optional<Obstacle> company(List<Move> moves, Alteration alteration) {
    if (alteration.changes().size() == 1) {
      return Optional.empty();
    }
    if (moves.size() == 1) {
      return Optional.of(
          Obstacle.of(
              "other changes stand in the same statement",
              "Give it a statement of its own, in front of all other changes of its run, and, if %s, above it %s"
                  .formatted(ORDER, moving(moves.get(0)))));
    }
    String columns =
        moves.stream().map(move -> move.column().name()).collect(Collectors.joining(", "));
    return Optional.of(
        Obstacle.of(
            "one run moves one column, and the statement would move " + columns,
            "Give each a statement of its own, in front of all other changes of its run, in as many deploys, and, if %s, above it %s"
                .formatted(
                    ORDER,
                    moves.stream()
                        .map(MovedColumn::moving)
                        .collect(Collectors.joining(", in the next deploy ")))));
  }

  private static Optional<Obstacle> neighbours(Move move, Alteration alteration) {
    var tables = new ArrayList<QualifiedName>();
    tables.add(Naming.name(move.table()));
    move.ties(Tie.Kind.REFERENCED_BY)
        .forEach(tie -> tables.add(QualifiedName.of(tie.schema(), tie.table())));
    return tables.stream()
        .filter(t -> isAltered(t, move, alteration))
        .map(
            t ->
                Obstacle.of(
                    t
                        + " is changed by an earlier statement of this run, too, and one run moves one column",
                    "Give it a file of its own, and a deploy after that of the other changes, and, if %s, above it %s"
                        .formatted(ORDER, moving(move))))
        .findFirst();
  }

  private static boolean isAltered(QualifiedName table, Move move, Alteration alteration) {
    FormContext context = alteration.context();
    return context.altered().test(table)
        || (table.equals(Naming.name(move.table()))
            && context.retied().test(move.table(), move.column().name()));
  }

  private static Optional<Obstacle> traffic(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    Optional<String> behind =
        table.triggers().stream()
            .filter(t -> t.compareTo(move.trigger()) >= 0 && table.mayChangeRows(t))
            .findFirst();
    if (behind.isPresent()) {
      return behind.map(
          t -> takenAway("the trigger " + t + " fires behind the one that keeps it in step", move));
    }
    if (!table.publications().isEmpty()) {
      return Optional.of(
          takenAway(
              "the table is published by %s, whose subscribers have no second column"
                  .formatted(table.publications().get(0)),
              move));
    }
    String filling = "filling the second column ";
    FormContext context = alteration.context();
    return BackfillFitness.written(table, move.addedName(), context)
        .map(
            unfit ->
                unfit.passes()
                    ? takenAway(filling + unfit.reason(), move)
                    : new Obstacle(filling + unfit.reason(), Optional.empty()))
        .or(
            () ->
                BackfillFitness.hidden(table, context)
                    .map(
                        reason ->
                            Obstacle.of(
                                filling + reason,
                                BackfillFitness.SEE_ALL.replaceFirst("[.]$", ""))));
  }

  private static Obstacle takenAway(String reason, Move move) {
    return Obstacle.of(
        reason,
        "Take that away in a deploy before, make it again in one after, and, if %s, write above this statement %s"
            .formatted(ORDER, moving(move)));
  }

  private static Optional<Obstacle> ties(Move move) {
    Optional<String> found = move.text(Tie.Kind.OBSTACLE);
    if (found.isPresent()) {
      return found.map(words -> takenAway("on it hangs " + words, move));
    }
    if (move.text(Tie.Kind.FINGERPRINT).isEmpty()) {
      return Optional.of(
          Obstacle.of("what hangs on it could not be read", "Try again in a moment"));
    }
    for (Tie tie : move.table().ties(move.column().name())) {
      if (over(tie, move).isEmpty()) {
        return Optional.of(
            takenAway(
                "the definition of %s cannot be read with certainty".formatted(tie.name()), move));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> over(Tie tie, Move move) {
    return switch (tie.kind()) {
      case INDEX, KEY -> move.index(tie);
      case CHECK -> tie.definition().isEmpty() ? Optional.empty() : move.over(tie.definition());
      case FOREIGN_KEY, REFERENCED_BY -> move.key(tie);
      case STATISTICS_OBJECT -> move.statistics(tie);
      default -> Optional.of(tie.definition());
    };
  }
}
