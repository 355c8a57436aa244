package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Command;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Statements that a user wrote for outside a transaction: they run there as written. */
final class Outsiders implements Form {

  private static final String NAME = "as-written";

  private static final String NOTHING_TO_DROP = "nothing-to-drop";

  @Override
  public Optional<FormChoice> of(Meaning meaning, FormContext context) {
    if (meaning.actions().get(0) instanceof ObjectChange.Drop drop && isMoot(drop, context)) {
      return Optional.of(
          FormChoice.Online.of(NOTHING_TO_DROP, dropIfThere(drop.objects().get(0).name())));
    }
    return action(meaning, context).map(action -> FormChoice.Online.of(NAME, action));
  }

  private static Optional<OnlineAction> action(Meaning meaning, FormContext context) {
    String text = meaning.statement().text();
    if (meaning.actions().get(0) instanceof Creation.CreateIndex build && build.concurrently()) {
      return Optional.of(built(text, build, context));
    }
    if (meaning.actions().get(0) instanceof ObjectChange.Drop drop
        && drop.kind() == ObjectKind.INDEX
        && drop.concurrently()) {
      return Optional.of(dropped(text, drop.objects().get(0).name(), context));
    }
    if (meaning.actions().get(0) instanceof Command.Reindex reindex && reindex.concurrently()) {
      return Optional.of(reindex(text, tables(reindex, context)));
    }
    if (meaning.actions().get(0) instanceof TableChange.DetachPartition detach
        && detach.concurrently()) {
      return Optional.of(detached(text, detach, context));
    }
    return meaning.actions().get(0) instanceof Command.Vacuum
        ? Optional.of(repeatable(text))
        : Optional.empty();
  }

  /** What no transaction can hold, exactly as somebody asked for it. */
  static Optional<FormChoice> plain(Meaning meaning, FormContext context) {
    boolean many =
        meaning.actions().get(0) instanceof Command.Reindex reindex
            && (List.of("schema", "database").contains(reindex.target())
                || isPartitioned(reindex, context));
    return many
        ? Optional.of(FormChoice.Online.of(NAME, repeatable(meaning.statement().text())))
        : Optional.empty();
  }

  private static boolean isPartitioned(Command.Reindex reindex, FormContext context) {
    return reindex.name().stream()
        .flatMap(
            name ->
                (reindex.target().equals("index") ? context.indexed() : context.existing())
                    .apply(name).stream())
        .anyMatch(table -> table.kind() == 'p');
  }

  /** The index of a table that the run itself makes is where the search path says. */
  private static OnlineAction built(String text, Creation.CreateIndex build, FormContext context) {
    if (!build.isNamed()) {
      return repeatable(text);
    }
    String index = build.object().name().name();
    Optional<String> schema =
        context
            .existing()
            .apply(build.table())
            .map(RelationFacts::schema)
            .or(() -> build.table().schema());
    return Naming.build(
        text,
        schema.map(s -> Naming.of(s, index)).orElseGet(() -> SqlQuoting.identifier(index)),
        schema.map(s -> Naming.of(s, build.table().name())));
  }

  /** Which tables a REINDEX means, as {@link Truth} asks for them. */
  static String tables(Command.Reindex reindex, FormContext context) {
    Optional<QualifiedName> name = reindex.name();
    return switch (reindex.target()) {
      case "index" -> Truth.tablesOf(named(name, context.indexed()));
      case "table" -> Truth.tablesOf(named(name, context.existing()));
      case "schema" -> Truth.tablesIn(name.map(QualifiedName::name).orElse(""));
      default -> Truth.tables();
    };
  }

  private static String named(
      Optional<QualifiedName> name, Function<QualifiedName, Optional<RelationFacts>> known) {
    return name.flatMap(known)
        .map(relation -> Naming.of(relation.schema(), name.orElseThrow().name()))
        .or(() -> name.map(QualifiedName::toString))
        .orElse("");
  }

  /**
   * Its leftovers are found by their ending, and dropped one by one.
   *
   * @param tables which it means
   */
  static OnlineAction reindex(String text, String tables) {
    return new OnlineAction.Outside(
        text, Truth.reindexed(tables), Truth.reindexLeftovers(tables), Optional.empty());
  }

  private static boolean isMoot(ObjectChange.Drop drop, FormContext context) {
    return drop.kind() == ObjectKind.INDEX
        && drop.concurrently()
        && drop.ifExists()
        && drop.objects().size() == 1
        && context.absentIndex().test(drop.objects().get(0).name());
  }

  /**
   * In a transaction, where the guard looks: an index that comes to be there before the run does is
   * not lost undeclared.
   */
  private static OnlineAction dropIfThere(QualifiedName index) {
    String name = SqlQuoting.identifier(index.name());
    return OnlineAction.InTransaction.of(
        "DROP INDEX IF EXISTS "
            + index.schema().map(schema -> Naming.of(schema, index.name())).orElse(name));
  }

  private static OnlineAction dropped(String text, QualifiedName index, FormContext context) {
    String schema =
        index
            .schema()
            .or(() -> context.indexed().apply(index).map(RelationFacts::schema))
            .orElse("public");
    return new OnlineAction.Outside(
        text,
        Truth.indexDropped(Naming.of(schema, index.name())),
        Truth.NOTHING,
        context.dropped(schema, index));
  }

  private static OnlineAction repeatable(String text) {
    return new OnlineAction.Outside(text, Truth.repeatable(), Truth.NOTHING, Optional.empty());
  }

  private static String schemaOf(QualifiedName table, FormContext context) {
    return context.existing().apply(table).map(RelationFacts::schema).orElse("public");
  }

  private static OnlineAction detached(
      String text, TableChange.DetachPartition detach, FormContext context) {
    Optional<OnlineAction> begun = finishing(detach, context);
    if (begun.isPresent()) {
      return begun.get();
    }
    QualifiedName partition = detach.partition();
    String schema = partition.schema().orElseGet(() -> schemaOf(partition, context));
    return detach(
        text,
        full(detach.table().name(), context),
        full(partition, context),
        Naming.effect(EffectKind.DETACH_PARTITION, schema, partition.name()));
  }

  /** What the run itself makes is where the search path says. */
  private static String full(QualifiedName table, FormContext context) {
    return context.existing().apply(table).map(Naming::of).orElseGet(table::toString);
  }

  /** The same as a plain one would be written. */
  static OnlineAction detach(String parent, RelationFacts partition) {
    String name = Naming.of(partition);
    return detach(
        "ALTER TABLE %s DETACH PARTITION %s CONCURRENTLY".formatted(parent, name),
        parent,
        name,
        Naming.effect(EffectKind.DETACH_PARTITION, partition.schema(), partition.name()));
  }

  /** Where somebody's DETACH CONCURRENTLY broke off, only its end is left to be sent. */
  static Optional<OnlineAction> finishing(TableChange.DetachPartition detach, FormContext context) {
    return context
        .existing()
        .apply(detach.partition())
        .filter(RelationFacts::isDetaching)
        .map(
            partition ->
                new OnlineAction.Outside(
                    finalize(full(detach.table().name(), context), Naming.of(partition)),
                    Truth.finalized(Naming.of(partition)),
                    Truth.NOTHING,
                    Optional.of(
                        Naming.effect(
                            EffectKind.DETACH_PARTITION, partition.schema(), partition.name()))));
  }

  private static String finalize(String parent, String partition) {
    return "ALTER TABLE %s DETACH PARTITION %s FINALIZE".formatted(parent, partition);
  }

  /** What broke off is pending, and is finished by words of its own. */
  private static OnlineAction detach(String text, String parent, String partition, Effect loss) {
    return new OnlineAction.Outside(
        text,
        Truth.detached(partition),
        Truth.cleanup(finalize(parent, partition)),
        Optional.of(loss));
  }
}
