package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineChangesTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          a b c   | a b c     | ''
          a b c   | a x c     | -b +x
          a b c   | a b c d   | +d
          a b c   | b c       | -a
          a b c d | x b y d   | -a +x -c +y
          a a     | a         | -a
          ''      | a         | +a
          """,
      delimiter = '|')
  void tellsWhatWentAndCame(String before, String after, String changes) {
    String told = String.join(" ", LineChanges.between(lines(before), lines(after)));

    assertThat(told.replace("- ", "-").replace("+ ", "+")).isEqualTo(changes.strip());
  }

  private static String lines(String words) {
    return words.strip().replace(' ', '\n');
  }
}
