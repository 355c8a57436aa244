import org.flywaydb.core.Flyway;

/** Flyway as lean as it goes: no Spring, no command-line parsing, one location. */
final class FlywayMigrate {
  private FlywayMigrate() {}

  public static void main(String[] arguments) {
    var result =
        Flyway.configure()
            .dataSource(
                System.getenv("JDBC_URL"), System.getenv("PGUSER"), System.getenv("PGPASSWORD"))
            .locations("filesystem:" + arguments[0])
            .baselineVersion("0")
            .baselineOnMigrate(System.getenv("FLYWAY_BASELINE_ON_MIGRATE") != null)
            .load()
            .migrate();
    System.out.println(result.migrationsExecuted + " executed");
  }
}
