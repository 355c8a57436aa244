package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Bounds from outside how long a backend waits for other sessions: once it has waited that long
 * without a break, its statement is cancelled. A concurrent build must not be bounded by {@code
 * lock_timeout}, which may strike when the build is nearly done.
 *
 * <p>The thread that opens it closes it.
 */
public final class WaitBound implements AutoCloseable {

  private static final long POLL_MILLIS = 250;

  private final DatabaseUrl url;
  private final int backend;
  private final UnaryOperator<String> shown;
  private final long longestNanos;
  private final Consumer<List<BlockerWatch.Blocker>> waiting;
  private final Thread thread;
  private @Nullable Session session;
  private long waitingSince;
  private volatile List<BlockerWatch.Blocker> blockers = List.of();
  private volatile boolean struck;

  private WaitBound(
      DatabaseUrl url,
      int backend,
      Duration longest,
      UnaryOperator<String> shown,
      Consumer<List<BlockerWatch.Blocker>> waiting) {
    this.waiting = waiting;
    this.shown = shown;
    this.url = url;
    this.backend = backend;
    this.longestNanos = longest.toNanos();
    session = Session.open(url, "wait bound", OutsideView.BOUNDS);
    thread = new Thread(this::watch, "drydock-wait-bound");
    thread.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param shown what of another session's query may be shown
   * @param waiting hears at every look on whom it waits; nobody where it does not, or none is seen
   * @throws DrydockException where no second connection is to be had: without it there is no bound
   */
  static WaitBound over(
      DatabaseUrl url,
      int backend,
      Duration longest,
      UnaryOperator<String> shown,
      Consumer<List<BlockerWatch.Blocker>> waiting) {
    var bound = new WaitBound(url, backend, longest, shown, waiting);
    bound.thread.start();
    return bound;
  }

  /** Whether it cancelled the statement. */
  public boolean struck() {
    return struck;
  }

  /**
   * Who was in the way during the last wait without a break, first those who were so to its end.
   */
  public List<BlockerWatch.Blocker> blockers() {
    return blockers;
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted() && !struck) {
      try {
        Thread.sleep(POLL_MILLIS);
        look();
      } catch (InterruptedException closed) {
        Thread.currentThread().interrupt();
      } catch (DataAccessException | DrydockException lost) {
        reconnect();
      }
    }
  }

  private void look() {
    Session open = session;
    if (open == null) {
      open = Session.open(url, "wait bound", OutsideView.BOUNDS);
      session = open;
    }
    boolean waits =
        Boolean.TRUE.equals(
            open.jdbc()
                .queryForObject(
                    "SELECT pg_catalog.cardinality(pg_catalog.pg_blocking_pids(?)) > 0",
                    Boolean.class,
                    backend));
    long now = System.nanoTime();
    if (!waits) {
      waitingSince = 0;
      blockers = List.of();
      waiting.accept(blockers);
      return;
    }
    List<BlockerWatch.Blocker> inTheWay = BlockerWatch.now(open, backend, shown);
    remember(inTheWay);
    waiting.accept(inTheWay);
    if (waitingSince == 0) {
      waitingSince = now;
    } else if (now - waitingSince > longestNanos) {
      struck = true;
      open.jdbc().queryForObject("SELECT pg_catalog.pg_cancel_backend(?)", Boolean.class, backend);
    }
  }

  private void remember(List<BlockerWatch.Blocker> now) {
    var all = new LinkedHashMap<Integer, BlockerWatch.Blocker>();
    now.forEach(blocker -> all.put(blocker.pid(), blocker));
    blockers.forEach(blocker -> all.putIfAbsent(blocker.pid(), blocker));
    blockers = BlockerWatch.knownFirst(all.values());
  }

  private void reconnect() {
    Session broken = session;
    session = null;
    if (broken != null) {
      broken.close();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    reconnect();
  }
}
