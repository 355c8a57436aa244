package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ObjectName;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.DataChange;
import dev.drydock.sql.DataType;
import dev.drydock.sql.Directive;
import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a form may ask at the place where its statement stands.
 *
 * @param facts of the database as it was before the run
 * @param existing the facts of a table that existed before the run, by the name a statement uses;
 *     empty for what the run made, and for what does not exist
 * @param indexed the facts of the table that an index belongs to, by the index's name
 * @param ownIndex whether the run itself has made an index of that name
 * @param absentIndex whether the database is known to have no index of that name at this place
 * @param notValid whether the run itself has added a constraint of that name to a table NOT VALID
 * @param isVolatile whether an expression differs from row to row
 * @param demands whether a type is a domain that demands something of its values
 * @param widens whether a change of type writes the table anew and keeps every value as it is
 * @param overwrites whether an UPDATE may overwrite what rows held before the run
 * @param altered whether an earlier statement of the run has locked a table to change something
 * @param retied whether one has changed what hangs on a column, without such a lock
 * @param anotherRole whether the file itself has said {@code SET ROLE} before, so that nobody knows
 *     what it may do
 * @param names that the run has given so far
 * @param directives of the statement's file
 * @param bytes from which a table counts as large
 * @param rows from which it does
 */
public record FormContext(
    SchemaFacts facts,
    Function<QualifiedName, Optional<RelationFacts>> existing,
    Function<QualifiedName, Optional<RelationFacts>> indexed,
    Predicate<QualifiedName> ownIndex,
    Predicate<QualifiedName> absentIndex,
    BiPredicate<QualifiedName, String> notValid,
    Predicate<Expression> isVolatile,
    Predicate<DataType> demands,
    Predicate<TableChange.AlterType> widens,
    Predicate<DataChange.Update> overwrites,
    Predicate<QualifiedName> altered,
    BiPredicate<RelationFacts, String> retied,
    boolean anotherRole,
    GivenNames names,
    List<Directive> directives,
    long bytes,
    long rows) {

  /** Whether a database told which columns there are. */
  boolean knowsColumns() {
    return server() > 0;
  }

  int server() {
    return facts.major();
  }

  /** What dropping an index takes away: nothing, where the run itself made it. */
  Optional<Effect> dropped(String schema, QualifiedName index) {
    return ownIndex.test(index)
        ? Optional.empty()
        : Optional.of(Naming.effect(EffectKind.DROP_INDEX, schema, index.name()));
  }

  /** A table that existed before the run and is large. */
  Optional<RelationFacts> large(QualifiedName name) {
    return existing.apply(name).filter(RelationFacts::isTable).filter(this::isLarge);
  }

  /** Partitions and tables that inherit from it count. */
  boolean isLarge(RelationFacts table) {
    return table.bytes() > bytes || table.rows().filter(known -> known > rows).isPresent();
  }

  /** The partitions right below a table, or the tables that inherit from it. */
  List<RelationFacts> partitions(RelationFacts parent) {
    ObjectName name = Naming.name(parent).full();
    return facts.relations().stream()
        .filter(relation -> relation.isTable() || relation.kind() == 'f')
        .filter(relation -> relation.partitionOf().filter(name::equals).isPresent())
        .toList();
  }

  /** The tables whose rows a statement on this one means, as far as they are known. */
  Stream<RelationFacts> walked(RelationFacts table) {
    Stream<RelationFacts> below = partitions(table).stream().flatMap(this::walked);
    return table.kind() == 'p' ? below : Stream.concat(Stream.of(table), below);
  }

  /** Whether policies may hide rows of it from the role that the statement runs as. */
  boolean hidesRows(RelationFacts table) {
    RelationFacts now = existing.apply(Naming.name(table)).orElse(table);
    return !anotherRole && now.rowSecurity().hidesRows();
  }

  /** All partitions that hold rows. */
  List<RelationFacts> leaves(RelationFacts parent) {
    return partitions(parent).stream()
        .flatMap(p -> p.kind() == 'p' ? leaves(p).stream() : Stream.of(p))
        .toList();
  }
}
