package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainFormTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO a VALUES (1, 'one'), (-2.5, E'two\\n'), (NULL, now())",
        "insert into \"s\".\"a\" (id, note) values (3, 'three')",
        "SELECT note, id FROM s.a",
        "now()",
        "'{}'",
        "-1"
      })
  void needsNoGrammar(String sql) {
    assertThat(PlainForm.isOf(Tokens.ofStatement(sql))).isTrue();
    boolean statement = sql.contains(" ");
    assertThat(Grammar.problem(Tokens.ofStatement(sql), statement)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO a VALUES (1",
        "INSERT INTO a VALUES (1,)",
        "INSERT INTO a VALUES 1",
        "INSERT INTO select VALUES (1)",
        "INSERT INTO a (id VALUES (1)",
        "INSERT INTO a VALUES (1) ON CONFLICT DO NOTHING",
        "SELECT note FROM a WHERE id = 1",
        "SELECT FROM",
        "now(",
        "1 2",
        ""
      })
  void leavesTheRestToTheGrammar(String sql) {
    assertThat(PlainForm.isOf(Tokens.ofStatement(sql))).isFalse();
  }
}
