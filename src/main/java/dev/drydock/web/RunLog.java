package dev.drydock.web;

import dev.drydock.execution.RunEvent;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What happened in a run, numbered from 1, for readers that come and go: the latest {@value #KEPT}
 * entries, of which what is told again, such as progress of one statement, is only the newest.
 *
 * <p>Readers keep their own place in it, so a slow one costs nothing. Thread-safe.
 */
final class RunLog {

  static final int KEPT = 500;

  /** Number of the only event of a run that ended in another process; behind all of that one's. */
  private static final long ENDED_ELSEWHERE = 1_000_000_000;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long lastId;

  /** Of a run of which only the end is known. */
  static RunLog ofEnd(Instant at, Object data) {
    var log = new RunLog();
    log.lastId = ENDED_ELSEWHERE - 1;
    log.add(at, Entry.ENDED, data);
    return log;
  }

  /**
   * One event.
   *
   * @param id grows; not every number occurs
   * @param name such as {@code step-started}; the last one is {@value #ENDED}
   */
  record Entry(long id, Instant at, String name, Object data) {

    static final String ENDED = "ended";

    boolean last() {
      return name.equals(ENDED);
    }

    private boolean replaces(Entry before) {
      return name.equals(before.name)
          && (data.equals(before.data)
              || data instanceof RunEvent.Progress
              || data instanceof RunEvent.BatchCommitted
              || data instanceof RunEvent.WaitingForRun);
    }
  }

  void add(Instant at, String name, Object data) {
    append(at, name, data);
    listeners.forEach(Runnable::run);
  }

  private synchronized void append(Instant at, String name, Object data) {
    var entry = new Entry(++lastId, at, name, data);
    if (!entries.isEmpty() && entry.replaces(entries.getLast())) {
      entries.removeLast();
    }
    if (entries.size() == KEPT) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  /** Those that are newer than this, oldest first. */
  synchronized List<Entry> after(long id) {
    var newer = new ArrayDeque<Entry>();
    var newestFirst = entries.descendingIterator();
    while (newestFirst.hasNext()) {
      Entry entry = newestFirst.next();
      if (entry.id() <= id) {
        break;
      }
      newer.addFirst(entry);
    }
    return List.copyOf(newer);
  }

  /** From now on this is called, by any thread, when there is something new; it must be short. */
  void addListener(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  boolean isRead() {
    return !listeners.isEmpty();
  }

  /** Number of the last event, once there is one. */
  synchronized Optional<Long> end() {
    return Optional.ofNullable(entries.peekLast()).filter(Entry::last).map(Entry::id);
  }
}
