package dev.drydock.cli;

import dev.drydock.migration.Loss;
import dev.drydock.pipeline.HistoryReport;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The history as a table, oldest first as it was applied. */
final class HistoryText {

  private HistoryText() {}

  static String of(HistoryReport.Result history) {
    var page = new Page().target(history.target());
    String table = history.table();
    if (table == null) {
      return page.blank()
          .line("There is no history yet: nothing was ever migrated here.")
          .next("drydock dry-run")
          .toString();
    }
    page.fact("table", table).blank();
    rows(page, history.migrations());
    page.line(Page.count(history.migrations().size(), "migration") + " applied.");
    List<Loss> losses =
        history.migrations().stream().flatMap(row -> row.losses().stream()).toList();
    return page.points("Lost, as declared", losses.stream().map(Loss::words).toList()).toString();
  }

  private static void rows(Page page, List<HistoryReport.Row> migrations) {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("APPLIED (UTC)", "MIGRATION", "TOOK", "RUN", "BY", "FILE"));
    migrations.forEach(row -> rows.add(cells(row)));
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length() + 2);
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(Page.pad(row.get(i), widths[i]));
      }
      String text = line.toString().stripTrailing();
      page.line(row == rows.get(0) ? Style.DIM.of(text) : text);
    }
    page.blank();
  }

  private static List<String> cells(HistoryReport.Row row) {
    String at = row.executedAt().truncatedTo(ChronoUnit.SECONDS).toString();
    return List.of(
        at.replace('T', ' ').replace("Z", ""),
        row.id().value(),
        orDash(row.took()),
        orDash(row.run()),
        orDash(row.by()),
        file(row.verified()));
  }

  private static String file(@Nullable Boolean verified) {
    if (verified == null) {
      return "unverified";
    }
    return verified ? "as applied" : "changed or gone";
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
