package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;

/** Reads the differences of {@code pg_index}. */
final class IndexEffects {

  private static final String[] DEFINITION = {
    "indisunique",
    "indnullsnotdistinct",
    "indisprimary",
    "indisexclusion",
    "indimmediate",
    "indkey",
    "indcollation",
    "indclass",
    "indoption",
    "indexprs",
    "indpred"
  };

  private final EffectSink sink;

  IndexEffects(EffectSink sink) {
    this.sink = sink;
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (!same(before, after)) {
      sink.add(EffectKind.CHANGE_INDEX, change, before, what(before, after));
    }
  }

  /** Equal by what was deparsed, else by the raw columns; and not less valid than before. */
  boolean same(CatalogRow before, CatalogRow after) {
    boolean stillValid = !before.is("indisvalid") || after.is("indisvalid");
    boolean stillImmediate = before.sameIn(after, "indimmediate", "indisprimary");
    if (sink.sameText(before.get("indrelid"), before.text(), after.text())) {
      return stillValid && stillImmediate;
    }
    for (String field : DEFINITION) {
      if (!NodeText.same(before.get(field), after.get(field))) {
        return false;
      }
    }
    return stillValid;
  }

  static String what(CatalogRow before, CatalogRow after) {
    if (before.is("indisvalid") && !after.is("indisvalid")) {
      return "no longer valid";
    }
    return before.is("indisunique") && !after.is("indisunique")
        ? "no longer unique"
        : "another definition";
  }
}
