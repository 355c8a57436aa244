package dev.drydock.online;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.RelationFacts.Tie;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.PartitionBound;
import dev.drydock.sql.PartitionCheck;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ATTACH PARTITION reads no row where CHECKs prove beforehand what it would look for; DETACH
 * PARTITION of a large table's partition locks nobody out.
 */
final class PartitionForm implements Form {

  /** {@code pg_get_partkeydef} of plain columns; HASH and expressions do not match. */
  private static final Pattern KEY = Pattern.compile("(?:RANGE|LIST) \\(([^()]+)\\)");

  @Override
  public Optional<FormChoice> of(Meaning meaning, FormContext context) {
    if (meaning.actions().get(0) instanceof TableChange.AttachPartition attach) {
      return context
          .existing()
          .apply(attach.table().name())
          .map(parent -> attached(meaning, attach, parent, context))
          .orElseGet(() -> context.large(attach.partition()).map(p -> tooEarly(attach)));
    }
    if (meaning.actions().get(0) instanceof Creation.CreateTable made
        && made.partitionOf().isPresent()
        && !(made.ifNotExists() && context.existing().apply(made.table()).isPresent())) {
      return context
          .existing()
          .apply(made.partitionOf().get().parent())
          .flatMap(parent -> created(meaning, made.partitionOf().get().bound(), parent, context));
    }
    return meaning.actions().get(0) instanceof TableChange.DetachPartition detach
            && !detach.concurrently()
            && !detach.finalizing()
        ? finished(detach, context)
            .or(
                () ->
                    context
                        .large(detach.table().name())
                        .flatMap(parent -> detached(detach, parent, context)))
        : Optional.empty();
  }

  private static Optional<FormChoice> finished(
      TableChange.DetachPartition detach, FormContext context) {
    return Outsiders.finishing(detach, context)
        .map(
            action ->
                new FormChoice.Online(
                    "detach-finished",
                    List.of(action),
                    List.of(
                        "A DETACH CONCURRENTLY of %s broke off before and is finished; %s keeps the CHECK of its bound that it put there."
                            .formatted(detach.partition(), detach.partition()))));
  }

  /** The server looks through the default partition for rows that belong into the new one. */
  private static Optional<FormChoice> created(
      Meaning meaning, PartitionBound bound, RelationFacts parent, FormContext context) {
    Optional<RelationFacts> other =
        otherwise(parent, context).filter(d -> context.large(Naming.name(d)).isPresent());
    if (other.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> check = check(bound, parent);
    if (check.isEmpty()) {
      return Optional.of(
          FormChoice.Impossible.of(
              "Nothing proves beforehand that %s has no rows for the new partition: the bound cannot be told from the text"
                  .formatted(other.get().name()),
              "Add a CHECK NOT VALID to %s that excludes the bound, validate it in a later migration, make the partition, and drop the CHECK; or write -- drydock: plain."
                  .formatted(other.get().name())));
    }
    var steps = new ArrayList<OnlineAction>();
    var last = new ArrayList<>(List.of(meaning.statement().text()));
    var helpers = new ArrayList<dev.drydock.migration.Effect>();
    prove(other.get(), "NOT (" + check.get() + ")", steps, last, helpers);
    steps.add(new OnlineAction.InTransaction(last, helpers));
    return Optional.of(
        new FormChoice.Online(
            "partition-proven",
            steps,
            List.of(
                "Between its first and its last step %s takes no rows that belong into the new partition; as written, such rows make the statement fail."
                    .formatted(other.get().name()))));
  }

  private static FormChoice tooEarly(TableChange.AttachPartition attach) {
    return FormChoice.Impossible.of(
        "%s is made or moved by this run itself, so nothing can be proven of it beforehand"
            .formatted(attach.table().name()),
        "Let the run that makes it go in a deploy before, with this statement out of the folder: then the bound is proven beside reads and writes.");
  }

  private static Optional<FormChoice> attached(
      Meaning meaning,
      TableChange.AttachPartition attach,
      RelationFacts parent,
      FormContext context) {
    Optional<RelationFacts> other = otherwise(parent, context);
    boolean large =
        context.large(attach.partition()).isPresent()
            || other.flatMap(d -> context.large(Naming.name(d))).isPresent();
    if (!large) {
      return Optional.empty();
    }
    Optional<RelationFacts> partition = context.existing().apply(attach.partition());
    Optional<String> unfit =
        partition.flatMap(p -> new PartitionFit(p, parent, context).obstacle());
    if (unfit.isPresent() && !context.altered().test(attach.partition())) {
      return Optional.of(
          new FormChoice.Impossible(
              "%s does not fit: it %s".formatted(attach.partition(), unfit.get()),
              "Change it in a migration before this one.",
              true));
    }
    Optional<String> check = check(attach.bound(), parent);
    Optional<String> obstacle = obstacle(attach, parent, partition, check, context);
    if (obstacle.isPresent()) {
      return Optional.of(
          FormChoice.Impossible.of(
              "Nothing proves beforehand that %s fits: %s"
                  .formatted(attach.partition(), obstacle.get()),
              "Add a CHECK of the bound NOT VALID, validate it in a later migration, attach, and drop the CHECK; or write -- drydock: plain."));
    }
    var helped = new ArrayList<OnlineAction>();
    var last = new ArrayList<String>();
    last.add(meaning.statement().text());
    var helpers = new ArrayList<dev.drydock.migration.Effect>();
    var differences = new ArrayList<String>();
    partition.ifPresent(p -> helped.addAll(PartitionKeys.missing(p, parent, context.names())));
    check.ifPresent(
        bound -> {
          partition.ifPresent(p -> prove(p, bound, helped, last, helpers));
          other.ifPresent(
              d -> {
                prove(d, "NOT (" + bound + ")", helped, last, helpers);
                differences.add(
                    "Between its first and its last step %s takes no rows that belong into %s; as written, such rows make the statement fail."
                        .formatted(d.name(), attach.partition()));
              });
        });
    helped.add(new OnlineAction.InTransaction(last, helpers));
    return Optional.of(new FormChoice.Online("attach-proven", helped, differences));
  }

  private static Optional<String> obstacle(
      TableChange.AttachPartition attach,
      RelationFacts parent,
      Optional<RelationFacts> partition,
      Optional<String> check,
      FormContext context) {
    if (partition.filter(p -> p.kind() != 'r').isPresent()) {
      return Optional.of("it is partitioned itself, or foreign");
    }
    if (context.altered().test(attach.partition()) || context.altered().test(Naming.name(parent))) {
      return Optional.of(
          "an earlier statement of this run changes it or its parent; let that run in a deploy before, with this one out of the folder");
    }
    if (check.isEmpty() && !attach.bound().isDefault()) {
      return Optional.of(
          "the bound cannot be told from the text, because the key is a hash, an expression or several columns without end");
    }
    if (attach.bound().isDefault()) {
      return Optional.of("what the default partition holds is what no other one does");
    }
    return parent.constraints().stream().anyMatch(c -> c.kind() == 'x')
        ? Optional.of(parent.name() + " has an EXCLUDE constraint")
        : Optional.empty();
  }

  /** A CHECK that goes again in the last transaction. */
  private static void prove(
      RelationFacts table,
      String condition,
      List<OnlineAction> steps,
      List<String> last,
      List<dev.drydock.migration.Effect> helpers) {
    String helper = helper(table);
    steps.addAll(
        AddedConstraints.twoSteps(
            helper, "CHECK (" + condition + ")", Alteration.alter(Naming.of(table))));
    last.add(dropped(table, helper));
    helpers.add(Naming.effect(EffectKind.DROP_CONSTRAINT, table, helper));
  }

  private static String helper(RelationFacts table) {
    return ConstraintNames.fitting("drydock", table.name(), "bound");
  }

  private static String dropped(RelationFacts table, String constraint) {
    return "%s DROP CONSTRAINT %s"
        .formatted(Alteration.alter(Naming.of(table)), SqlQuoting.identifier(constraint));
  }

  private static Optional<RelationFacts> otherwise(RelationFacts parent, FormContext context) {
    return parent.ties("").stream()
        .filter(tie -> tie.kind() == Tie.Kind.DEFAULT_PARTITION)
        .flatMap(tie -> context.facts().relation(tie.schema(), tie.table()).stream())
        .findFirst();
  }

  private static Optional<String> check(PartitionBound bound, RelationFacts parent) {
    Matcher key =
        KEY.matcher(
            parent.ties("").stream()
                .filter(tie -> tie.kind() == Tie.Kind.PARTITION_KEY)
                .map(Tie::definition)
                .findFirst()
                .orElse(""));
    if (!key.matches()) {
      return Optional.empty();
    }
    List<String> columns = List.of(key.group(1).split(", "));
    var types = new ArrayList<String>();
    for (String column : columns) {
      parent.columns().stream()
          .filter(c -> column.equals(c.name()) || column.equals(SqlQuoting.identifier(c.name())))
          .map(RelationFacts.Column::type)
          .forEach(types::add);
    }
    return types.size() == columns.size()
        ? PartitionCheck.of(bound, columns, types)
        : Optional.empty();
  }

  /** The server leaves a CHECK of the bound behind, unless there is one: ours, which goes again. */
  private static Optional<FormChoice> detached(
      TableChange.DetachPartition detach, RelationFacts parent, FormContext context) {
    Optional<RelationFacts> partition = context.existing().apply(detach.partition());
    Optional<String> bound =
        partition.flatMap(
            p ->
                p.ties("").stream()
                    .filter(tie -> tie.kind() == Tie.Kind.BOUND && !tie.definition().isEmpty())
                    .map(Tie::definition)
                    .filter(d -> !d.contains("satisfies_hash_partition"))
                    .findFirst());
    if (bound.isEmpty() || otherwise(parent, context).isPresent()) {
      return Optional.empty();
    }
    RelationFacts part = partition.orElseThrow();
    var actions = new ArrayList<OnlineAction>();
    var last = new ArrayList<String>();
    var helpers = new ArrayList<dev.drydock.migration.Effect>();
    prove(part, bound.get(), actions, last, helpers);
    actions.add(Outsiders.detach(Naming.of(parent), part));
    actions.add(new OnlineAction.InTransaction(last, helpers));
    return Optional.of(new FormChoice.Online("detach-concurrently", actions, List.of()));
  }
}
