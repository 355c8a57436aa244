package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.RelationFacts.Column;
import dev.drydock.sql.QualifiedName;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Why ATTACH PARTITION would refuse a table whatever its rows are: told before the first step,
 * since steps before the last make the parent's other partitions refuse rows.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-altertable.html">ATTACH PARTITION</a>
 */
record PartitionFit(RelationFacts partition, RelationFacts parent, FormContext context) {

  private static final int IDENTITY_OF_PARTITIONS = 17;

  /** The end of a sentence. */
  Optional<String> obstacle() {
    return Stream.<Supplier<Optional<String>>>of(
            this::elsewhere,
            this::missing,
            this::surplus,
            this::unlike,
            this::check,
            this::key,
            this::trigger)
        .flatMap(look -> look.get().stream())
        .findFirst();
  }

  private Optional<String> elsewhere() {
    return partition
        .partitionOf()
        .map(QualifiedName::of)
        .map("is a partition or child of %s already"::formatted)
        .or(
            () ->
                context.partitions(partition).stream()
                    .filter(child -> partition.kind() == 'r')
                    .findFirst()
                    .map(child -> "is a parent of %s".formatted(child.name())));
  }

  private Optional<String> key() {
    boolean other =
        !parent.primaryKey().isEmpty()
            && !partition.primaryKey().isEmpty()
            && !partition.primaryKey().equals(parent.primaryKey());
    return other
        ? Optional.of(
            "has another primary key (%s)".formatted(String.join(", ", partition.primaryKey())))
        : Optional.empty();
  }

  /** Row triggers of the parent are made on it too, under their names. */
  private Optional<String> trigger() {
    return partition.triggers().stream()
        .filter(name -> partition.isRowTrigger(name))
        .filter(
            name ->
                partition.usesTransitionTables(name)
                    || (parent.triggers().contains(name) && parent.isRowTrigger(name)))
        .findFirst()
        .map("has a trigger %s, which stands in the way"::formatted);
  }

  private Optional<String> missing() {
    return parent.columns().stream()
        .filter(column -> partition.column(column.name()).isEmpty())
        .findFirst()
        .map(column -> "has no column %s".formatted(column.name()));
  }

  private Optional<String> surplus() {
    return partition.columns().stream()
        .filter(column -> parent.column(column.name()).isEmpty())
        .findFirst()
        .map(
            column ->
                "has a column %s, which %s does not have".formatted(column.name(), parent.name()));
  }

  private Optional<String> unlike() {
    return parent.columns().stream()
        .flatMap(
            column ->
                partition.column(column.name()).stream()
                    .flatMap(own -> unlike(own, column).stream()))
        .findFirst();
  }

  private Optional<String> unlike(Column own, Column wanted) {
    if (!own.type().equals(wanted.type())) {
      return Optional.of(
          "has %s as %s, and %s as %s"
              .formatted(own.name(), own.type(), parent.name(), wanted.type()));
    }
    if (wanted.notNull() && !own.notNull()) {
      return Optional.of("has no NOT NULL on %s".formatted(own.name()));
    }
    if (own.generated() != wanted.generated()) {
      return Optional.of("has another way to compute %s".formatted(own.name()));
    }
    return own.identity() != ' ' && context.server() >= IDENTITY_OF_PARTITIONS
        ? Optional.of("has an identity of its own on %s".formatted(own.name()))
        : Optional.empty();
  }

  private Optional<String> check() {
    return parent.constraints().stream()
        .filter(wanted -> wanted.kind() == 'c' && !wanted.definition().contains(" NO INHERIT"))
        .filter(
            wanted ->
                partition.constraints().stream()
                    .noneMatch(own -> own.kind() == 'c' && isSame(own, wanted)))
        .findFirst()
        .map(
            wanted ->
                "has no constraint %s that says the same: %s"
                    .formatted(wanted.name(), wanted.definition()));
  }

  private static boolean isSame(RelationFacts.Constraint own, RelationFacts.Constraint wanted) {
    return own.name().equals(wanted.name())
        && (own.definition().equals(wanted.definition())
            || own.definition().equals(wanted.definition().replace(" NOT VALID", "")));
  }
}
