package dev.drydock.execution;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Goes through all tables of a backfill, batch by batch, and pauses for the sake of others. */
final class BackfillWalk {

  /** Where no key tells what is done, the table is looked through until nothing is found. */
  private static final int MOST_PASSES = 10;

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  /** How long a batch is put off at most, and how often that is looked at again. */
  private static final long LONGEST_HOLD = Duration.ofSeconds(10).toNanos();

  private static final Duration HOLD = Duration.ofMillis(500);

  private final Batches batches;
  private final BatchPressure pressure;
  private final BatchNews news;
  private BatchProgress progress;

  /**
   * A walk.
   *
   * @param progress where it goes on
   */
  BackfillWalk(Batches batches, BatchPressure pressure, BatchNews news, BatchProgress progress) {
    this.batches = batches;
    this.pressure = pressure;
    this.news = news;
    this.progress = progress;
  }

  /**
   * Goes on to the end, or until it is asked to stop.
   *
   * @param tables those with rows of their own, by oid
   */
  BackfillOutcome through(List<BatchTable> tables) {
    long behind = progress.position().oid();
    boolean going = true;
    for (BatchTable table : tables) {
      going = going && (table.oid() < behind || fill(table));
    }
    return new BackfillOutcome(progress.rows(), going);
  }

  private boolean fill(BatchTable table) {
    if (progress.position().oid() == table.oid()) {
      progress = progress.at(table, progress.position());
    } else if (!begin(table, 1)) {
      return true;
    }
    while (pass()) {
      BatchPosition position = progress.position();
      boolean nothingLeft = progress.rows() == position.passed();
      if (!position.by().isEmpty() || nothingLeft || position.pass() == MOST_PASSES) {
        return true;
      }
      begin(table, position.pass() + 1);
    }
    return false;
  }

  /** False where the table is empty. */
  private boolean begin(BatchTable table, int pass) {
    Optional<List<String>> end = batches.end(progress, table);
    end.ifPresent(
        place ->
            progress =
                progress.at(
                    table,
                    new BatchPosition(
                        table.oid(),
                        table.shown(),
                        table.way().by(),
                        table.shape(),
                        List.of(),
                        place,
                        pass,
                        progress.rows(),
                        progress.position().visited())));
    return end.isPresent();
  }

  /** From where it is to the end of the table; false where it was asked to stop. */
  private boolean pass() {
    Optional<Batches.Edge> edge = Optional.empty();
    while (!progress.position().atEnd()) {
      if (news.stopRequested() || !giveWay()) {
        return false;
      }
      Batches.Edge next = edge.isPresent() ? edge.get() : batches.edge(progress);
      Optional<Batches.Done> done = batches.commit(progress, next, news::stopRequested);
      if (done.isEmpty()) {
        return false;
      }
      progress = done.get().progress();
      edge = done.get().next();
      news.committed(progress);
      pause(done.get().took());
    }
    return true;
  }

  /** Waits while others are too far behind, but never for good; false where it is to stop. */
  private boolean giveWay() {
    long begun = System.nanoTime();
    pressure.look(progress.table().oid());
    news.givingWay(pressure.why());
    while (pressure.hold() && System.nanoTime() - begun < LONGEST_HOLD) {
      if (!sleep(HOLD) || news.stopRequested()) {
        return false;
      }
      pressure.look(progress.table().oid());
      news.givingWay(pressure.why());
    }
    return true;
  }

  private void pause(Duration took) {
    Duration share = Duration.ofNanos((long) (took.toNanos() * pressure.pauseShare()));
    sleep(share.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : share);
  }

  /** False where the thread was asked to stop. */
  static boolean sleep(Duration time) {
    try {
      Thread.sleep(time.toMillis(), time.toNanosPart() % 1_000_000);
      return true;
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
