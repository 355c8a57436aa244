package dev.drydock.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One session that only looked around, kept for a moment for a run that may follow the look: its
 * server process knows the catalog by then, and the login is saved.
 *
 * <p>One that ran statements of a migration must never come here. Nothing is held meanwhile but the
 * connection. Threads may share it.
 */
public final class KeptSession implements AutoCloseable {

  private static final long MILLIS_TO_WARM_UP = 2000;

  private final Duration longest;
  private final AtomicReference<@Nullable Kept> current = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Keeps one at a time.
   *
   * @param longest how long; zero for not at all
   */
  public KeptSession(Duration longest) {
    this.longest = longest;
  }

  /** What a session does once while it is kept; it is of no use any more where that fails. */
  @FunctionalInterface
  public interface WarmUp {

    /** Asks on the session, and leaves it as it was. */
    void run() throws SQLException;
  }

  private record Kept(Session session, CompletableFuture<Void> warm) {

    boolean goesOnAs(String purpose) {
      try {
        warm.get(MILLIS_TO_WARM_UP, TimeUnit.MILLISECONDS);
        return session.goesOnAs(purpose);
      } catch (ExecutionException | TimeoutException useless) {
        return false;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  /** The kept session under a new purpose where it is still good, else a new one. */
  public Session open(DatabaseUrl url, String purpose) {
    Kept kept = current.getAndSet(null);
    if (kept != null && kept.goesOnAs(purpose)) {
      return kept.session();
    }
    close(kept);
    return Session.open(url, purpose);
  }

  /**
   * Keeps a session that is at rest instead of closing it; the one before is closed.
   *
   * @param warmUp done meanwhile, by another thread
   */
  public void keep(Session looked, WarmUp warmUp) {
    if (longest.isZero() || closed) {
      looked.close();
      return;
    }
    var kept = new Kept(looked, CompletableFuture.runAsync(() -> run(warmUp)));
    close(current.getAndSet(kept));
    if (closed) {
      forget(kept);
      return;
    }
    kept.warm()
        .whenComplete(
            (done, useless) -> {
              if (useless != null) {
                forget(kept);
              }
            });
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> forget(kept));
  }

  private static void run(WarmUp warmUp) {
    try {
      warmUp.run();
    } catch (SQLException useless) {
      throw new IllegalStateException(useless);
    }
  }

  private void forget(Kept one) {
    if (current.compareAndSet(one, null)) {
      close(one);
    }
  }

  /** Closes what is kept; false where there is nothing. */
  public boolean giveUp() {
    Kept kept = current.getAndSet(null);
    close(kept);
    return kept != null;
  }

  @Override
  public void close() {
    closed = true;
    giveUp();
  }

  private static void close(@Nullable Kept one) {
    if (one != null) {
      one.session().close();
    }
  }
}
