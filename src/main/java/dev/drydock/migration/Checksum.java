package dev.drydock.migration;

import java.util.Optional;

/**
 * Two SHA-256 hashes of a migration: of its text, and of its meaning (the token stream without
 * comments and layout).
 *
 * <p>History stores it as {@code d1:TEXT:MEANING}; {@code d1} is the version of the algorithm, so a
 * later one can tell its own rows from these.
 *
 * @param text hex hash of the text with line endings normalised
 * @param meaning hex hash of the tokens; equal while only comments or layout change
 */
public record Checksum(String text, String meaning) {

  private static final String VERSION = "d1";

  /** Reads the stored form; empty for any other algorithm's. */
  public static Optional<Checksum> parse(String stored) {
    String[] parts = stored.split(":", -1);
    return parts.length == 3 && parts[0].equals(VERSION)
        ? Optional.of(new Checksum(parts[1], parts[2]))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return VERSION + ":" + text + ":" + meaning;
  }
}
