package dev.drydock.execution;

import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Writes single rows of {@code big} a hundred times a second, whatever becomes of those before; a
 * write's latency counts from the time it was due.
 */
final class OpenLoad implements AutoCloseable {

  private static final int SESSIONS = 16;
  private static final long EVERY = 10_000_000L;

  private final TestDatabase database;
  private final int rows;
  private final long begun = System.nanoTime();
  private final AtomicLong next = new AtomicLong();
  private final ConcurrentLinkedQueue<Double> millis = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads;
  private volatile boolean over;

  OpenLoad(TestDatabase database, int rows) {
    this.database = database;
    this.rows = rows;
    threads = IntStream.range(0, SESSIONS).mapToObj(i -> new Thread(() -> write(i))).toList();
    threads.forEach(Thread::start);
  }

  /** From here on latencies count. */
  void begin() {
    millis.clear();
  }

  /** All latencies since, sorted; those of writes that were still waiting too. */
  List<Double> end() throws InterruptedException {
    close();
    var sorted = new ArrayList<>(millis);
    sorted.sort(null);
    return sorted;
  }

  private void write(int seed) {
    var random = new Random(seed);
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      while (!over) {
        long due = begun + next.getAndIncrement() * EVERY;
        long wait = due - System.nanoTime();
        if (wait > 0) {
          Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        statement.execute("UPDATE big SET n = n + 1 WHERE id = " + (1 + random.nextInt(rows)));
        millis.add((System.nanoTime() - due) / 1e6);
      }
    } catch (SQLException | InterruptedException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Override
  public void close() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
