package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replacing something by itself is no loss; replacing it by anything else is. */
class ReplacementIT {

  private static final String ROUTINE =
      """
      CREATE OR REPLACE FUNCTION public.total(amount int, rate numeric DEFAULT 0.19, label varchar = 'x')
      RETURNS numeric LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
      BEGIN
        RETURN amount * (1 + rate);
      END $$""";

  private static final String VIEW =
      """
      CREATE OR REPLACE VIEW big AS
      SELECT o.id, c.name, count(*) AS n, 'a b' || o.note AS note
        FROM orders o INNER JOIN clients AS c ON (c.id = o.client_id)
       WHERE o.total > 100 AND o.note != 'x' AND o.note LIKE 'a%' GROUP BY o.id, c.name, o.note""";

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabase();
    database.execute(
        "CREATE TABLE clients (id bigint PRIMARY KEY, name text)",
        "CREATE TABLE orders (id bigint PRIMARY KEY, client_id bigint, total numeric, note text)",
        ROUTINE,
        VIEW,
        "CREATE OR REPLACE PROCEDURE tidy() LANGUAGE sql AS 'DELETE FROM orders WHERE false'");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private LintResult lint(String sql) throws SQLException {
    return Lab.lint(ClaimsIT.facts(database, sql), sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ROUTINE,
        "create or replace function total(amount integer, rate numeric = 0.19, label character varying default 'x') returns numeric volatile stable security definer set search_path to 'public' language 'plpgsql' cost 100 as $x$\nBEGIN\n  RETURN amount * (1 + rate);\nEND $x$",
        VIEW,
        "CREATE OR REPLACE PROCEDURE tidy() AS $$DELETE FROM orders WHERE false$$ LANGUAGE SQL"
      })
  void theSameIsNoLoss(String sql) throws SQLException {
    assertThat(lint(sql).refused()).isEmpty();
  }

  @Test
  void anythingElseIsALoss() throws SQLException {
    assertThat(Lab.rules(lint(ROUTINE.replace("1 + rate", "1 - rate"))))
        .contains("replace-routine");
    assertThat(Lab.rules(lint(ROUTINE.replace("SECURITY DEFINER", ""))))
        .contains("replace-routine");
    assertThat(Lab.rules(lint(ROUTINE.replace("0.19", "0.20")))).contains("replace-routine");
    assertThat(Lab.rules(lint(ROUTINE.replace("STABLE", "VOLATILE")))).contains("replace-routine");
    assertThat(Lab.rules(lint(VIEW.replace("> 100", "> 10")))).contains("replace-view");
    assertThat(Lab.rules(lint(VIEW.replace("'x'", "'X'")))).contains("replace-view");
  }

  @Test
  void aSecondReplacementInTheRunIsJudgedByItself() throws SQLException {
    String other = ROUTINE.replace("1 + rate", "1 - rate");

    assertThat(lint(ROUTINE + ";" + other).refused()).hasSize(1);
    assertThat(lint(other + ";" + ROUTINE).refused()).hasSize(2);
  }
}
