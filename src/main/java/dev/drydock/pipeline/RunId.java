package dev.drydock.pipeline;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/** Id of a run: its start in UTC and six random hex digits, so ids sort by time. */
public record RunId(String value) {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** An id nobody had before. */
  public static RunId next(Clock clock) {
    byte[] tail = new byte[3];
    RANDOM.nextBytes(tail);
    return new RunId(STAMP.format(clock.instant()) + "-" + HexFormat.of().formatHex(tail));
  }

  @Override
  public String toString() {
    return value;
  }
}
