package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.Command;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** DROP INDEX, REINDEX and REFRESH MATERIALIZED VIEW of something large. */
final class IndexUpkeep implements Form {

  private static final String REINDEX = "reindex-concurrently";

  @Override
  public Optional<FormChoice> of(Meaning meaning, FormContext context) {
    if (meaning.actions().get(0) instanceof ObjectChange.Drop drop) {
      return dropped(drop, context);
    }
    if (meaning.actions().get(0) instanceof Command.Reindex reindex && !reindex.concurrently()) {
      return reindexed(meaning, reindex, context);
    }
    return meaning.actions().get(0) instanceof Command.RefreshView refresh
        ? refreshed(meaning, refresh, context)
        : Optional.empty();
  }

  private static Optional<FormChoice> dropped(ObjectChange.Drop drop, FormContext context) {
    if (drop.kind() != ObjectKind.INDEX || drop.concurrently() || drop.cascade()) {
      return Optional.empty();
    }
    var actions = new ArrayList<OnlineAction>();
    boolean large = false;
    for (ObjectRef index : drop.objects()) {
      Optional<RelationFacts> table = context.indexed().apply(index.name());
      if (table.isEmpty() || table.get().kind() == 'p' || isConstraint(index, table.get())) {
        return Optional.empty();
      }
      large |= context.isLarge(table.get());
      String name = Naming.of(table.get().schema(), index.name().name());
      actions.add(
          new OnlineAction.Outside(
              "DROP INDEX CONCURRENTLY " + (drop.ifExists() ? "IF EXISTS " : "") + name,
              Truth.indexDropped(name),
              Truth.NOTHING,
              context.dropped(table.get().schema(), index.name())));
    }
    return large
        ? Optional.of(new FormChoice.Online("drop-index-concurrently", actions, List.of()))
        : Optional.empty();
  }

  private static boolean isConstraint(ObjectRef index, RelationFacts table) {
    return table.constraints().stream().anyMatch(c -> c.name().equals(index.name().name()));
  }

  private static Optional<FormChoice> reindexed(
      Meaning meaning, Command.Reindex reindex, FormContext context) {
    return switch (reindex.target()) {
      case "table" ->
          reindex
              .name()
              .flatMap(context.existing())
              .filter(table -> isRebuiltOutside(table, context))
              .map(table -> rebuilt(table, reindex, context));
      case "index" ->
          reindex
              .name()
              .flatMap(context.indexed())
              .filter(table -> isRebuiltOutside(table, context))
              .map(table -> rebuiltOne(table, reindex, context));
      case "schema", "database" -> Optional.of(rebuilt(meaning, reindex, context));
      default -> Optional.empty();
    };
  }

  /** What has partitions is rebuilt outside any transaction in every case. */
  private static boolean isRebuiltOutside(RelationFacts table, FormContext context) {
    return table.kind() == 'p'
        || ((table.isTable() || table.kind() == 'm') && context.isLarge(table));
  }

  /** Concurrently, a table's invalid indexes are rebuilt only where they are named. */
  private static FormChoice rebuilt(
      RelationFacts table, Command.Reindex reindex, FormContext context) {
    var actions = new ArrayList<OnlineAction>();
    actions.add(rebuilding(Naming.of(table), reindex, context));
    var differences = new ArrayList<String>();
    List<RelationFacts> meant = table.kind() == 'p' ? context.leaves(table) : List.of(table);
    meant.forEach(
        each -> {
          each.indexes().stream()
              .filter(index -> !index.valid())
              .map(index -> Naming.of(each.schema(), index.name()))
              .forEach(
                  index ->
                      actions.add(
                          Outsiders.reindex(
                              "REINDEX INDEX CONCURRENTLY " + index, Truth.tablesOf(index))));
          each.constraints().stream()
              .filter(IndexUpkeep::excludes)
              .forEach(
                  c ->
                      differences.add(
                          "The index of the EXCLUDE constraint %s stays as it is: nothing rebuilds it beside the traffic."
                              .formatted(c.name())));
        });
    return new FormChoice.Online(REINDEX, actions, differences);
  }

  private static FormChoice rebuiltOne(
      RelationFacts table, Command.Reindex reindex, FormContext context) {
    String index = reindex.name().orElseThrow().name();
    return table.constraints().stream().anyMatch(c -> excludes(c) && c.name().equals(index))
        ? FormChoice.Impossible.of(
            "%s belongs to an EXCLUDE constraint, whose index no server rebuilds CONCURRENTLY"
                .formatted(index),
            "At a quiet hour, write -- drydock: plain above the statement.")
        : FormChoice.Online.of(
            REINDEX, rebuilding(Naming.of(table.schema(), index), reindex, context));
  }

  private static boolean excludes(RelationFacts.Constraint constraint) {
    return constraint.kind() == 'x';
  }

  private static OnlineAction rebuilding(
      String name, Command.Reindex reindex, FormContext context) {
    String target = reindex.target().toUpperCase(Locale.ROOT);
    return Outsiders.reindex(
        "REINDEX %s CONCURRENTLY %s".formatted(target, name), Outsiders.tables(reindex, context));
  }

  /** A whole schema or database: nobody looks beforehand at each of its tables. */
  private static FormChoice rebuilt(Meaning meaning, Command.Reindex reindex, FormContext context) {
    return new FormChoice.Online(
        REINDEX,
        List.of(
            Outsiders.reindex(
                new ActionText(meaning).with("CONCURRENTLY", reindex.target()),
                Outsiders.tables(reindex, context))),
        List.of(
            "Indexes that are invalid, those of EXCLUDE constraints and those of the system catalogs stay as they are: REINDEX CONCURRENTLY leaves them out."));
  }

  /** Concurrently it needs rows to compare with, and a unique index over all of them. */
  private static Optional<FormChoice> refreshed(
      Meaning meaning, Command.RefreshView refresh, FormContext context) {
    if (refresh.concurrently() || !refresh.withData()) {
      return Optional.empty();
    }
    return context
        .existing()
        .apply(refresh.view())
        .filter(view -> view.kind() == 'm' && context.isLarge(view))
        .filter(
            view ->
                view.indexes().stream()
                    .anyMatch(
                        i -> i.unique() && i.valid() && !i.partial() && !i.columns().contains("")))
        .map(
            view ->
                FormChoice.Online.of(
                    "refresh-concurrently",
                    OnlineAction.InTransaction.of(
                        new ActionText(meaning).with("CONCURRENTLY", "view"))));
  }
}
