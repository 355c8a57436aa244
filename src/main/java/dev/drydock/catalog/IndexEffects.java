package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.Arrays;

/** Reads the differences of {@code pg_index}. */
final class IndexEffects {

  private static final String[] DEFINITION = {
    "indisunique",
    "indnullsnotdistinct",
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

  /**
   * Equal by what was deparsed, else by the raw columns; and not less valid than before. A unique
   * index that became the primary key's is more than it was.
   */
  boolean same(CatalogRow before, CatalogRow after) {
    boolean still =
        (!before.is("indisvalid") || after.is("indisvalid"))
            && (!before.is("indisprimary") || after.is("indisprimary"))
            && before.sameIn(after, "indimmediate");
    return still
        && (sink.sameText(before.get("indrelid"), before.text(), after.text())
            || Arrays.stream(DEFINITION)
                .allMatch(field -> NodeText.same(before.get(field), after.get(field))));
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
