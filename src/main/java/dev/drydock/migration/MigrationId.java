package dev.drydock.migration;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Name of a migration: its file name without {@code .sql}, such as {@code 2025-11-01-create-calls}.
 *
 * <p>Migrations run in the byte order of their UTF-8 ids, so file list, history and log agree
 * whatever the locale.
 */
public record MigrationId(String value) implements Comparable<MigrationId> {

  public MigrationId {
    if (value.isBlank()) {
      throw new IllegalArgumentException("a migration id must not be blank");
    }
  }

  @Override
  public int compareTo(MigrationId other) {
    return Arrays.compareUnsigned(
        value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return value;
  }
}
