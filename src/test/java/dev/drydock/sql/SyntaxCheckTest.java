package dev.drydock.sql;

import static dev.drydock.sql.Texts.statement;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxCheckTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT E'it\\'s', 'a'\n 'b', U&'\\0061', $x$ ' $x$, \"é\"\"\" FROM größe /* x */ -- y",
        "SELECT f() FROM a JOIN b USING (c) WHERE d ->> 'e' = ANY (ARRAY['x']::text[])",
        "INSERT INTO t VALUES (1, DEFAULT) ON CONFLICT (a) DO UPDATE SET b = excluded.b",
        "WITH x AS (DELETE FROM t RETURNING *) INSERT INTO u SELECT * FROM x",
        "CREATE TABLE t (a int DEFAULT (1 + 2) CHECK (a > 0), b text NOT NULL DEFAULT 'x'::text)",
        "CREATE VIEW v AS (SELECT 1) UNION SELECT 2",
        "CREATE POLICY p ON t USING ((SELECT auth.uid()) = user_id)",
        "CREATE SCHEMA s CREATE TABLE t (a int)",
        "ALTER TABLE t ALTER CONSTRAINT c NOT ENFORCED",
        "CREATE SEQUENCE s AS bigint",
        "ALTER SYSTEM SET a = 1",
        "CREATE FUNCTION f() RETURNS int LANGUAGE 'sql' AS 'SELECT 1'",
        "(SELECT 1)",
      })
  void acceptsWhatTheServerAccepts(String sql) {
    assertThat(problem(sql)).isEmpty();
  }

  @Test
  void tellsWhereItStops() {
    assertThat(problem("SELECT a /* b */ FORM t x y"))
        .contains(new SyntaxProblem(22, "syntax error at or near \"t\""));
    assertThat(problem("DROP TABEL t"))
        .contains(new SyntaxProblem(5, "syntax error at or near \"TABEL\""));
    assertThat(problem("CREATE TABLE t (a int DEFAULT 1 +)"))
        .map(SyntaxProblem::offset)
        .contains(33);
    assertThat(problem("CREATE VIEW v AS SELECT FROM WHERE")).isPresent();
    assertThat(problem("SELECT 'secret' 'other'").map(SyntaxProblem::message))
        .contains("syntax error at or near \"'…'\"");
  }

  @Test
  void doesNotAskBeyondItsBounds() {
    assertThat(problem("SELECT " + "(".repeat(5_000) + "1" + ")".repeat(5_000))).isEmpty();
    assertThat(problem("SELECT " + "1 + ".repeat(30_000) + "+ )")).isEmpty();
  }

  private static Optional<SyntaxProblem> problem(String sql) {
    return new SyntaxCheck().problem(new SqlParser().parse(new Statement(1, 0, 1, 1, sql)));
  }

  @Test
  void placesAreThoseOfTheStatement() {
    assertThat(statement("\n\n  SELECT 1 1").position(9)).isEqualTo(new Position(3, 12));
  }
}
