package dev.drydock.guard;

import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.catalog.RowCounters;
import dev.drydock.catalog.TableStatistics;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.MigrationId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Finds rows of old tables that the transaction deleted, updated or moved. */
final class RowFindings {

  private final CatalogSnapshot before;
  private final OldTables tables;
  private final CatalogNames names;
  private final Attribution attribution;
  private final Map<String, Long> filled;
  private final Map<String, Long> moved;
  private final List<Found> found = new ArrayList<>();

  /**
   * @param filled rows, by table, of updates that overwrote nothing
   * @param moved rows, by partition, that only moved to another
   */
  RowFindings(
      CatalogSnapshot before,
      OldTables tables,
      Attribution attribution,
      Map<String, Long> filled,
      Map<String, Long> moved) {
    this.before = before;
    this.tables = tables;
    this.names = new CatalogNames(before);
    this.attribution = attribution;
    this.filled = new HashMap<>(filled);
    this.moved = new HashMap<>(moved);
  }

  /**
   * Reads the counters.
   *
   * @param written by table; tables that are gone or were emptied are told as that
   */
  List<Found> in(Map<String, RowCounters> written) {
    written.forEach(
        (oid, counters) -> {
          if (tables.holdsRows(oid)) {
            RowCounters old =
                before.statistics(oid).map(TableStatistics::counters).orElse(RowCounters.NONE);
            table(oid, counters.since(old));
          }
        });
    return merged();
  }

  private void table(String oid, RowCounters own) {
    long movedOut = Math.min(moved.getOrDefault(oid, 0L), own.deleted());
    add(EffectKind.MOVE_ROWS, oid, movedOut, 0, RowCounters::deleted);
    add(EffectKind.DELETE_ROWS, oid, own.deleted() - movedOut, movedOut, RowCounters::deleted);
    long fills = Math.min(filled.getOrDefault(oid, 0L), own.updated());
    add(EffectKind.UPDATE_ROWS, oid, own.updated() - fills, fills, RowCounters::updated);
  }

  /** Splits a number of rows among the migrations; what no probe saw belongs to nobody. */
  private void add(
      EffectKind kind, String oid, long rows, long excused, ToLongFunction<RowCounters> counter) {
    if (rows <= 0) {
      return;
    }
    long left = rows;
    for (Map.Entry<MigrationId, RowCounters> entry : attribution.rowsOf(oid).entrySet()) {
      long own = Math.min(left, counter.applyAsLong(entry.getValue()));
      if (own > 0) {
        note(kind, oid, own, entry.getKey(), excused == 0);
        left -= own;
      }
    }
    if (left > 0) {
      note(kind, oid, left, attribution.only().orElse(null), true);
    }
  }

  private void note(
      EffectKind kind, String oid, long rows, @Nullable MigrationId migration, boolean exact) {
    names
        .relation(oid)
        .ifPresent(
            name ->
                found.add(
                    new Found(
                        new Effect(kind, name),
                        null,
                        rows,
                        false,
                        migration,
                        exact,
                        ancestors(kind, oid))));
  }

  /** What is said of a parent holds for its partitions and children, as in SQL. */
  private List<Effect> ancestors(EffectKind kind, String oid) {
    return tables.ancestors(oid).stream()
        .flatMap(parent -> names.relation(parent).stream())
        .map(parent -> new Effect(kind, parent))
        .toList();
  }

  /** Several partitions of one table, hit by one migration, are told as one loss of the table. */
  private List<Found> merged() {
    var groups = new LinkedHashMap<List<@Nullable Object>, List<Found>>();
    for (Found one : found) {
      var root = one.alternatives().isEmpty() ? one.effect() : last(one.alternatives());
      var key = Arrays.<@Nullable Object>asList(root, one.migration());
      groups.computeIfAbsent(key, ignored -> new ArrayList<>()).add(one);
    }
    var result = new ArrayList<Found>();
    groups
        .values()
        .forEach(group -> result.addAll(group.size() == 1 ? group : List.of(sum(group))));
    return result;
  }

  private static Found sum(List<Found> group) {
    Found first = group.get(0);
    long rows = group.stream().mapToLong(one -> one.rows() == null ? 0 : one.rows()).sum();
    Effect root = first.alternatives().isEmpty() ? first.effect() : last(first.alternatives());
    var common = new ArrayList<>(first.alternatives());
    common.remove(root);
    group.forEach(one -> common.retainAll(one.alternatives()));
    return new Found(
        root, group.size() + " partitions", rows, false, first.migration(), first.exact(), common);
  }

  private static Effect last(List<Effect> effects) {
    return effects.get(effects.size() - 1);
  }
}
