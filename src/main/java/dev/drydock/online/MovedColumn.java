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

  private MovedColumn() {}

  /** Empty for what only changes the catalog, and for what may lose values. */
  static Optional<Part> of(TableChange.AlterType change, Alteration alteration) {
    Optional<RelationFacts.Column> column = alteration.table().column(change.column());
    return column.isPresent() && alteration.context().widens().test(change)
        ? Optional.of(moved(new Move(alteration.table(), column.get(), change), alteration))
        : Optional.empty();
  }

  private static Part moved(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    Optional<String> obstacle =
        first(
            List.of(
                kind(move, alteration),
                values(move),
                neighbours(move, alteration),
                traffic(move, alteration),
                ties(move)));
    if (obstacle.isPresent()) {
      return new Part.Refused(
          "%s.%s cannot change its type beside the traffic: %s"
              .formatted(table.name(), move.column().name(), obstacle.get()),
          "%s, or write -- drydock: plain above the statement: then %s is written anew while nobody can read or write it."
              .formatted(
                  neighbours(move, alteration).equals(obstacle)
                      ? "Give it a file of its own, and a deploy after that of the other changes"
                      : "Take that away first and make it again afterwards",
                  table.name()),
          true);
    }
    return declared(move, alteration) ? MovingSteps.of(move) : undeclared(move);
  }

  private static Part undeclared(Move move) {
    String column =
        QualifiedName.of(move.table().schema(), move.table().name())
            + "."
            + QualifiedName.quoted(move.column().name());
    return new Part.Refused(
        "%s is large, and a new type for %s would write it anew while nobody can read or write it. Beside the traffic the column can only be replaced by a new one, which stands at the end of the table"
            .formatted(move.table().name(), move.column().name()),
        "If nothing relies on the order of its columns (SELECT *, INSERT or COPY without a list of columns), declare it: -- drydock: allow change type %1$s moving column because <reason>. Or write -- drydock: plain above the statement, and -- drydock: allow change type %1$s because <reason>, to have it written anew."
            .formatted(column),
        true);
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

  private static Optional<String> first(List<Optional<String>> obstacles) {
    return obstacles.stream().flatMap(Optional::stream).findFirst();
  }

  private static Optional<String> kind(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    if (table.kind() == 'p' || table.partitionOf().isPresent()) {
      return Optional.of("its table is partitioned, is a partition or inherits");
    }
    if (move.column().generated() != ' ') {
      return Optional.of("it is generated, and no SQL turns a plain column into such a one");
    }
    if (!alteration.context().facts().extensions().contains("plpgsql")) {
      return Optional.of("PL/pgSQL is not installed, which keeps the two columns in step");
    }
    return Optional.empty();
  }

  /** The value must be the same whoever's settings it is made with, and comparable. */
  private static Optional<String> values(Move move) {
    String from = move.column().type().replaceAll("\\(.*?\\)", "");
    boolean text = TEXT.contains(move.change().type().name());
    if (text && move.change().using().isEmpty() && !SAME_AS_TEXT.contains(from)) {
      return Optional.of(
          "%s as text depends on the settings of each session".formatted(move.column().type()));
    }
    if (move.change().type().name().equals("json")) {
      return Optional.of("json cannot be compared, so nobody can prove that all rows are filled");
    }
    return move.change().collation().map(c -> "it gets the collation " + c);
  }

  private static Optional<String> neighbours(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    var tables = new ArrayList<QualifiedName>();
    tables.add(Naming.name(table));
    move.ties(Tie.Kind.REFERENCED_BY)
        .forEach(tie -> tables.add(QualifiedName.of(tie.schema(), tie.table())));
    Optional<String> altered =
        tables.stream()
            .filter(alteration.context().altered())
            .map(
                t ->
                    t
                        + " is changed by an earlier statement of this run, too, and one run moves one column")
            .findFirst();
    if (altered.isPresent()) {
      return altered;
    }
    if (alteration.changes().size() > 1) {
      return Optional.of("other changes stand in the same statement; give it one of its own");
    }
    return table.column(move.addedName()).map(c -> "there is a column " + c.name() + " already");
  }

  private static Optional<String> traffic(Move move, Alteration alteration) {
    RelationFacts table = move.table();
    Optional<String> behind =
        table.triggers().stream()
            .filter(t -> t.compareTo(move.trigger()) >= 0 && table.mayChangeRows(t))
            .findFirst();
    if (behind.isPresent()) {
      return behind.map(t -> "the trigger " + t + " fires behind the one that keeps it in step");
    }
    if (!table.publications().isEmpty()) {
      return Optional.of(
          "the table is published by %s, whose subscribers have no second column"
              .formatted(table.publications().get(0)));
    }
    return BackfillFitness.reason(move.addedName(), alteration)
        .map("filling the second column "::concat);
  }

  private static Optional<String> ties(Move move) {
    Optional<String> found = move.text(Tie.Kind.OBSTACLE);
    if (found.isPresent()) {
      return found.map("on it hangs "::concat);
    }
    if (move.text(Tie.Kind.FINGERPRINT).isEmpty()) {
      return Optional.of("what hangs on it could not be read; try again");
    }
    for (Tie tie : move.table().ties(move.column().name())) {
      if (over(tie, move).isEmpty()) {
        return Optional.of(
            "the definition of %s cannot be read with certainty".formatted(tie.name()));
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
