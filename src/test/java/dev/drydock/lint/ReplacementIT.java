package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "CREATE VIEW noted AS SELECT id, note AS remark FROM orders WHERE total > 1",
        "CREATE VIEW every AS SELECT * FROM clients c WHERE c.id > 1 ORDER BY id",
        "CREATE VIEW kinds AS SELECT DISTINCT note FROM orders",
        "CREATE TABLE words (a text COLLATE \"C\", b text, c name) WITH (fillfactor = 90)",
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
        "CREATE OR REPLACE PROCEDURE tidy() AS $$DELETE FROM orders WHERE false$$ LANGUAGE SQL",
        "CREATE OR REPLACE VIEW noted AS SELECT id, note AS remark, client_id, total AS sum FROM orders WHERE total > 1",
        "ALTER TABLE orders RESET (fillfactor)",
        "ALTER TABLE words RESET (autovacuum_enabled); ALTER TABLE words ALTER COLUMN a RESET (n_distinct)"
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT id, note AS remark, client_id FROM orders WHERE total > 2",
        "SELECT id, note AS remark, count(*) OVER () FROM orders WHERE total > 1",
        "SELECT id, note AS remark, generate_series(1, 2) FROM orders WHERE total > 1",
        "SELECT id, note AS remark FROM orders WHERE total > 1 UNION SELECT id, name FROM clients",
        "SELECT id, lower(note) AS remark, client_id FROM orders WHERE total > 1"
      })
  void aLongerQueryThatAnswersOtherwiseIsALoss(String query) throws SQLException {
    assertThat(Lab.rules(lint("CREATE OR REPLACE VIEW noted AS " + query)))
        .contains("replace-view");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "SELECT * FROM clients c WHERE c.id > 1 ORDER BY id, true",
        "select c.* from public.clients as c where c.id > 1 order by id, true",
        "SELECT * FROM clients c WHERE c.id > 2 ORDER BY id, false",
        "SELECT * FROM clients., false",
        "SELECT * FROM clients c JOIN orders o USING (id) WHERE c.id > 1 ORDER BY id, false",
        "SELECT * FROM orders c WHERE c.id > 1 ORDER BY id, false"
      })
  void allColumnsOfATableThatGrewAreTheOldOnesAndMore(String query, boolean keeps)
      throws SQLException {
    String sql =
        "ALTER TABLE clients ADD COLUMN email text; CREATE OR REPLACE VIEW every AS " + query;

    assertThat(Lab.rules(lint(sql)).contains("replace-view")).isEqualTo(!keeps);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LANGUAGE sql AS 'SELECT id, name FROM clients WHERE id > 0'",
        "LANGUAGE sql AS 'INSERT INTO clients VALUES (7, NULL) RETURNING id, name'",
        "LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT c.id, (c.name) FROM clients c; END'",
        "LANGUAGE sql BEGIN ATOMIC SELECT c.id, c.name FROM clients c; END"
      })
  void aFunctionThatListsTheColumnsOfItsRowsBreaks(String body) throws SQLException {
    database.execute("CREATE FUNCTION listed() RETURNS SETOF clients " + body);
    String sql = "ALTER TABLE clients ADD COLUMN email text";

    assertThat(lint(sql).findings())
        .filteredOn(finding -> finding.rule().equals("row-function-breaks"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.object()).isEqualTo("public.listed()"));
    assertThat(
            Lab.rules(
                lint(
                    sql
                        + "; CREATE OR REPLACE FUNCTION listed() RETURNS SETOF clients LANGUAGE sql AS 'SELECT * FROM clients'")))
        .doesNotContain("row-function-breaks");
    database.execute(sql);
    assertThatThrownBy(() -> database.execute("SELECT * FROM listed()"))
        .hasMessageMatching("(?s).*(return type mismatch|structure of query does not match).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SETOF clients LANGUAGE sql AS 'SELECT * FROM clients WHERE id > 2 * 1'",
        "SETOF clients LANGUAGE sql AS 'SELECT c FROM clients c'",
        "SETOF clients LANGUAGE sql AS 'SELECT id, name FROM clients; SELECT c.* FROM clients c'",
        "TABLE (id bigint, name text) LANGUAGE sql AS 'SELECT id, name FROM clients'",
        "SETOF clients LANGUAGE plpgsql AS 'BEGIN RETURN QUERY WITH a AS (SELECT id, name FROM clients) SELECT c.* FROM clients c; END'"
      })
  void aFunctionThatKeepsUpIsNotTold(String function) throws SQLException {
    database.execute("CREATE FUNCTION listed() RETURNS " + function);
    String sql = "ALTER TABLE clients ADD COLUMN email text";

    assertThat(Lab.rules(lint(sql))).doesNotContain("row-function-breaks");

    database.execute(sql, "SELECT * FROM listed()");
  }

  @Test
  void aFunctionWithTheRowsOfAViewBreaksWithIt() throws SQLException {
    database.execute(
        "CREATE FUNCTION listed() RETURNS SETOF noted LANGUAGE sql AS 'SELECT id, note FROM orders'");
    String sql =
        "CREATE OR REPLACE VIEW noted AS SELECT id, note AS remark, total FROM orders WHERE total > 1";

    assertThat(Lab.rules(lint(sql))).contains("row-function-breaks").doesNotContain("replace-view");

    database.execute(sql);
    assertThatThrownBy(() -> database.execute("SELECT * FROM listed()"))
        .hasMessageContaining("return type mismatch");
  }

  @Test
  void aFurtherColumnMakesMoreDistinctRows() throws SQLException {
    assertThat(
            Lab.rules(
                lint("CREATE OR REPLACE VIEW kinds AS SELECT DISTINCT note, total FROM orders")))
        .contains("replace-view");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "a TYPE text, true",
        "a TYPE varchar, true",
        "a TYPE text COLLATE \"POSIX\", true",
        "a TYPE text COLLATE \"default\", true",
        "a TYPE varchar COLLATE \"C\", false",
        "a TYPE text COLLATE pg_catalog.\"C\", false",
        "a TYPE bytea USING a::bytea, false",
        "b TYPE varchar, false",
        "b TYPE text COLLATE \"default\", false",
        "b TYPE text COLLATE \"C\", true",
        "c TYPE text, true"
      })
  void aCollationThatGoesIsTold(String change, boolean goes) throws SQLException {
    List<String> rules = Lab.rules(lint("ALTER TABLE words ALTER COLUMN " + change));

    assertThat(rules.contains("change-collation")).isEqualTo(goes);
  }

  @Test
  void aCollationOfAnEarlierFileIsKept() {
    LintResult result =
        Lab.lint(
            "CREATE TABLE words (a varchar(5) COLLATE \"C\")",
            "ALTER TABLE words ALTER COLUMN a TYPE varchar(9)");

    assertThat(result.findings())
        .filteredOn(finding -> finding.rule().equals("change-collation"))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.message()).contains("no more by \"C\"");
              assertThat(finding.safe())
                  .contains(
                      "ALTER TABLE words ALTER COLUMN a TYPE character varying(9) COLLATE \"C\";");
            });
  }

  @Test
  void anOptionOfCreateTableIsReplaced() {
    assertThat(
            Lab.rules(
                Lab.lint(
                    "CREATE TABLE words (a text) WITH (fillfactor = 90)",
                    "ALTER TABLE words SET (fillfactor = 70)")))
        .contains("change-option-value");
  }

  @Test
  void aSecondReplacementInTheRunIsJudgedByItself() throws SQLException {
    String other = ROUTINE.replace("1 + rate", "1 - rate");

    assertThat(lint(ROUTINE + ";" + other).refused()).hasSize(1);
    assertThat(lint(other + ";" + ROUTINE).refused()).hasSize(2);
  }
}
