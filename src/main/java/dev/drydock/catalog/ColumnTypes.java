package dev.drydock.catalog;

import java.util.stream.IntStream;

/**
 * What became of columns' types between two moments.
 *
 * @param before the earlier one
 * @param after the later one; types made meanwhile are only here
 */
public record ColumnTypes(CatalogSnapshot before, CatalogSnapshot after) {

  /** Whether the later column holds every value of the earlier one; both rows of columns. */
  public boolean isLossless(CatalogRow old, CatalogRow now) {
    return old.sameIn(now, "atttypid", "atttypmod")
        || TypeWidening.isLossless(known(old), modifier(old), known(now), modifier(now));
  }

  /** Whether every value is also stored as it was. */
  public boolean isCatalogOnly(CatalogRow old, CatalogRow now) {
    return old.sameIn(now, "atttypid", "atttypmod")
        || TypeWidening.isCatalogOnly(known(old), modifier(old), known(now), modifier(now));
  }

  /** Whether one is a time without and the other one with its zone, of full precision. */
  public boolean areTimestamps(CatalogRow old, CatalogRow now) {
    return TypeWidening.areTimestamps(known(old), known(now), modifier(now));
  }

  private int known(CatalogRow column) {
    int oid = number(column, "atttypid");
    return before
        .row(CatalogPart.TYPE, column.get("atttypid"))
        .or(() -> after.row(CatalogPart.TYPE, column.get("atttypid")))
        .map(type -> TypeWidening.of(oid, type.get("typtype"), type.get("typname")))
        .orElse(oid);
  }

  private static int modifier(CatalogRow column) {
    return number(column, "atttypmod");
  }

  private static int number(CatalogRow row, String field) {
    return (int) Long.parseLong(row.get(field));
  }

  /** In words. */
  static String words(CatalogRow column) {
    String text = column.text();
    return text == null ? TypeWidening.name(number(column, "atttypid")) : text;
  }

  /** How the columns of one view fit those of the view that took its place. */
  public enum Fit {
    /** Some column is missing, has another name, or holds less. */
    LESS,
    /** All values are held, some in another form. */
    LOSSLESS,
    /** All values look as they did. */
    SAME
  }

  /**
   * Compares two relations column by column; more columns at the end of the later one are nothing.
   */
  public Fit fit(String oldRelation, String nowRelation) {
    return IntStream.iterate(
            1, n -> before.raw(CatalogPart.ATTRIBUTE, oldRelation + "/" + n) != null, n -> n + 1)
        .mapToObj(n -> fit(oldRelation + "/" + n, nowRelation, n))
        .reduce(Fit.SAME, (one, other) -> one.compareTo(other) < 0 ? one : other);
  }

  private Fit fit(String oldKey, String nowRelation, int number) {
    CatalogRow old = before.row(CatalogPart.ATTRIBUTE, oldKey).orElseThrow();
    return after
        .row(CatalogPart.ATTRIBUTE, nowRelation + "/" + number)
        .filter(now -> old.sameIn(now, "attname") && isLossless(old, now))
        .map(now -> isCatalogOnly(old, now) ? Fit.SAME : Fit.LOSSLESS)
        .orElse(Fit.LESS);
  }
}
