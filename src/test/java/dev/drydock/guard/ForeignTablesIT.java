package dev.drydock.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.CommitVerdict;
import dev.drydock.migration.Loss;
import dev.drydock.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Foreign tables for real: their server is the test's own, by another connection. */
class ForeignTablesIT {

  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = GuardDatabases.superuser();
    database.execute(
        "CREATE SERVER loop FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '%s', port '%d', dbname '%s')"
            .formatted(database.host(), database.port(), database.name()),
        "CREATE USER MAPPING FOR CURRENT_USER SERVER loop OPTIONS (user '%s', password '%s')"
            .formatted(database.user(), database.password()),
        "CREATE FOREIGN TABLE mirror (id integer, v text, w integer) SERVER loop"
            + " OPTIONS (schema_name 'public', table_name 'lonely')");
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private CommitVerdict committed(String sql) throws SQLException {
    try (Connection connection = database.connect()) {
      return new GuardedRun(connection).outside(database::connect).migration("m1", sql).committed();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '^',
      value = {
        "write foreign table public.mirror ~ DELETE FROM mirror",
        "write foreign table public.mirror ~ UPDATE mirror SET v = ''",
        "write foreign table public.mirror ~ INSERT INTO mirror VALUES (9, 'x', 9)",
        "write foreign table public.mirror ~ DO $$ BEGIN EXECUTE 'DELETE FROM mi' || 'rror'; END $$",
        "truncate public.mirror ~ TRUNCATE mirror",
        "truncate public.mirror ~ DO $$ BEGIN EXECUTE 'TRUN' || 'CATE mirror'; END $$",
        "truncate public.mirror ~ ALTER TABLE mirror ADD COLUMN more integer; DO $$ BEGIN EXECUTE 'TRUN' || 'CATE mirror'; END $$",
      })
  void whatIsWrittenFarAwayIsToldWithoutRows(String effect, String sql) throws SQLException {
    CommitVerdict verdict = committed(sql + ";");

    assertThat(verdict.refusal()).isPresent();
    assertThat(verdict.report().losses())
        .singleElement()
        .satisfies(
            loss -> {
              assertThat(loss.effect().words() + " " + loss.object()).isEqualTo(effect);
              assertThat(loss.rows()).isNull();
              assertThat(loss.what()).contains("not counted");
            });
    assertThat(database.<Long>value("SELECT count(*) FROM lonely WHERE v IN ('x', 'y')"))
        .isEqualTo(2);
  }

  @Test
  void aDeclaredWriteIsCommittedAndReported() throws SQLException {
    CommitVerdict verdict =
        committed(
            "-- drydock: allow write foreign table mirror because it is a test\n"
                + "DELETE FROM mirror WHERE id = 1;");

    assertThat(verdict.refusal()).isEmpty();
    assertThat(verdict.report().losses()).extracting(Loss::declared).containsExactly(true);
    assertThat(database.<Long>value("SELECT count(*) FROM lonely")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM mirror;",
        "ALTER FOREIGN TABLE mirror ADD COLUMN more integer;",
        "ALTER FOREIGN TABLE mirror ALTER COLUMN w SET DEFAULT 5;",
        "CREATE TABLE copied AS SELECT * FROM mirror;",
        "CREATE FOREIGN TABLE another (id integer) SERVER loop OPTIONS (table_name 'hollow');"
            + " INSERT INTO another VALUES (1);",
        "IMPORT FOREIGN SCHEMA crm FROM SERVER loop INTO spare;",
      })
  void whatOnlyReadsOrAddsIsNoLoss(String sql) throws SQLException {
    CommitVerdict verdict = committed(sql);

    assertThat(verdict.report().losses()).isEmpty();
    assertThat(verdict.refusal()).isEmpty();
  }
}
