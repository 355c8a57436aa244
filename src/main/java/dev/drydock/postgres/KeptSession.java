package dev.drydock.postgres;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One session that only looked around, kept for a moment for a run that may follow the look: its
 * server process knows the catalog by then, and the login is saved.
 *
 * <p>One that ran statements of a migration must never come here. Nothing is held meanwhile but the
 * connection. Threads may share it.
 */
public final class KeptSession implements AutoCloseable {

  private final Duration longest;
  private final AtomicReference<Session> session = new AtomicReference<>();
  private volatile boolean closed;

  /**
   * Keeps one at a time.
   *
   * @param longest how long; zero for not at all
   */
  public KeptSession(Duration longest) {
    this.longest = longest;
  }

  /** The kept session under a new purpose where it is still good, else a new one. */
  public Session open(DatabaseUrl url, String purpose) {
    Session kept = session.getAndSet(null);
    if (kept != null && kept.goesOnAs(purpose)) {
      return kept;
    }
    close(kept);
    return Session.open(url, purpose);
  }

  /** Keeps a session that is at rest instead of closing it; the one before is closed. */
  public void keep(Session looked) {
    if (longest.isZero()) {
      looked.close();
      return;
    }
    close(session.getAndSet(looked));
    if (closed) {
      forget(looked);
      return;
    }
    CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> forget(looked));
  }

  private void forget(Session one) {
    if (session.compareAndSet(one, null)) {
      one.close();
    }
  }

  /** Closes what is kept; false where there is nothing. */
  public boolean giveUp() {
    Session kept = session.getAndSet(null);
    close(kept);
    return kept != null;
  }

  @Override
  public void close() {
    closed = true;
    giveUp();
  }

  private static void close(Session one) {
    if (one != null) {
      one.close();
    }
  }
}
