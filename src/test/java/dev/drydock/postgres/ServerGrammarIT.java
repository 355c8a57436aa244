package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServerGrammarIT {

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
  }

  @AfterEach
  void close() {
    database.close();
  }

  private Map<Integer, ServerGrammar.Rejection> rejections(List<String> statements)
      throws SQLException {
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      var grammar = new ServerGrammar(statements);
      session.read(grammar.queries());
      return grammar.rejections(session.connection());
    }
  }

  @Test
  void acceptsWhatTheServerParsesAndRunsNothing() throws SQLException {
    assertThat(
            rejections(
                List.of(
                    "CREATE TABLE a (x int)",
                    "VACUUM",
                    "COMMIT",
                    "ALTER SYSTEM SET work_mem = '1MB'",
                    "SELECT nowhere.to_be(seen) FROM missing",
                    "COPY a FROM STDIN",
                    "INSERT INTO a VALUES (E'\\\\ \"', $drydock$ {} $drydock$) -- the end",
                    "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; END")))
        .isEmpty();
    assertThat(database.<Long>value("SELECT count(*) FROM pg_class WHERE relname = 'a'")).isZero();
  }

  @Test
  void tellsWordsAndPlaceOfWhatItRejects() throws SQLException {
    assertThat(
            rejections(
                List.of("SELECT 1", "CREATE TABEL a (x int)", "COMMENT ON TABLE \"ä😀\" IZ")))
        .containsExactly(
            Map.entry(1, new ServerGrammar.Rejection("syntax error at or near \"TABEL\"", 8)),
            Map.entry(2, new ServerGrammar.Rejection("syntax error at or near \"IZ\"", 23)));
  }

  /**
   * The grammar's own refusals have other codes than a syntax error: 0A000, 22023, 42601, 42P13.
   */
  @Test
  void whatTheGrammarItselfRefusesIsRejected() throws SQLException {
    List<String> statements =
        List.of(
            "CREATE TABLE a (x int CHECK (x > 0) NOT VALID DEFERRABLE NO INHERIT INITIALLY DEFERRED, CHECK (true) DEFERRABLE)",
            "CREATE ASSERTION a CHECK (true)",
            "SELECT 1 ORDER BY 1 LIMIT 1, 2",
            "ALTER TABLE a ALTER COLUMN x TYPE interval(1) year",
            "SELECT U&'\\zzzz'",
            "CREATE CAST (a.b.c.d.e AS) WITHOUT FUNCTION");

    assertThat(rejections(statements)).hasSize(statements.size());
  }

  @Test
  void askingLocksNothingAndLeavesNoSetting() throws SQLException {
    database.execute("CREATE TABLE kept (x int)");
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      session.connection().setAutoCommit(false);
      session.read(
          new ServerGrammar(List.of("ALTER TABLE kept ADD y int", "LOCK TABLE kept")).queries());

      assertThat(
              session
                  .jdbc()
                  .queryForList(
                      "SELECT mode FROM pg_locks WHERE relation = 'kept'::regclass AND pid = pg_backend_pid()"))
          .isEmpty();

      session.connection().rollback();
      assertThat(
              session
                  .jdbc()
                  .queryForObject("SELECT current_setting('drydock.grammar', true)", String.class))
          .isNullOrEmpty();
    }
  }

  @Test
  void noSchemaOfTheSearchPathCanLetAStatementRun() throws SQLException {
    database.execute(
        "CREATE SCHEMA sly",
        "CREATE FUNCTION sly.div(int, int) RETURNS int LANGUAGE sql AS 'SELECT 7'",
        "CREATE OPERATOR sly./ (LEFTARG = int, RIGHTARG = int, FUNCTION = sly.div)",
        "CREATE TABLE kept AS SELECT 1 AS x");
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      session.jdbc().execute("SET search_path = sly, public, pg_catalog");
      var grammar = new ServerGrammar(List.of("DROP TABLE kept", "DROP TABEL kept"));
      session.read(grammar.queries());

      assertThat(grammar.rejections(session.connection())).containsOnlyKeys(1);
    }
    assertThat(database.<Integer>value("SELECT x FROM kept")).isEqualTo(1);
  }

  @Test
  void manyStatementsAreOneQuestion() throws SQLException {
    var many = new ArrayList<>(Collections.nCopies(5_000, "ALTER TABLE t ADD COLUMN c int"));
    many.set(4_711, "ALTER TABLE t ADD COLUMN c int,");

    assertThat(rejections(many)).containsOnlyKeys(4_711);
  }
}
