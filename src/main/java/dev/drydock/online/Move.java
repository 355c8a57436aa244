package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.ColumnMentions;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** A column that changes its type by way of a second one, and the names of what helps meanwhile. */
record Move(RelationFacts table, RelationFacts.Column column, TableChange.AlterType change) {

  /** What Drydock's own helpers are named like; the fingerprint of a column leaves them out. */
  private static final String OWN = "drydock";

  /** Whether something is named as a helper of Drydock's is. */
  static boolean isOwn(String name) {
    return name.contains(OWN);
  }

  List<Tie> ties(Tie.Kind kind) {
    return table.ties(column.name()).stream().filter(tie -> tie.kind() == kind).toList();
  }

  Optional<String> text(Tie.Kind kind) {
    return ties(kind).stream().map(Tie::definition).findFirst();
  }

  String on() {
    return Naming.of(table);
  }

  String alter() {
    return Alteration.alter(on());
  }

  String old() {
    return SqlQuoting.identifier(column.name());
  }

  String added() {
    return SqlQuoting.identifier(addedName());
  }

  String addedName() {
    return beside(column.name());
  }

  /** Where an index, a constraint or a sequence is prepared until it gets this name. */
  static String beside(String name) {
    return ConstraintNames.fitting(OWN, name, "new");
  }

  String proof() {
    return ConstraintNames.fitting(OWN, column.name(), "same");
  }

  /** Sorts behind what people name their triggers. */
  String trigger() {
    return ConstraintNames.fitting(Backfill.OWN_TRIGGERS, column.name(), "sync");
  }

  String functionName() {
    return ConstraintNames.fitting(OWN + "_" + table.name(), column.name(), "sync");
  }

  String function() {
    return Naming.of(table.schema(), functionName());
  }

  String type() {
    return change.type().text();
  }

  /** The new value out of a row of the table. */
  String value() {
    return change.using().map(u -> "(" + u.text() + ")").orElseGet(this::old);
  }

  /** The same with its type, where nothing assigns it. */
  String typed() {
    return change.using().isPresent() ? value() : "CAST(%s AS %s)".formatted(old(), type());
  }

  /** Whether an index has the column itself, and not only an expression over it. */
  boolean isColumnOf(Tie index) {
    boolean included =
        ActionText.parenthesesBehind(index.definition(), "include")
            .map(columns -> columns.substring(1, columns.length() - 1).split(", "))
            .filter(columns -> List.of(columns).contains(QualifiedName.quoted(column.name())))
            .isPresent();
    return included
        || table.indexes().stream()
            .filter(i -> i.name().equals(index.name()))
            .anyMatch(i -> i.columns().contains(column.name()));
  }

  /** An expression or a list of columns over the new column; empty where it cannot be told. */
  Optional<String> over(String definition) {
    return ColumnMentions.replaced(definition, column.name(), addedName());
  }

  /** A foreign key on either side. */
  Optional<String> key(Tie tie) {
    boolean pointedAt = tie.kind() == Tie.Kind.REFERENCED_BY;
    return ColumnMentions.replacedInKey(
        ColumnMentions.pointingAt(tie.definition(), tie.more()),
        column.name(),
        addedName(),
        pointedAt);
  }

  /** The kinds of a statistics object, and its list over the new column. */
  Optional<String> statistics(Tie tie) {
    int on = tie.definition().indexOf("ON ") + "ON ".length();
    return over(tie.definition().substring(on)).map(tie.definition().substring(0, on)::concat);
  }

  Optional<String> index(Tie tie) {
    return ColumnMentions.tailOfIndex(tie.definition()).flatMap(this::over);
  }
}
