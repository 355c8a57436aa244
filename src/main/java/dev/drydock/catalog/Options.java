package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares lists of {@code name=value}. */
final class Options {

  private Options() {}

  /** Settings that were there and are gone or have another value; a new one takes nothing away. */
  static Optional<String> lost(CatalogRow before, CatalogRow after, String field) {
    List<String> now = RowText.elements(after.find(field).orElse(null));
    var lost = new ArrayList<>(RowText.elements(before.find(field).orElse(null)));
    lost.removeAll(now);
    List<String> had = RowText.elements(before.find(field).orElse(null));
    now.stream()
        .filter(option -> option.equals("autovacuum_enabled=false") && !had.contains(option))
        .forEach(lost::add);
    return lost.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", names(lost)));
  }

  /** Only names: values can hold secrets. */
  private static List<String> names(List<String> options) {
    return options.stream().map(option -> option.split("=", 2)[0]).distinct().toList();
  }
}
