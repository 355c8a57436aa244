package dev.drydock.pipeline;

/** Previews, applies and monitors migrations: the order of the steps, for web and command line. */
public final class MigrationService {

  /** The plan of what would run; changes nothing. */
  public DryRunReport dryRun() {
    throw new IllegalStateException("being built");
  }

  /** Runs all pending migrations. */
  public MigrationReport migrate(MigrationRequest request) {
    throw new IllegalStateException("being built");
  }

  /** What ran, when, how long, by which run. */
  public HistoryReport history() {
    throw new IllegalStateException("being built");
  }

  /** Where things stand. */
  public StatusReport status() {
    throw new IllegalStateException("being built");
  }
}
