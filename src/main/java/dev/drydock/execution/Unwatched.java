package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lets every transaction commit; until the guard takes this place. */
public final class Unwatched implements CommitCheck {

  @Override
  public void prepare(Connection connection, CheckScope scope) {}

  @Override
  public void begin(Connection connection) {}

  @Override
  public Watch watch(MigrationId migration) {
    return Watch.nothing();
  }

  @Override
  public void before(MigrationId migration, int statement) {}

  @Override
  public void after(MigrationId migration, int statement, long rows) {}

  @Override
  public void after(MigrationId migration, @Nullable String probe) {}

  @Override
  public CommitVerdict look() {
    return new CommitVerdict(
        new GuardReport(0, List.of(), Duration.ZERO, List.of(), List.of(), List.of()),
        Optional.empty());
  }

  @Override
  public List<String> remains(Connection connection) {
    return List.of();
  }
}
