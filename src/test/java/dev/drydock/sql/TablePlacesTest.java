package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablePlacesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET a = 1 FROM x WHERE x.id = 1|true",
        "SET a = 1 FROM s.x|true",
        "SET a = 1 FROM y, x|true",
        "SET a = 1 FROM (SELECT 1) y, ONLY x|true",
        "SET a = (SELECT max(n) FROM y JOIN x ON true)|true",
        "SET a = coalesce(b, x)|false",
        "SET a = 1, x = 2|false",
        "SET a = 1 FROM y WHERE f(y.a, x)|false",
        "SET a = (SELECT b, x FROM y)|false",
        "SET a = (SELECT b FROM y GROUP BY b, x)|false",
        "SET a = b IS DISTINCT FROM x|false",
        "SET a = x.n FROM y|false",
        "x = 2|false",
        ", x|false",
      })
  void tellsTablesFromColumns(String text, boolean table) {
    Tokens tokens = Tokens.of(text);
    assertThat(
            IntStream.range(0, tokens.size())
                .anyMatch(i -> tokens.is(i, "x") && TablePlaces.is(tokens, i)))
        .isEqualTo(table);
  }
}
