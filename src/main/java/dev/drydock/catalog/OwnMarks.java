package dev.drydock.catalog;

import java.util.Map;
import java.util.Set;

/**
 * What tells a transaction's own doings from those of others: the locks it holds and the counters
 * of the catalogs it wrote.
 *
 * @param exclusive OIDs of the relations it holds ACCESS EXCLUSIVE
 * @param objects other objects it holds ACCESS EXCLUSIVE, as {@code class/oid}
 * @param catalogs rows it wrote in each catalog, by the catalog's OID
 */
public record OwnMarks(
    Set<String> exclusive, Set<String> objects, Map<Integer, RowCounters> catalogs) {

  /** Whether it updated or deleted rows of that catalog. */
  boolean moved(CatalogPart part) {
    RowCounters counters = catalogs.getOrDefault(part.catalog(), RowCounters.NONE);
    return counters.total() > 0;
  }

  /** Whether it is the one that made the row vanish. */
  boolean dropped(CatalogRow row) {
    switch (row.part().vanishing()) {
      case RELATION_LOCK:
        return exclusive.contains(row.get("oid"));
      case OBJECT_LOCK:
        return objects.contains(row.part().catalog() + "/" + row.get("oid"));
      case COUNTER:
      case UNSTAMPED:
        return catalogs.getOrDefault(row.part().catalog(), RowCounters.NONE).deleted() > 0;
      default:
        return false;
    }
  }
}
