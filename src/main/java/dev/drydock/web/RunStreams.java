package dev.drydock.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.json.JsonMapper;

/**
 * Streams of runs' events (server-sent events), however many read: one thread writes to all, and
 * none waits for a reader.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">HTML, 9.2</a>
 */
public final class RunStreams implements AutoCloseable {

  private static final int LAST_GLANCES = 10;
  private static final long GLANCE_MILLIS = 50;

  private final JsonMapper json;
  private final ScheduledExecutorService writer =
      Executors.newSingleThreadScheduledExecutor(RunStreams::thread);
  private final Set<RunReader> readers = ConcurrentHashMap.newKeySet();

  /**
   * What one event's {@code data} holds.
   *
   * @param data the parts of the event, by its kind
   */
  record Told(Instant at, String run, String event, Object data) {}

  /**
   * Begins to keep streams alive.
   *
   * @param heartbeat time between two comments that show proxies that a stream lives
   */
  public RunStreams(JsonMapper json, Duration heartbeat) {
    this.json = json;
    long nanos = heartbeat.toNanos();
    writer.scheduleAtFixedRate(
        () -> readers.forEach(RunReader::keepAlive), nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "drydock-events");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Sends a run's events to its end.
   *
   * @param last number of the event behind which the reader wants to begin
   */
  void open(
      String run, RunLog log, long last, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    var pending = new AtomicBoolean();
    var listener = new Runnable[1];
    begin(response);
    var reader =
        new RunReader(
            log,
            last,
            news -> frames(run, news),
            request.startAsync(),
            gone -> {
              readers.remove(gone);
              log.removeListener(listener[0]);
            });
    listener[0] = () -> wake(reader, pending);
    readers.add(reader);
    log.addListener(listener[0]);
    reader.open();
  }

  /** However often something happens until the writer comes round, it comes once. */
  private void wake(RunReader reader, AtomicBoolean pending) {
    if (pending.compareAndSet(false, true)) {
      try {
        writer.execute(
            () -> {
              pending.set(false);
              reader.pump();
            });
      } catch (RejectedExecutionException closed) {
        pending.set(false);
      }
    }
  }

  static void begin(HttpServletResponse response) {
    response.setStatus(HttpServletResponse.SC_OK);
    response.setContentType("text/event-stream");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("X-Accel-Buffering", "no");
  }

  /** JSON has no line breaks, so the data of an event is one line. */
  private byte[] frames(String run, List<RunLog.Entry> entries) {
    var text = new StringBuilder();
    for (RunLog.Entry entry : entries) {
      var told = new Told(entry.at(), run, entry.name(), entry.data());
      text.append("id: ").append(entry.id()).append("\nevent: ").append(entry.name());
      text.append("\ndata: ").append(json.writeValueAsString(told)).append("\n\n");
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Ends all streams: what readers take within half a second is written, and no more. */
  @Override
  public void close() {
    readers.forEach(RunReader::finish);
    try {
      for (int i = 0; i < LAST_GLANCES && !readers.isEmpty(); i++) {
        Thread.sleep(GLANCE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    readers.forEach(RunReader::close);
    writer.shutdown();
  }
}
