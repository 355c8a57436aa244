package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What differs between two moments of a catalog.
 *
 * @param before the earlier moment
 * @param after the earlier moment with these changes, and no one else's
 * @param changes the rows that differ
 * @param byOthers rows that vanished by what other sessions did
 */
public record OwnChanges(
    CatalogSnapshot before,
    CatalogSnapshot after,
    List<CatalogChange> changes,
    List<CatalogRow> byOthers) {

  private static final List<CatalogPart> PRACTISED =
      List.of(
          CatalogPart.CLASS,
          CatalogPart.ATTRIBUTE,
          CatalogPart.ATTRDEF,
          CatalogPart.INDEX,
          CatalogPart.CONSTRAINT);

  public OwnChanges {
    changes = List.copyOf(changes);
    byOthers = List.copyOf(byOthers);
  }

  /** All that differs between two full snapshots of one database, whoever did it. */
  public static OwnChanges between(CatalogSnapshot before, CatalogSnapshot after) {
    var changes = new ArrayList<CatalogChange>();
    for (CatalogPart part : CatalogPart.values()) {
      for (String key : after.keys(part)) {
        String raw = String.valueOf(after.raw(part, key));
        if (!raw.equals(before.raw(part, key))) {
          CatalogRow old = before.row(part, key).orElse(null);
          CatalogRow now = after.row(part, key).orElse(null);
          changes.add(new CatalogChange(part, key, old, now, raw, -1));
        }
      }
      for (String key : before.keys(part)) {
        if (after.raw(part, key) == null) {
          CatalogRow old = before.row(part, key).orElse(null);
          changes.add(new CatalogChange(part, key, old, null, "", -1));
        }
      }
    }
    return new OwnChanges(before, after, changes, List.of());
  }

  /**
   * As if a transaction had made again one column, one default and the like of those that are
   * there: something to practise with, before it matters how long a comparison takes.
   */
  public static OwnChanges madeUp(CatalogSnapshot snapshot) {
    var changes = new ArrayList<CatalogChange>();
    for (CatalogPart part : PRACTISED) {
      snapshot
          .rows(part)
          .findFirst()
          .ifPresent(
              row -> {
                String raw = Objects.requireNonNull(snapshot.raw(part, row.key()));
                changes.add(new CatalogChange(part, row.key(), null, row, raw, -1));
              });
    }
    return new OwnChanges(snapshot, snapshot.with(changes), changes, List.of());
  }
}
