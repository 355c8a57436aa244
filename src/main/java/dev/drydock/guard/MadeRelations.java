package dev.drydock.guard;

import dev.drydock.catalog.CatalogEffect;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogRow;
import dev.drydock.catalog.CatalogSnapshot;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tables, and what is derived from them, that a transaction or a step made and that a later one of
 * the run may therefore change. An index or a view under a name that was taken before is only the
 * old one, made again.
 */
final class MadeRelations {

  private static final String HOLDING_ROWS = "rp";
  private static final String DERIVED = "iIvmS";

  private MadeRelations() {}

  /**
   * Whether it is the run's own from then on.
   *
   * @param row that was not there before
   * @param before the relations that were
   */
  static boolean isNew(CatalogRow row, OldTables before) {
    if (row.part() != CatalogPart.CLASS) {
      return false;
    }
    String kind = row.get("relkind");
    return HOLDING_ROWS.contains(kind)
        || (DERIVED.contains(kind) && !before.isTaken(row.get("relnamespace"), row.get("relname")));
  }

  /**
   * Indexes that a statement outside a transaction made: where its changes carry no mark, those
   * alone that it names.
   */
  static Set<String> named(CatalogSnapshot before, CatalogSnapshot after, Set<String> words) {
    var old = new OldTables(before, List.of());
    return after
        .rows(CatalogPart.CLASS)
        .filter(row -> "iI".contains(row.get("relkind")) && words.contains(row.get("relname")))
        .filter(row -> !old.exists(row.key()) && isNew(row, old))
        .map(row -> CatalogPart.CLASS.named(row.key()))
        .collect(Collectors.toSet());
  }

  /** Whether an effect concerns one of these. */
  static boolean isOf(CatalogEffect effect, Set<String> made) {
    boolean itself = effect.part() == CatalogPart.CLASS || effect.part() == CatalogPart.INDEX;
    return made.contains(CatalogPart.CLASS.named(effect.relation()))
        || (itself && made.contains(CatalogPart.CLASS.named(effect.key())));
  }
}
