package dev.drydock.execution;

import java.util.List;
import java.util.Locale;

/**
 * Fills a table of a given database in batches and prints what it took; see {@code bench/backfill}.
 */
public final class BackfillBenchmark {

  private BackfillBenchmark() {}

  /**
   * Runs once.
   *
   * @param args URL, table, UPDATE, most rows per batch
   */
  public static void main(String[] args) {
    long start = System.nanoTime();
    try (var lab = BackfillLab.on(args[0])) {
      lab.forget();
      var outcome = lab.run(BackfillLab.backfill(args[1], args[2], Integer.parseInt(args[3])));
      System.out.printf(
          Locale.ROOT, "%d rows in %.1f s%n", outcome.rows(), (System.nanoTime() - start) / 1e9);
      if (args.length > 4) {
        List<RunEvent> events = lab.events;
        events.forEach(System.out::println);
      }
    }
  }
}
