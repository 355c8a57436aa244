package dev.drydock.catalog;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a look asks of which part, as each query more costs time to plan.
 *
 * @param written the rows that the transaction wrote
 * @param keys the keys that are left
 * @param small both in one, by reading all rows: of those that had only a few before
 * @param reread all rows, as they carry no stamp of who wrote them
 */
record LookedAt(
    Set<CatalogPart> written,
    Set<CatalogPart> keys,
    Set<CatalogPart> small,
    Set<CatalogPart> reread) {

  private static final int FEW = 50;

  /** What has to be asked after that picture, by a transaction that left those marks. */
  static LookedAt of(CatalogSnapshot before, OwnMarks marks) {
    var parts =
        new LookedAt(
            EnumSet.noneOf(CatalogPart.class),
            EnumSet.noneOf(CatalogPart.class),
            EnumSet.noneOf(CatalogPart.class),
            EnumSet.noneOf(CatalogPart.class));
    for (CatalogPart part : CatalogPart.values()) {
      parts.add(part, before.keys(part).size(), marks);
    }
    return parts;
  }

  private static boolean isSmall(CatalogPart part, int before) {
    return part.vanishes() && !part.isLater() && part.definition().text() == null && before <= FEW;
  }

  private void add(CatalogPart part, int before, OwnMarks marks) {
    if (part.vanishing() == Vanishing.UNSTAMPED) {
      if (marks.moved(part)) {
        reread.add(part);
      }
    } else if (before > 0 && isSmall(part, before)) {
      small.add(part);
    } else if (before > 0 || part.isLater() || !part.isRare()) {
      written.add(part);
      if (part.vanishes() && before > 0) {
        keys.add(part);
      }
    }
  }
}
