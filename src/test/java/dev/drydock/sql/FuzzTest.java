package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the text is, it is read or refused: nothing crashes, nothing goes on without end. */
class FuzzTest {

  private static final int SEED = Integer.getInteger("drydock.fuzz.seed", 42);
  private static final int ROUNDS = Integer.getInteger("drydock.fuzz.rounds", 1_000);

  private static final List<String> SEEDS =
      List.of(
          "ALTER TABLE a.b ADD COLUMN c int DEFAULT f(1) NOT NULL, DROP COLUMN d CASCADE;",
          "CREATE TABLE t (a int PRIMARY KEY, b text DEFAULT 'x', CHECK (a > 0)) PARTITION BY LIST (a);",
          "CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF a THEN RETURN 1; END IF; END $$;",
          "DO $x$ BEGIN FOR r IN SELECT 1 LOOP EXECUTE 'DROP ' || r; END LOOP; END $x$;",
          "WITH x AS (UPDATE t SET a = 1 WHERE b IS NULL RETURNING *) SELECT * FROM x; -- drydock: plain",
          "INSERT INTO t (a) VALUES (1), ('x''y'), (E'\\'') ON CONFLICT DO NOTHING;",
          "GRANT SELECT, INSERT ON TABLE t TO PUBLIC; REVOKE ALL ON SCHEMA s FROM r CASCADE;",
          "CREATE INDEX CONCURRENTLY i ON t USING gin (lower(a) text_ops) WHERE b IS NULL;",
          "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; END;",
          "CREATE RULE r AS ON INSERT TO t DO INSTEAD (DELETE FROM u; SELECT 1);",
          "-- drydock: allow drop column a.b because c\nCOMMENT ON COLUMN a.b IS U&'\\0041';");
  private static final List<String> PIECES =
      List.of(
          "'",
          "\"",
          "$$",
          "$x$",
          "(",
          ")",
          "[",
          "]",
          ";",
          "--",
          "/*",
          "*/",
          "\\",
          "E'",
          "U&\"",
          ",",
          ".",
          "::",
          ":=",
          "..",
          "\n",
          "\u0000",
          "\uD83D\uDE00",
          "é",
          " CASE ",
          " END ",
          " BEGIN ATOMIC ",
          " AS ",
          " SELECT ",
          " DEFAULT ",
          " NULL ",
          " BETWEEN ",
          " AND ",
          " LOOP ",
          " THEN ",
          "1e+",
          "<<",
          "#");

  @Test
  void mutatedSqlIsReadOrRefused() {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      var sql = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
      for (int change = random.nextInt(5); change >= 0; change--) {
        mutate(sql, random);
      }
      readAll(sql.toString());
    }
  }

  @Test
  void randomCharactersAreReadOrRefused() {
    var random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      var sql = new StringBuilder();
      for (int i = random.nextInt(60); i >= 0; i--) {
        boolean piece = random.nextInt(3) == 0;
        sql.append(
            piece ? PIECES.get(random.nextInt(PIECES.size())) : (char) random.nextInt(0x180));
      }
      readAll(sql.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(|1|)",
        "[|1|]",
        "CASE WHEN a THEN |1| END ",
        "SELECT (|1|)",
        "NOT |1|",
        "f(|1|)",
        "a AND (|b IS NULL|)",
        "/*|x|*/"
      })
  void deepNestingIsReadOrRefused(String nesting) {
    String[] parts = nesting.split("\\|");
    String deep =
        parts[0].repeat(10_000) + parts[1] + (parts.length > 2 ? parts[2].repeat(10_000) : "");

    readAll("SELECT " + deep);
    readAll("UPDATE t SET a = 1 WHERE " + deep);
    readAll("CREATE TABLE t (a int DEFAULT (" + deep + "))");
    readAll("DO $$ BEGIN " + "IF a THEN ".repeat(10_000) + " $$");
    readAll(
        "DO $$ BEGIN " + "BEGIN ".repeat(10_000) + "NULL; " + "END; ".repeat(10_000) + " END $$");
    readAll("WITH a AS (".repeat(5_000) + "SELECT 1" + ") SELECT 1".repeat(5_000));
    readAll("EXPLAIN ANALYZE ".repeat(10_000) + "SELECT 1");
    readAll("CREATE SCHEMA s ".repeat(2_000));
  }

  @Test
  void tenMegabytesAreRead() {
    String rows =
        "INSERT INTO t VALUES (1, 'x')" + ", (2, 'some text that goes on')".repeat(350_000) + ";";
    String many = "INSERT INTO t VALUES (1, 'x');\n".repeat(100_000);
    String body =
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
            + "PERFORM 1; ".repeat(500_000)
            + "END $$;";

    assertThat(readAll(rows)).isEqualTo(1);
    assertThat(readAll(many)).isEqualTo(100_000);
    assertThat(readAll(body)).isEqualTo(1);
    assertThat(readAll("'".repeat(5_000_001))).isZero();
    assertThat(readAll("$a".repeat(3_000_000))).isEqualTo(1);
  }

  /** Reads the text in every way there is; answers how many statements it has. */
  private static int readAll(String sql) {
    assertThat(Checksums.of(sql).meaning()).hasSize(64);
    var scanner = new StatementScanner(sql).scan();
    var comments = new CommentReader(sql, scanner.statements().size());
    scanner.comments().forEach(comments::read);
    int checked = 0;
    for (Statement statement : scanner.statements()) {
      Meaning meaning = new SqlParser().parse(statement);
      assertThat(meaning.actions()).isNotEmpty();
      meaning.all().forEach(action -> assertThat(meaning.position(action).line()).isPositive());
      if (checked++ < 1_000) {
        assertThat(new SyntaxCheck().problem(meaning)).isNotNull();
        assertThat(TransactionRules.obstacle(statement)).isNotNull();
        assertThat(statement.shown()).isNotNull();
        assertThat(statement.caret(sql.length() / 2)).endsWith("^");
      }
    }
    return scanner.statements().size();
  }

  private static void mutate(StringBuilder sql, Random random) {
    int at = random.nextInt(sql.length() + 1);
    switch (random.nextInt(4)) {
      case 0:
        sql.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        break;
      case 1:
        sql.delete(at, Math.min(sql.length(), at + random.nextInt(12)));
        break;
      case 2:
        sql.insert(at, sql.substring(at, Math.min(sql.length(), at + random.nextInt(30))));
        break;
      default:
        sql.setLength(at);
        break;
    }
  }
}
