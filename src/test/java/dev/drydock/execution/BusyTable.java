package dev.drydock.execution;

import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Sessions that update rows of {@code t}, and insert new ones, until closed. */
final class BusyTable implements AutoCloseable {

  private static final int WRITERS = 3;

  private final TestDatabase database;
  private final int rows;
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<Thread> threads;
  private volatile boolean over;

  BusyTable(TestDatabase database, int rows, long seed) {
    this.database = database;
    this.rows = rows;
    threads =
        IntStream.range(0, WRITERS)
            .mapToObj(i -> new Thread(() -> write(new Random(seed + i)), "writer " + i))
            .toList();
    threads.forEach(Thread::start);
  }

  /** Updates that the server has confirmed. */
  long acknowledged() {
    return acknowledged.get();
  }

  private void write(Random random) {
    while (!over) {
      try (Connection connection = database.connect();
          var statement = connection.createStatement()) {
        while (!over) {
          statement.execute("UPDATE t SET m = m + 1 WHERE id = " + (1 + random.nextInt(rows)));
          acknowledged.incrementAndGet();
          if (random.nextInt(20) == 0) {
            statement.execute(
                "INSERT INTO t SELECT max(id) + 1 + " + random.nextInt(99) + " FROM t");
          }
          Thread.sleep(random.nextInt(4));
        }
      } catch (SQLException down) {
        pause();
      } catch (InterruptedException stop) {
        over = true;
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException stop) {
      over = true;
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
