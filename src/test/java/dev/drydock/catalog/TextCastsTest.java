package dev.drydock.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextCastsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "CHECK (((s)::text <> ''::text)) ; CHECK ((s <> ''))",
        "lower((s)::text) ; lower(s)",
        "(\"A b\")::character varying ; \"A b\"",
        "(t.s)::text ; t.s",
        "s::character varying(3) ; s::character varying(3)",
        "s::text[] ; s::text[]",
        "'a::text' ; 'a::text'",
        "\"a::text\" ; \"a::text\"",
        "'it''s'::text ; 'it''s'",
        "((a OR b) AND c) ; ((a OR b) AND c)",
        "(a || b)::text ; (a || b)",
      })
  void takesAwayOnlyCasts(String deparsed, String plain) {
    assertThat(TextCasts.without(deparsed)).isEqualTo(plain);
  }

  @Test
  void keepsWhatIsQuotedWithSpecialCharacters() {
    assertThat(TextCasts.without("'$1\\'::text")).isEqualTo("'$1\\'");
  }
}
