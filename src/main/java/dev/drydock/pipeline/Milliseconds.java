package dev.drydock.pipeline;

import java.time.Duration;

/** How reports write a duration; apart from the JSON, which an ordinary command never loads. */
public final class Milliseconds {

  private Milliseconds() {}

  /** Whole milliseconds and {@code ms}, at any length. */
  public static String of(Duration duration) {
    return duration.toMillis() + "ms";
  }
}
