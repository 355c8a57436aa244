package dev.drydock.pipeline;

import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Target;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ran, when, how long, by which run. */
public record HistoryReport(boolean success, Result result) {

  /**
   * The history.
   *
   * @param table qualified name of the table; null when it does not exist yet
   */
  public record Result(Target target, @Nullable String table, List<Row> migrations) {}

  /**
   * One applied migration; every component but the first two is null for rows that another tool
   * wrote.
   *
   * @param took such as {@code 45ms}
   * @param verified {@code true}: the file is as it was applied; {@code false}: it changed, or is
   *     gone; null: the row has no checksum
   * @param losses what it lost, as it declared; never null
   */
  public record Row(
      MigrationId id,
      Instant executedAt,
      @Nullable String took,
      @Nullable String run,
      @Nullable String by,
      @Nullable String drydock,
      @Nullable String plan,
      @Nullable Boolean verified,
      List<Loss> losses) {}
}
