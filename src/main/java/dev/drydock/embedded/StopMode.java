package dev.drydock.embedded;

/** How a server is stopped, as {@code pg_ctl} names it. */
public enum StopMode {
  /** Sessions are ended, and everything is written: the next start needs no recovery. */
  FAST("fast"),
  /** As in a crash: the next start recovers from the log. */
  IMMEDIATE("immediate");

  private final String word;

  StopMode(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
