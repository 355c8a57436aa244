package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryStringTest {

  @ParameterizedTest
  @CsvSource({
    "token=abc, abc",
    "%74oken=a%62c, abc",
    "token=a%2Bb%2fc%3D, a+b/c=",
    "token=a+b, a b",
    "token=a=b, a=b",
    "x=1&token=abc&&, abc",
    "token=50%, 50%",
    "token=%zz, %zz",
    "token=%C3%A4, ä",
    "token=a;b, a;b",
  })
  void readsAParameter(String raw, String value) {
    assertThat(QueryString.parse(raw).named("token"))
        .singleElement()
        .extracting(QueryString.Parameter::text)
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"Token=a", "token%00=a", "token =a", "x;token=a", "'%20token=a'"})
  void takesNoOtherNameForIt(String raw) {
    assertThat(QueryString.parse(raw).named("token")).isEmpty();
    assertThat(QueryString.parse(raw).parameters()).hasSize(1);
  }

  @Test
  void tellsEmptyFromAbsent() {
    assertThat(QueryString.parse("plan=").named("plan")).hasSize(1);
    assertThat(QueryString.parse("plan").named("plan")).hasSize(1);
    assertThat(QueryString.parse("").named("plan")).isEmpty();
    assertThat(QueryString.parse(null).parameters()).isEmpty();
  }
}
