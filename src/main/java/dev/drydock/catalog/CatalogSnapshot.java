package dev.drydock.catalog;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A database's catalog at one moment: raw rows, kept as the compact texts the server sent.
 *
 * <p>Objects are known by OID, so two snapshots of the same database compare exactly; names are
 * derived from it. Not for several threads while it is being filled; read-only afterwards.
 */
public final class CatalogSnapshot {

  private final int major;
  private final Map<CatalogPart, Map<String, String>> rows = new EnumMap<>(CatalogPart.class);
  private final Map<CatalogPart, Map<String, String>> texts = new EnumMap<>(CatalogPart.class);
  private final Map<CatalogPart, Set<String>> keys = new EnumMap<>(CatalogPart.class);
  private final Map<String, String> statistics = new HashMap<>();

  CatalogSnapshot(int major) {
    this.major = major;
    for (CatalogPart part : CatalogPart.values()) {
      rows.put(part, new HashMap<>());
      texts.put(part, new HashMap<>());
    }
  }

  void add(
      CatalogPart part,
      String key,
      String row,
      @Nullable String text,
      @Nullable String tableStatistics) {
    of(rows, part).put(key, row);
    if (text != null) {
      of(texts, part).put(key, text);
    }
    if (tableStatistics != null) {
      statistics.put(key, tableStatistics);
    }
  }

  /** All keys of a part of which not all rows are read. */
  void addKeys(CatalogPart part, Set<String> all) {
    keys.put(part, all);
  }

  /** A copy in which single rows can be changed; whole parts are shared until then. */
  CatalogSnapshot with(Iterable<CatalogChange> changes) {
    var copy = new CatalogSnapshot(major);
    copy.rows.putAll(rows);
    copy.texts.putAll(texts);
    copy.keys.putAll(keys);
    var own = new EnumMap<CatalogPart, Boolean>(CatalogPart.class);
    for (CatalogChange change : changes) {
      if (own.put(change.part(), true) == null) {
        copy.rows.put(change.part(), new HashMap<>(of(rows, change.part())));
        copy.texts.put(change.part(), new HashMap<>(of(texts, change.part())));
      }
      copy.apply(change);
    }
    return copy;
  }

  /** A copy that knows nothing of these rows of a part. */
  public CatalogSnapshot without(CatalogPart part, Predicate<String> keys) {
    var copy = with(List.of());
    copy.statistics.putAll(statistics);
    var left = new HashMap<>(of(rows, part));
    if (left.keySet().removeIf(keys)) {
      copy.rows.put(part, left);
      return copy;
    }
    return this;
  }

  private void apply(CatalogChange change) {
    CatalogRow after = change.after();
    if (after == null) {
      of(rows, change.part()).remove(change.key());
      return;
    }
    of(rows, change.part()).put(change.key(), change.rawAfter());
    if (after.text() != null) {
      of(texts, change.part()).put(change.key(), after.text());
    }
  }

  /** Major version of its server, such as 18. */
  public int major() {
    return major;
  }

  /** How many objects it holds; columns and what else goes with a relation are none. */
  public int size() {
    return rows.entrySet().stream()
        .filter(part -> !part.getKey().isLater())
        .mapToInt(part -> part.getValue().size())
        .sum();
  }

  /** The keys of a part's rows: of all where rows can vanish by themselves, read or not. */
  public Set<String> keys(CatalogPart part) {
    Set<String> all = keys.get(part);
    return all == null ? of(rows, part).keySet() : all;
  }

  @Nullable String raw(CatalogPart part, String key) {
    return of(rows, part).get(key);
  }

  /** A row by its key. */
  public Optional<CatalogRow> row(CatalogPart part, String key) {
    String row = raw(part, key);
    return row == null ? Optional.empty() : Optional.of(parsed(part, key, row));
  }

  /** All rows of a part, each read when the stream comes to it. */
  public Stream<CatalogRow> rows(CatalogPart part) {
    return of(rows, part).entrySet().stream()
        .map(entry -> parsed(part, entry.getKey(), entry.getValue()));
  }

  /** Takes two columns of a row; empty texts for null. */
  @FunctionalInterface
  public interface PairTaker {

    /** Takes those of the row with that key. */
    void take(String key, String first, String second);
  }

  /** Hands over two columns of all rows of a part, without reading the others. */
  public void forEach(CatalogPart part, String first, String second, PairTaker taker) {
    int one = part.position(first);
    int two = part.position(second);
    int needed = Math.max(one, two) + 1;
    of(rows, part)
        .forEach(
            (key, row) -> {
              List<@Nullable String> fields = RowText.fields(row, needed);
              taker.take(
                  key,
                  Objects.requireNonNullElse(fields.get(one), ""),
                  Objects.requireNonNullElse(fields.get(two), ""));
            });
  }

  /** What was known of a table's rows; empty for anything but tables and materialized views. */
  public Optional<TableStatistics> statistics(String relation) {
    String text = statistics.get(relation);
    return text == null ? Optional.empty() : Optional.of(TableStatistics.of(text));
  }

  private CatalogRow parsed(CatalogPart part, String key, String row) {
    return new CatalogRow(part, key, RowText.fields(row), of(texts, part).get(key));
  }

  private static Map<String, String> of(
      Map<CatalogPart, Map<String, String>> maps, CatalogPart part) {
    return maps.getOrDefault(part, Map.of());
  }
}
