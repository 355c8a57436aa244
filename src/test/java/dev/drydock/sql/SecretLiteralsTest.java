package dev.drydock.sql;

import static dev.drydock.sql.Texts.statement;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretLiteralsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE ROLE bob LOGIN PASSWORD 's3cr3t'",
        "ALTER USER bob ENCRYPTED PASSWORD E's3cr3t\\'x'",
        "ALTER ROLE bob PASSWORD $x$s3cr3t$x$",
        "CREATE USER MAPPING FOR bob SERVER s OPTIONS (user 'bob', password 's3cr3t')",
        "ALTER USER MAPPING FOR bob SERVER s OPTIONS (SET \"password\" 's3cr3t')",
        "CREATE SUBSCRIPTION s CONNECTION 'host=h s3cr3t' PUBLICATION p",
        "SELECT dblink_connect('c', 'host=h s3cr3t')",
        "SELECT * FROM public.dblink('s3cr3t', 'SELECT 1') AS t(a int)",
        "SELECT \"dblink\"(lower('s3cr3t'))",
        "SELECT 'postgres://bob:s3cr3t@db/x'",
        "INSERT INTO cfg VALUES ('host=h password=s3cr3t')",
        "ALTER DATABASE d SET \"app.jwt_secret\" = 's3cr3t'",
        "SET app.api_key TO 's3cr3t'",
        "SELECT set_config('app.token', 's3cr3t', false)",
        "DO $$ BEGIN EXECUTE 'x'; ALTER ROLE bob PASSWORD 's3cr3t'; END $$",
        "DO $a$ BEGIN EXECUTE $b$ALTER ROLE bob PASSWORD 's3cr3t'$b$; END $a$",
        "DO LANGUAGE plpython3u $$ connect(\"postgres://bob:s3cr3t@h/d\") $$",
      })
  void masksSecrets(String sql) {
    var statement = statement("\n" + sql + ";");

    assertThat(statement.shown()).doesNotContain("s3cr3t").contains("[masked]");
    assertThat(statement.text()).isEqualTo(sql);
    for (int position = 1; position <= sql.length() + 1; position++) {
      assertThat(statement.caret(position)).doesNotContain("3cr3t");
    }
  }

  @Test
  void showsTheRestAsItIs() {
    assertThat(statement("ALTER ROLE bob PASSWORD 'x' VALID UNTIL '2030-01-01'").shown())
        .isEqualTo("ALTER ROLE bob PASSWORD '[masked]' VALID UNTIL '2030-01-01'");
    assertThat(statement("ALTER ROLE bob PASSWORD 'x' NOPE").caret(29))
        .isEqualTo("ALTER ROLE bob PASSWORD '[masked]' NOPE\n" + " ".repeat(35) + "^");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CREATE TABLE t (password text DEFAULT 'x', token text)",
        "COMMENT ON COLUMN t.password IS 'how it is hashed'",
        "INSERT INTO t (connection_name) VALUES ('x')",
        "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN IF a.password = b.c THEN NULL; END IF; END $$",
      })
  void leavesOrdinaryLiteralsAlone(String sql) {
    assertThat(statement(sql).shown()).isEqualTo(sql);
  }
}
