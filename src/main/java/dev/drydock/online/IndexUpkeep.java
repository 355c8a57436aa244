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
import java.util.Optional;

/** DROP INDEX, REINDEX and REFRESH MATERIALIZED VIEW of something large. */
final class IndexUpkeep implements Form {

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
    if (reindex.name().isEmpty()) {
      return Optional.empty();
    }
    Optional<RelationFacts> table =
        reindex.target().equals("table")
            ? context.existing().apply(reindex.name().get())
            : reindex.target().equals("index")
                ? context.indexed().apply(reindex.name().get())
                : Optional.empty();
    return table
        .filter(t -> t.isTable() && context.isLarge(t))
        .map(
            t -> {
              String name = Naming.of(t.schema(), reindex.name().get().name());
              String sql =
                  "REINDEX %s CONCURRENTLY %s"
                      .formatted(reindex.target().toUpperCase(java.util.Locale.ROOT), name);
              return FormChoice.Online.of("reindex-concurrently", Outsiders.reindex(sql, name));
            });
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
