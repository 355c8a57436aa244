package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Catalog rows as another session sees them while the transaction in question is still open: that
 * is what others made of them meanwhile, and nothing of it is the transaction's own.
 */
public final class CommittedRows {

  private final Map<CatalogPart, Map<String, CatalogRow>> rows = new EnumMap<>(CatalogPart.class);
  private final Map<CatalogPart, Map<String, String>> raws = new EnumMap<>(CatalogPart.class);

  private CommittedRows() {}

  /**
   * Tells a transaction's own changes from those that others committed to the same rows.
   *
   * @param outside another connection to the same database, autocommit off
   * @param own what was taken for the transaction's own
   * @param named OIDs of relations whose deparsed definitions are wanted
   */
  public static OwnChanges corrected(Connection outside, OwnChanges own, Set<String> named)
      throws SQLException {
    return read(outside, own, named).correct(own);
  }

  private static CommittedRows read(Connection outside, OwnChanges own, Set<String> named)
      throws SQLException {
    var keys = new EnumMap<CatalogPart, Set<String>>(CatalogPart.class);
    own.changes()
        .forEach(
            change ->
                keys.computeIfAbsent(change.part(), part -> new HashSet<>()).add(change.key()));
    var committed = new CommittedRows();
    CatalogPart[] parts = CatalogPart.values();
    if (!keys.isEmpty()) {
      PinnedQuery.rows(
          outside,
          new CatalogSql(own.before().major()).only(keys, named),
          row ->
              committed.add(
                  parts[row.getInt(1)], row.getString(2), row.getString(3), row.getString(4)));
    }
    return committed;
  }

  private void add(CatalogPart part, String key, String raw, @Nullable String text) {
    var row = new CatalogRow(part, key, RowText.fields(raw), text);
    rows.computeIfAbsent(part, ignored -> new HashMap<>()).put(key, row);
    raws.computeIfAbsent(part, ignored -> new HashMap<>()).put(key, raw);
  }

  private OwnChanges correct(OwnChanges own) {
    var theirs = new ArrayList<CatalogChange>();
    var ours = new ArrayList<CatalogChange>();
    var byOthers = new ArrayList<>(own.byOthers());
    for (CatalogChange change : own.changes()) {
      String raw = raws.getOrDefault(change.part(), Map.of()).get(change.key());
      if (Objects.equals(raw, own.before().raw(change.part(), change.key()))) {
        ours.add(change);
        continue;
      }
      CatalogRow committed = rows.getOrDefault(change.part(), Map.of()).get(change.key());
      theirs.add(
          new CatalogChange(
              change.part(), change.key(), change.before(), committed, raw == null ? "" : raw, -1));
      if (change.after() != null || committed != null) {
        ours.add(
            new CatalogChange(
                change.part(),
                change.key(),
                committed,
                change.after(),
                change.rawAfter(),
                change.command()));
      } else if (change.before() != null) {
        byOthers.add(change.before());
      }
    }
    CatalogSnapshot before = own.before().with(theirs);
    List<CatalogChange> changes = ours.stream().filter(change -> isChange(change, before)).toList();
    return new OwnChanges(before, before.with(changes), changes, byOthers);
  }

  private static boolean isChange(CatalogChange change, CatalogSnapshot before) {
    return change.after() == null
        || !change.rawAfter().equals(before.raw(change.part(), change.key()));
  }
}
