package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.Arrays;
import java.util.Optional;

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

  /** As many as an index may have in a server that was not built otherwise. */
  private static final int MOST_COLUMNS = 32;

  private final EffectSink sink;

  IndexEffects(EffectSink sink) {
    this.sink = sink;
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (!same(before, after)) {
      sink.add(EffectKind.CHANGE_INDEX, change, before, what(before, after));
    }
    unmarked(change, before, after);
  }

  /** What a table is clustered by, and what its rows are known by, is marked at the index. */
  void unmarked(CatalogChange change, CatalogRow before, CatalogRow after) {
    unclustered(change, before, after);
    String table = after.get("indrelid");
    boolean byIndex =
        sink.after()
            .row(CatalogPart.CLASS, table)
            .filter(row -> row.get("relreplident").equals("i"))
            .isPresent();
    if (byIndex && before.is("indisreplident") && !after.is("indisreplident")) {
      sink.add(
          EffectKind.CHANGE_REPLICA_IDENTITY,
          sink.names().relation(table),
          change,
          table,
          "it was that index");
    }
  }

  /** Statistics targets of the columns of an index that was made again. */
  void remade(CatalogChange change, String oldIndex, String newIndex) {
    for (int number = 1; number <= MOST_COLUMNS; number++) {
      Optional<CatalogRow> old =
          sink.before().row(CatalogPart.INDEX_COLUMN, oldIndex + "/" + number);
      Optional<CatalogRow> now =
          sink.after().row(CatalogPart.INDEX_COLUMN, newIndex + "/" + number);
      if (old.isPresent() && now.isPresent()) {
        statisticsChanged(change, old.get(), now.get());
      }
    }
  }

  /** CLUSTER without names leaves a table out that has no such index. */
  private void unclustered(CatalogChange change, CatalogRow before, CatalogRow after) {
    String table = after.get("indrelid");
    boolean forgotten =
        before.is("indisclustered")
            && sink.after()
                .rows(CatalogPart.INDEX)
                .filter(index -> index.is("indisclustered") && index.get("indrelid").equals(table))
                .noneMatch(index -> sink.after().row(CatalogPart.CLASS, index.key()).isPresent());
    if (forgotten) {
      sink.add(
          EffectKind.CHANGE_OPTIONS,
          sink.names().relation(table),
          change,
          table,
          "CLUSTER knows no index of it any more");
    }
  }

  void statisticsChanged(CatalogChange change, CatalogRow before, CatalogRow after) {
    boolean set = !before.none("attstattarget") && !before.get("attstattarget").equals("-1");
    if (set && !before.sameIn(after, "attstattarget")) {
      String index = before.get("attrelid");
      sink.add(
          EffectKind.CHANGE_STATISTICS, sink.names().relation(index), change, index, "its target");
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
