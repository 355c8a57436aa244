package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.catalog.OwnRows;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which migration did what, by the counters after each and by the numbers of the commands that
 * wrote the catalog. It only decides whom a loss names, never whether there is one.
 */
final class Attribution {

  private final CatalogSnapshot before;
  private final List<MigrationId> migrations;
  private final Map<MigrationId, Map<String, RowCounters>> rows = new LinkedHashMap<>();
  private final Map<String, MigrationId> vanished = new HashMap<>();
  private final Map<MigrationId, Long> borders = new LinkedHashMap<>();
  private Map<String, RowCounters> last = Map.of();

  Attribution(CatalogSnapshot before, List<MigrationId> migrations) {
    this.before = before;
    this.migrations = List.copyOf(migrations);
  }

  /** Takes the counters that were there before the first statement. */
  void start(Map<String, RowCounters> counters) {
    last = counters;
  }

  /** After a migration; asks the server only where catalog rows were deleted. */
  void probed(Connection connection, MigrationId migration, @Nullable String probe)
      throws SQLException {
    Map<String, RowCounters> now = TransactionState.counters(probe);
    var deltas = new HashMap<String, RowCounters>();
    now.forEach(
        (oid, counters) -> {
          RowCounters delta = counters.since(last.getOrDefault(oid, RowCounters.NONE));
          if (delta.total() > 0) {
            deltas.put(oid, delta);
          }
        });
    rows.put(migration, deltas);
    last = now;
    List<CatalogPart> lessened =
        Arrays.stream(CatalogPart.values())
            .filter(CatalogPart::vanishes)
            .filter(part -> deleted(deltas, part) > 0)
            .toList();
    if (!lessened.isEmpty()) {
      CatalogReader.keys(connection, before.major(), lessened)
          .forEach((part, keys) -> note(migration, part, keys));
    }
  }

  private static long deleted(Map<String, RowCounters> deltas, CatalogPart part) {
    return deltas.getOrDefault(String.valueOf(part.catalog()), RowCounters.NONE).deleted();
  }

  private void note(MigrationId migration, CatalogPart part, Set<String> left) {
    for (String key : before.keys(part)) {
      if (!left.contains(key)) {
        vanished.putIfAbsent(part.name() + key, migration);
      }
    }
  }

  /** Reads which commands wrote the history rows: the border behind each migration. */
  void readBorders(Connection connection, String schema, String table) throws SQLException {
    String sql =
        "SELECT h.id, h.cmin::text FROM %s h WHERE %s"
            .formatted(ObjectName.of(schema, table), OwnRows.of("h"));
    var byName = new HashMap<String, MigrationId>();
    migrations.forEach(migration -> byName.put(migration.value(), migration));
    PinnedQuery.rows(
        connection,
        sql,
        row -> {
          MigrationId migration = byName.get(row.getString(1));
          if (migration != null) {
            borders.put(migration, command(row.getString(2)));
          }
        });
  }

  private static Long command(@Nullable String cmin) {
    return cmin == null ? -1L : Long.valueOf(cmin);
  }

  /** The only migration, where there is but one. */
  Optional<MigrationId> only() {
    return migrations.size() == 1 ? Optional.of(migrations.get(0)) : Optional.empty();
  }

  /** The migration within whose commands that one lies. */
  Optional<MigrationId> byCommand(long command) {
    if (only().isPresent() || command < 0 || borders.size() != migrations.size()) {
      return only();
    }
    return migrations.stream()
        .filter(migration -> command <= borders.getOrDefault(migration, -1L))
        .findFirst();
  }

  /** The migration after which that row was found gone. */
  Optional<MigrationId> ofVanished(CatalogPart part, String key) {
    return only().or(() -> Optional.ofNullable(vanished.get(part.name() + key)));
  }

  /** Rows written in a table, by the migrations that did it, as far as the counters were read. */
  Map<MigrationId, RowCounters> rowsOf(String table) {
    var found = new LinkedHashMap<MigrationId, RowCounters>();
    rows.forEach(
        (migration, tables) -> {
          RowCounters counters = tables.get(table);
          if (counters != null) {
            found.put(migration, counters);
          }
        });
    return found;
  }

  List<MigrationId> migrations() {
    return new ArrayList<>(migrations);
  }
}
