package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ColumnMentions;
import dev.drydock.sql.Constraint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a table lacks of its parent's indexes and foreign keys: ATTACH PARTITION would build and
 * prove them while nobody can use the table, and takes over those that are there.
 */
final class PartitionKeys {

  private PartitionKeys() {}

  static List<OnlineAction> missing(
      RelationFacts partition, RelationFacts parent, GivenNames names) {
    var actions = new ArrayList<OnlineAction>();
    parent.indexes().stream()
        .filter(index -> index.valid() && !has(partition, index, parent))
        .forEach(index -> actions.addAll(built(partition, index, parent, names)));
    parent.constraints().stream()
        .filter(c -> c.kind() == 'f' && c.validated() && !has(partition, c))
        .forEach(
            key ->
                actions.addAll(
                    AddedConstraints.twoSteps(
                        key.name(), key.definition(), Alteration.alter(Naming.of(partition)))));
    return actions;
  }

  private static boolean has(RelationFacts partition, RelationFacts.Constraint key) {
    return partition.constraints().stream()
        .anyMatch(c -> c.validated() && c.definition().equals(key.definition()));
  }

  private static boolean has(
      RelationFacts partition, RelationFacts.Index wanted, RelationFacts parent) {
    char kind = kind(wanted, parent);
    return partition.indexes().stream()
        .anyMatch(
            i ->
                i.valid()
                    && i.unique() == wanted.unique()
                    && tail(i).equals(tail(wanted))
                    && (kind == ' ' || kind(i, partition) == kind));
  }

  private static Optional<String> tail(RelationFacts.Index index) {
    return ColumnMentions.tailOfIndex(index.definition());
  }

  /** {@code p} or {@code u} for the index of a constraint; else blank. */
  private static char kind(RelationFacts.Index index, RelationFacts table) {
    return key(index, table).map(RelationFacts.Constraint::kind).orElse(' ');
  }

  private static Optional<RelationFacts.Constraint> key(
      RelationFacts.Index index, RelationFacts table) {
    return table.constraints().stream()
        .filter(c -> c.name().equals(index.name()) && "pu".indexOf(c.kind()) >= 0)
        .findFirst();
  }

  private static List<OnlineAction> built(
      RelationFacts partition, RelationFacts.Index index, RelationFacts parent, GivenNames names) {
    char kind = kind(index, parent);
    List<String> columns = kind == 'p' ? List.of() : IndexNames.columns(index);
    String suffix = kind == 'p' ? "pkey" : kind == 'u' ? "key" : "idx";
    String name = names.of(partition, columns, suffix);
    String quoted = SqlQuoting.identifier(name);
    var actions = new ArrayList<OnlineAction>();
    actions.add(
        Naming.build(
            "CREATE %sINDEX CONCURRENTLY %s ON %s %s"
                .formatted(
                    index.unique() ? "UNIQUE " : "",
                    quoted,
                    Naming.of(partition),
                    tail(index).orElse("")),
            partition.schema(),
            name));
    if (kind != ' ') {
      actions.add(
          new OnlineAction.InTransaction(
              List.of(
                  "%s ADD CONSTRAINT %s %s USING INDEX %s%s"
                      .formatted(
                          Alteration.alter(Naming.of(partition)),
                          quoted,
                          kind == 'p' ? "PRIMARY KEY" : "UNIQUE",
                          quoted,
                          key(index, parent)
                              .flatMap(key -> Constraint.printed(key.definition()))
                              .map(KeySteps::deferral)
                              .orElse(""))),
              List.of(
                  Naming.effect(
                      dev.drydock.migration.EffectKind.CHANGE_INDEX, partition.schema(), name))));
    }
    return actions;
  }
}
