package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Expression;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A new column that would write the table anew, or whose constraints would scan it. */
final class AddedColumns {

  /** What stands before the columns in a key of the table. */
  private static final Pattern KEY =
      Pattern.compile(
          "^(?:primary\\s+key|unique(?:\\s+nulls\\s+(?:not\\s+)?distinct)?)",
          Pattern.CASE_INSENSITIVE);

  private AddedColumns() {}

  static Optional<Part> of(TableChange.AddColumn change, Alteration alteration) {
    ColumnDefinition column = change.column();
    if (change.ifNotExists() && isThere(change, alteration)) {
      return Optional.empty();
    }
    boolean stored = column.has(Constraint.Kind.GENERATED_STORED);
    boolean numbered = column.isIdentity() || column.isSerial();
    boolean filled = column.defaultValue().filter(alteration.context().isVolatile()).isPresent();
    boolean proven = column.constraints().stream().anyMatch(AddedColumns::looksAtRows);
    if (!stored && !numbered && !filled && !proven) {
      return Optional.empty();
    }
    if (alteration.table().isMerged(column.name())) {
      return Optional.of(merged(column, alteration));
    }
    if (stored) {
      return Optional.of(stored(column, alteration));
    }
    if (numbered) {
      return Optional.of(NumberedColumn.of(change, alteration));
    }
    if (misplacedCollation(column)) {
      return Optional.of(
          new Part.Refused(
              "COLLATE stands behind a constraint of %s".formatted(column.name()),
              "Write it right behind the type."));
    }
    if (column.type().filter(alteration.context().demands()).isPresent()) {
      return Optional.of(demanding(column, alteration));
    }
    return filled ? filling(change, alteration) : Optional.of(plain(change, alteration));
  }

  /** Whether the table has the column, or an earlier part of the statement adds it. */
  private static boolean isThere(TableChange.AddColumn change, Alteration alteration) {
    return alteration.table().column(change.column().name()).isPresent()
        || alteration.changes().stream()
            .takeWhile(other -> other != change)
            .filter(TableChange.AddColumn.class::isInstance)
            .map(other -> ((TableChange.AddColumn) other).column().name())
            .anyMatch(change.column().name()::equals);
  }

  private static boolean looksAtRows(Constraint constraint) {
    return switch (constraint.kind()) {
      case CHECK, UNIQUE, PRIMARY_KEY, FOREIGN_KEY -> true;
      default -> false;
    };
  }

  private static boolean misplacedCollation(ColumnDefinition column) {
    return column.collation().isPresent()
        && !column.constraints().isEmpty()
        && column.collation().get().offset() > column.constraints().get(0).offset();
  }

  private static Part merged(ColumnDefinition column, Alteration alteration) {
    return new Part.Refused(
        "A table that inherits from %s has a column %s of its own: the server makes the two one and leaves default and values of the old one alone, which no other form does"
            .formatted(alteration.table().name(), column.name()),
        "Give the column another name; or, at a quiet hour, write -- drydock: plain above the statement, which executes exactly what is written.");
  }

  private static Part stored(ColumnDefinition column, Alteration alteration) {
    return new Part.Refused(
        "%s is generated and stored: no SQL turns a plain column into one, so %s must be written anew under a lock"
            .formatted(column.name(), alteration.table().name()),
        "Keep a plain column by a trigger and fill the old rows in batches; PostgreSQL 18 has VIRTUAL columns, which write nothing.");
  }

  /** The server looks at each row for it, and writes it anew, even where the column stays null. */
  private static Part demanding(ColumnDefinition column, Alteration alteration) {
    return new Part.Refused(
        "The domain of %s demands something of each value, so %s must be written anew under a lock"
            .formatted(column.name(), alteration.table().name()),
        "Use the domain's base type, and a CHECK that is added NOT VALID and validated later. At a quiet hour: -- drydock: plain above the statement.");
  }

  /** Constant default: the column with its default and NOT NULL at once, the rest in steps. */
  private static Part plain(TableChange.AddColumn change, Alteration alteration) {
    var head = new StringBuilder(add(change, alteration));
    for (Constraint constraint : change.column().constraints()) {
      if (!looksAtRows(constraint)) {
        head.append(' ').append(alteration.text().of(change, constraint));
      }
    }
    return proving(change, alteration, Optional.of(head.toString()), new ArrayList<>());
  }

  /** Volatile default: old rows get it in batches, new ones at once. */
  private static Optional<Part> filling(TableChange.AddColumn change, Alteration alteration) {
    Optional<Part> unfit = BackfillFitness.refusal(change.column().name(), alteration);
    if (unfit.isPresent()) {
      return unfit;
    }
    Expression value = change.column().defaultValue().orElseThrow();
    String name = SqlQuoting.identifier(change.column().name());
    String head =
        "%s, ALTER COLUMN %s SET DEFAULT %s".formatted(add(change, alteration), name, value.text());
    var actions = new ArrayList<OnlineAction>();
    actions.add(alteration.step(head));
    actions.add(fill(change.column().name(), alteration));
    if (change.column().has(Constraint.Kind.NOT_NULL)) {
      actions.addAll(
          NotNullSteps.steps(change.column().name(), notNull(change.column()), alteration));
    }
    return Optional.of(proving(change, alteration, Optional.empty(), actions));
  }

  /** What somebody calls its NOT NULL. */
  static Optional<String> notNull(ColumnDefinition column) {
    return column.constraints().stream()
        .filter(constraint -> constraint.kind() == Constraint.Kind.NOT_NULL)
        .flatMap(constraint -> constraint.name().stream())
        .findFirst();
  }

  static OnlineAction fill(String column, Alteration alteration) {
    return new OnlineAction.InBatches(Backfill.fromDefault(alteration.table(), column));
  }

  /** Appends the steps of the constraints that look at rows. */
  static Part proving(
      TableChange.AddColumn change,
      Alteration alteration,
      Optional<String> together,
      List<OnlineAction> actions) {
    for (Constraint constraint : change.column().constraints()) {
      if (!looksAtRows(constraint)) {
        continue;
      }
      Optional<Part> part =
          AddedConstraints.of(constraint, body(change, constraint, alteration), alteration);
      if (part.orElse(null) instanceof Part.Refused refused) {
        return refused;
      }
      if (part.orElse(null) instanceof Part.Slow slow) {
        actions.addAll(slow.actions());
      }
    }
    int holds = together.isPresent() || actions.isEmpty() ? -1 : 0;
    return new Part.Slow(together, actions, holds, List.of());
  }

  /** The column's constraint as one of the table: with the column's name where it needs one. */
  private static String body(
      TableChange.AddColumn change, Constraint constraint, Alteration alteration) {
    String own = alteration.text().body(constraint, alteration.text().end(change, constraint));
    String column = " (" + SqlQuoting.identifier(change.column().name()) + ")";
    return switch (constraint.kind()) {
      case FOREIGN_KEY -> "FOREIGN KEY" + column + " " + own;
      case UNIQUE, PRIMARY_KEY ->
          KEY.matcher(own).replaceFirst("$0" + Matcher.quoteReplacement(column));
      default -> own;
    };
  }

  static String add(TableChange.AddColumn change, Alteration alteration) {
    return "ADD COLUMN %s%s"
        .formatted(change.ifNotExists() ? "IF NOT EXISTS " : "", alteration.text().head(change));
  }
}
