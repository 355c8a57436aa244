package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.online.OnlineAction;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a plan sends outside any transaction.
 *
 * @param statement number of the statement in its file that it belongs to; the first has 1, and
 *     what Drydock makes for itself 0
 * @param sql as it will be sent
 */
public record OutsideSql(MigrationId migration, int statement, String sql) {

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
            own.stream().map(sql -> new OutsideSql(first, 0, sql)),
            planned.segments().stream()
                .flatMap(s -> s instanceof Segment.Online online ? of(online) : Stream.empty()))
        .toList();
  }

  private static Stream<OutsideSql> of(Segment.Online online) {
    return online.form().actions().stream()
        .filter(OnlineAction.Outside.class::isInstance)
        .flatMap(action -> action.sql().stream())
        .map(sql -> new OutsideSql(online.migration(), online.statement().number(), sql));
  }
}
