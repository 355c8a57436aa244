package dev.drydock.sql;

import static dev.drydock.sql.Texts.problems;
import static dev.drydock.sql.Texts.script;
import static dev.drydock.sql.Texts.statements;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementScannerTest {

  @Test
  void leavesSemicolonsAndOuterCommentsAway() {
    assertThat(statements("-- first\nSELECT 1 /* in */ + 1 -- tail\n;;\n/* x; */ SELECT 2"))
        .containsExactly("SELECT 1 /* in */ + 1", "SELECT 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT ';'",
        "SELECT ''';'''",
        "SELECT E'\\';'",
        "SELECT e'a'\n'\\';'",
        "SELECT 'a' -- x\n  -- y ;\n ';'",
        "SELECT U&'\\0061;'",
        "SELECT B'1;'",
        "SELECT X'1;'",
        "SELECT N'1;'",
        "SELECT \"a;\"\"b;\"",
        "SELECT U&\"d;\"",
        "SELECT $$;$$",
        "SELECT $a$;$$;$b$;$a$",
        "SELECT $é$;$é$",
        "SELECT a$$b, $1, $2",
        "SELECT 1 /* ; /* ; */ ; */ + 2",
        "SELECT 1 -- ;\n + 2",
        "SELECT 1 @-- ;\n 2",
        "SELECT 1 @/* ; */ 2",
        "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2;)",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1; END END",
        "create or replace procedure p() begin atomic select x.end as case; select 2; end",
        "CREATE FUNCTION begin() RETURNS int LANGUAGE sql AS 'x;'",
        "SELECT 'backslash\\' || ';'",
      })
  void keepsSemicolonsThatEndNothing(String statement) {
    assertThat(statements(statement + ";\nSELECT 42;")).containsExactly(statement, "SELECT 42");
  }

  @Test
  void beginsAndEndOutsideRoutinesEndNothing() {
    assertThat(statements("CREATE TABLE begin (atomic int); SELECT 1"))
        .containsExactly("CREATE TABLE begin (atomic int)", "SELECT 1");
  }

  @Test
  void tellsNumberOffsetLineAndColumn() {
    var second = script("SELECT 1;\r\n  -- é\r\n /* 😀 */ SELECT 2").statements().get(1);

    assertThat(second).isEqualTo(new Statement(2, 29, 3, 10, "SELECT 2"));
  }

  @Test
  void findsThePlaceOfAServersPosition() {
    var statement = script("\n  SELECT '😀',\n   nope").statements().get(0);

    assertThat(statement.serverPosition(16)).isEqualTo(new Position(3, 4));
    assertThat(statement.caret(16)).isEqualTo("   nope\n   ^");
    assertThat(statement.caret(9999)).isEqualTo("   nope\n       ^");
  }

  @Test
  void namesPsqlCommands() {
    assertThat(problems("SELECT 1;\n\\i other.sql\n"))
        .containsExactly(
            new ScriptProblem(
                2,
                1,
                "\\i is a command of psql, not SQL.",
                "Take it out: a migration holds SQL only."));
    assertThat(problems("\\restrict abc"))
        .extracting(ScriptProblem::what)
        .asString()
        .contains("\\restrict");
    assertThat(problems("SELECT 1 \\gexec")).hasSize(1);
    assertThat(problems("\\connect other")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY t FROM stdin;\n1\t'\n\\.\n",
        "copy t (a, b) from STDIN with (format csv);\n",
        "COPY t TO stdout;",
        "COPY (SELECT 1) TO STDOUT;"
      })
  void refusesCopyThroughTheClient(String text) {
    assertThat(problems("SELECT 1;\n" + text))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(2))
        .satisfies(problem -> assertThat(problem.what()).startsWith("COPY … "));
  }

  @Test
  void acceptsCopyOnTheServer() {
    assertThat(problems("COPY t FROM '/tmp/stdin'; COPY (SELECT stdin FROM x) TO PROGRAM 'cat'"))
        .isEmpty();
  }

  @Test
  void refusesTextThatNeverEnds() {
    assertThat(problems("SELECT 1;\n 'x"))
        .extracting(ScriptProblem::line, ScriptProblem::column, ScriptProblem::what)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, 2, "a string begins here and never ends."));
    assertThat(problems("\nSELECT $f$ x $g$").toString()).contains("line 2", "$f$");
    assertThat(problems("SELECT \"a").toString()).contains("quoted name");
    assertThat(problems("SELECT 1 /* /* */").toString()).contains("a comment");
    assertThat(problems("CREATE TABLE t (\n a int;\nSELECT 1;").toString())
        .contains("line 1", "parenthesis");
    assertThat(problems("CREATE FUNCTION f() BEGIN ATOMIC SELECT 1;").toString())
        .contains("BEGIN ATOMIC");
  }

  @Test
  void refusesToReadStringsAnotherWay() {
    assertThat(problems("SET standard_conforming_strings = off;")).hasSize(1);
    assertThat(problems("SET standard_conforming_strings TO 'off';")).hasSize(1);
    assertThat(problems("SET standard_conforming_strings = on;")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET client_encoding = 'LATIN1';",
        "SET LOCAL client_encoding TO latin1;",
        "SET NAMES 'WIN1252';",
        "SET datestyle = 'SQL, DMY';",
        "set session DateStyle to german;",
        "SET \"datestyle\" TO 'Postgres', 'DMY';",
      })
  void refusesToTalkAnotherWay(String sql) {
    assertThat(problems(sql)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET client_encoding = 'UTF8';",
        "SET NAMES 'utf-8';",
        "SET client_encoding TO DEFAULT;",
        "SET datestyle = 'ISO, DMY';",
        "SET datestyle TO dmy;",
        "UPDATE t SET client_encoding = 'LATIN1', datestyle = 'german';",
        "ALTER DATABASE d SET datestyle = 'SQL, DMY';",
        "SET search_path TO datestyle, client_encoding;",
      })
  void letsSettingsPassThatTheDriverFollows(String sql) {
    assertThat(problems(sql)).isEmpty();
  }
}
