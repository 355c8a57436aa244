package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.online.Backfill;
import dev.drydock.online.OnlineAction;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a plan sends outside any transaction, and what of its files it executes in batches: both are
 * judged before the run begins, since no look before a COMMIT could.
 *
 * @param statement number of the statement in its file that it belongs to; the first has 1, and
 *     what Drydock makes for itself 0
 * @param sql as it will be sent
 * @param batches where it is an UPDATE of the file that is executed in batches
 */
public record OutsideSql(
    MigrationId migration, int statement, String sql, Optional<Backfill> batches) {

  /**
   * In the order of the plan.
   *
   * @param own what Drydock makes for itself before
   */
  public static List<OutsideSql> of(PlannedRun planned, List<String> own) {
    if (planned.plan().atomic() || planned.scripts().isEmpty()) {
      return List.of();
    }
    MigrationId first = planned.scripts().get(0).migration().id();
    return Stream.concat(
            own.stream().map(sql -> new OutsideSql(first, 0, sql, Optional.empty())),
            planned.segments().stream()
                .flatMap(s -> s instanceof Segment.Online online ? of(online) : Stream.empty()))
        .toList();
  }

  private static Stream<OutsideSql> of(Segment.Online online) {
    return online.form().actions().stream().flatMap(action -> of(online, action).stream());
  }

  private static Optional<OutsideSql> of(Segment.Online online, OnlineAction action) {
    Optional<Backfill> batches =
        action instanceof OnlineAction.InBatches fill && !fill.backfill().automatic()
            ? Optional.of(fill.backfill())
            : Optional.empty();
    return action instanceof OnlineAction.Outside || batches.isPresent()
        ? Optional.of(
            new OutsideSql(
                online.migration(), online.statement().number(), action.sql().get(0), batches))
        : Optional.empty();
  }
}
