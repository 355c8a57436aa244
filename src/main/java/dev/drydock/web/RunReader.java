package dev.drydock.web;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One reader of a run's events, written to only when the socket takes it, so that a reader that
 * stalls holds no thread and nobody else up. It has no queue: it reads on in the log from its own
 * place, and misses what has fallen out there.
 *
 * <p>Thread-safe. A reader that takes nothing for long is given up by the container.
 */
final class RunReader implements WriteListener, AsyncListener {

  private final RunLog log;
  private final Function<List<RunLog.Entry>, byte[]> form;
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final Consumer<RunReader> gone;
  private long last;
  private boolean unsent;
  private boolean comment = true;
  private boolean ending;
  private boolean closed;

  /**
   * Begins behind the event of this number.
   *
   * @param form how entries look on the wire
   * @param gone told once when this reader is no more
   */
  RunReader(
      RunLog log,
      long last,
      Function<List<RunLog.Entry>, byte[]> form,
      AsyncContext context,
      Consumer<RunReader> gone)
      throws IOException {
    this.log = log;
    this.last = last;
    this.form = form;
    this.context = context;
    this.gone = gone;
    out = context.getResponse().getOutputStream();
  }

  /** Begins to write. */
  void open() {
    context.setTimeout(0);
    context.addListener(this);
    out.setWriteListener(this);
  }

  /** Writes what is new, as far as the socket takes it. */
  void pump() {
    try {
      write();
    } catch (IOException | IllegalStateException lost) {
      close();
    }
  }

  /** Lets proxies see that the connection lives. */
  synchronized void keepAlive() {
    comment = true;
    pump();
  }

  /** Ends the stream when what can be written is written. */
  synchronized void finish() {
    ending = true;
    pump();
  }

  private synchronized void write() throws IOException {
    while (!closed && out.isReady()) {
      Optional<byte[]> next = next();
      if (next.isPresent()) {
        out.write(next.get());
        unsent = true;
      } else if (unsent) {
        unsent = false;
        out.flush();
      } else {
        if (ending) {
          close();
        }
        return;
      }
    }
  }

  private Optional<byte[]> next() {
    if (comment) {
      comment = false;
      return Optional.of(":\n\n".getBytes(StandardCharsets.US_ASCII));
    }
    List<RunLog.Entry> news = log.after(last);
    if (news.isEmpty()) {
      return Optional.empty();
    }
    RunLog.Entry newest = news.get(news.size() - 1);
    last = newest.id();
    ending |= newest.last();
    return Optional.of(form.apply(news));
  }

  /** Ends the stream, whether or not everything was taken. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      gone.accept(this);
      try {
        context.complete();
      } catch (IllegalStateException already) {
        // The container has ended it, which is all that is wanted here.
      }
    }
  }

  @Override
  public void onWritePossible() throws IOException {
    write();
  }

  @Override
  public void onError(Throwable lost) {
    close();
  }

  @Override
  public void onError(AsyncEvent event) {
    close();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    close();
  }

  @Override
  public void onComplete(AsyncEvent event) {
    close();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nobody begins it anew.
  }
}
