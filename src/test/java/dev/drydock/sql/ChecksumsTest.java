package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a, b; | SELECT a,b",
        "SELECT 1; SELECT 2 | ;SELECT 1;;SELECT 2;",
        "SELECT a+-1 | SELECT a + -1",
      })
  void onlyTokensCount(String one, String other) {
    assertThat(Checksums.of(one).meaning()).isEqualTo(Checksums.of(other).meaning());
  }

  @Test
  void commentsAndLayoutDoNotChangeTheMeaning() {
    var one = Checksums.of("-- a\nSELECT 1\n, 'a  -- b';\n\n");
    var other = Checksums.of("SELECT /* c /* d */ */ 1, 'a  -- b'");

    assertThat(one.meaning()).isEqualTo(other.meaning());
    assertThat(one.text()).isNotEqualTo(other.text());
  }

  @Test
  void lineEndingsChangeNothing() {
    assertThat(Checksums.of("SELECT 1;\r\nSELECT '\r\n';\r"))
        .isEqualTo(Checksums.of("SELECT 1;\nSELECT '\n';\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT a b | SELECT ab",
        "SELECT 'a b' | SELECT 'a  b'",
        "SELECT 1; SELECT 2 | SELECT 1 SELECT 2",
        "SELECT $$a -- b$$ | SELECT $$a$$",
        "SELECT a - -1 | SELECT a -1",
      })
  void otherTokensAreAnotherMeaning(String one, String other) {
    assertThat(Checksums.of(one).meaning()).isNotEqualTo(Checksums.of(other).meaning());
  }

  @Test
  void acceptsTextThatNeverEnds() {
    assertThat(Checksums.of("SELECT 'a").meaning())
        .isNotEqualTo(Checksums.of("SELECT 'b").meaning());
  }
}
