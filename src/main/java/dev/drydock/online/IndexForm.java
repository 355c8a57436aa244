package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.SameDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A plain CREATE INDEX on a large table is built beside the traffic. */
final class IndexForm implements Form {

  private static final String NAME = "index-concurrently";

  @Override
  public Optional<FormChoice> of(Meaning meaning, FormContext context) {
    if (!(meaning.actions().get(0) instanceof Creation.CreateIndex build)
        || build.concurrently()
        || build.only()) {
      return Optional.empty();
    }
    return context
        .existing()
        .apply(build.table())
        .filter(table -> (table.isTable() || table.kind() == 'm') && context.isLarge(table))
        .filter(table -> !skipped(build, table))
        .map(table -> chosen(meaning, build, table, context));
  }

  /** IF NOT EXISTS finds an index of that name, so nothing is built. */
  private static boolean skipped(Creation.CreateIndex build, RelationFacts table) {
    return build.ifNotExists()
        && table.indexes().stream().anyMatch(i -> i.name().equals(build.object().name().name()));
  }

  private static FormChoice chosen(
      Meaning meaning, Creation.CreateIndex build, RelationFacts table, FormContext context) {
    List<String> columns =
        Stream.concat(
                build.parts().stream().flatMap(part -> part.column().stream()),
                build.include().stream())
            .toList();
    Optional<FormChoice> doomed = Doomed.of(table, columns, context);
    if (doomed.isPresent()) {
      return doomed.get();
    }
    Optional<String> name = name(build, table, context.names());
    if (name.isEmpty()) {
      return FormChoice.Impossible.of(
          "The index on an expression of %s has no name, so a broken build could not be found again"
              .formatted(build.table()),
          "Give it a name: CREATE INDEX <name> ON " + build.table() + " …");
    }
    String text = meaning.statement().text();
    String tail = text.substring(tail(text, build));
    var onto = new Target(build, name.get(), tail);
    return table.kind() == 'p'
        ? new FormChoice.Online(NAME, partitioned(onto, table, context), differences(build))
        : FormChoice.Online.of(NAME, onto.concurrently(table, name.get()));
  }

  private static Optional<String> name(
      Creation.CreateIndex build, RelationFacts table, GivenNames names) {
    if (build.isNamed()) {
      return Optional.of(build.object().name().name());
    }
    return IndexNames.areCertain(build)
        ? Optional.of(names.of(table, IndexNames.columns(build), "idx"))
        : Optional.empty();
  }

  /** The server makes the names of the partitions' indexes from inside an expression. */
  private static List<String> differences(Creation.CreateIndex build) {
    return IndexNames.areCertain(build)
        ? List.of()
        : List.of(
            "The indexes of the single partitions may get other names than as written: with expr for each expression.");
  }

  /** What stands behind the table's name: from USING or the parentheses on. */
  private static int tail(String text, Creation.CreateIndex build) {
    return ActionText.endOfName(text, build.table().offset());
  }

  /** The parent's index first, alone; then one for each partition, which it takes over. */
  private static List<OnlineAction> partitioned(
      Target onto, RelationFacts parent, FormContext context) {
    var actions = new ArrayList<OnlineAction>();
    String whole = Naming.of(parent.schema(), onto.name());
    actions.add(
        OnlineAction.InTransaction.of(onto.sql("", onto.name(), "ONLY " + Naming.of(parent))));
    for (RelationFacts partition : context.partitions(parent)) {
      if (partition.kind() == 'f') {
        continue;
      }
      Optional<String> there = onto.existing(partition);
      String part =
          there.orElseGet(
              () -> context.names().of(partition, IndexNames.columns(onto.build()), "idx"));
      if (there.isPresent()) {
        actions.add(attached(whole, partition, part));
        continue;
      }
      if (partition.kind() == 'p') {
        actions.addAll(partitioned(onto.named(part), partition, context));
      } else {
        actions.add(onto.concurrently(partition, part));
      }
      actions.add(attached(whole, partition, part));
    }
    return actions;
  }

  private static OnlineAction attached(String whole, RelationFacts partition, String part) {
    return OnlineAction.InTransaction.of(
        "ALTER INDEX %s ATTACH PARTITION %s".formatted(whole, Naming.of(partition.schema(), part)));
  }

  /** The index as the user described it, on whatever table, under whatever name. */
  private record Target(Creation.CreateIndex build, String name, String tail) {

    Target named(String other) {
      return new Target(build, other, tail);
    }

    String sql(String concurrently, String index, String table) {
      return "CREATE %sINDEX %s%s%s ON %s%s"
          .formatted(
              build.unique() ? "UNIQUE " : "",
              concurrently,
              build.ifNotExists() ? "IF NOT EXISTS " : "",
              SqlQuoting.identifier(index),
              table,
              tail);
    }

    /** The index of a partition that the server would take for its part of the new one. */
    Optional<String> existing(RelationFacts partition) {
      return partition.indexes().stream()
          .filter(index -> index.valid() && !index.attached())
          .filter(index -> SameDefinition.ofIndexes(build, index.definition()))
          .map(RelationFacts.Index::name)
          .findFirst();
    }

    OnlineAction concurrently(RelationFacts table, String index) {
      return Naming.build(sql("CONCURRENTLY ", index, Naming.of(table)), table.schema(), index);
    }
  }
}
