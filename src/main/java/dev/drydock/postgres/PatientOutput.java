package dev.drydock.postgres;

import dev.drydock.postgres.Silence.Doubts;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is written waits as long as the server is at work, and no longer than {@link Silence} bears
 * where it is not. A write that finds no room has no bound in Java; so another thread asks, and
 * closes the socket where nobody will ever take it.
 */
final class PatientOutput extends FilterOutputStream {

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Silence silence;
  private final Closeable socket;

  PatientOutput(OutputStream out, Silence silence, Closeable socket) {
    super(out);
    this.silence = silence;
    this.socket = socket;
  }

  private static ScheduledThreadPoolExecutor clock() {
    var clock = new ScheduledThreadPoolExecutor(1, work -> daemon("drydock-write-clock", work));
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  private static Thread daemon(String name, Runnable work) {
    var thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    var write = new Write(silence.begun());
    Future<?> alarm =
        CLOCK.schedule(
            () -> daemon("drydock-write-watch", write::watch).start(),
            silence.sliceMillis(),
            TimeUnit.MILLISECONDS);
    try {
      out.write(bytes, from, length);
    } catch (IOException failure) {
      throw write.why(failure);
    } finally {
      alarm.cancel(false);
      write.end();
    }
  }

  /** One write, and who watches it where it lasts. */
  private final class Write {
    private final Doubts doubts;
    private boolean asked;
    private boolean over;
    private @Nullable ServerSilentException silent;

    Write(Doubts doubts) {
      this.doubts = doubts;
    }

    void watch() {
      try {
        while (lasts()) {
          doubts.ask();
        }
      } catch (ServerSilentException gone) {
        giveUp(gone);
      } catch (InterruptedException stop) {
        Thread.currentThread().interrupt();
      }
    }

    /** Whether it goes on, after the wait between two looks, the first of which has passed. */
    private synchronized boolean lasts() throws InterruptedException {
      if (asked && !over) {
        wait(silence.sliceMillis());
      }
      asked = true;
      return !over;
    }

    private synchronized void giveUp(ServerSilentException gone) {
      if (!over) {
        silent = gone;
        try {
          socket.close();
        } catch (IOException closed) {
          gone.addSuppressed(closed);
        }
      }
    }

    synchronized void end() {
      over = true;
      notifyAll();
    }

    synchronized IOException why(IOException failure) {
      if (silent != null) {
        silent.addSuppressed(failure);
        return silent;
      }
      return failure;
    }
  }
}
