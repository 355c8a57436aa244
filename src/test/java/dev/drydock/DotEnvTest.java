package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DotEnvTest {

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of("", Map.of()),
        Arguments.of("\n\n  \n# comment\n   # another\n", Map.of()),
        Arguments.of("A=1\nB=2", Map.of("A", "1", "B", "2")),
        Arguments.of("\uFEFFA=1\r\nB=2\r\n", Map.of("A", "1", "B", "2")),
        Arguments.of("A=1\rB=2", Map.of("A", "1", "B", "2")),
        Arguments.of("export A=1\n  export\tB = 2  \n", Map.of("A", "1", "B", "2")),
        Arguments.of("A=\nB=   \nC= # nothing\n", Map.of("A", "", "B", "", "C", "")),
        Arguments.of("A=x # y\nB=x#y\nC=#y\n", Map.of("A", "x", "B", "x#y", "C", "")),
        Arguments.of(
            "A='x # y' # z\nB=\"x # y\"\nC=`a'b\"c`",
            Map.of("A", "x # y", "B", "x # y", "C", "a'b\"c")),
        Arguments.of(
            "A='\\n$B'\nB=\"1\\n2\\t\\\"3\\\" \\\\ \\$ \\q\"",
            Map.of("A", "\\n$B", "B", "1\n2\t\"3\" \\ $ \\q")),
        Arguments.of("A=it's\nB=${A}\n", Map.of("A", "it's", "B", "${A}")),
        Arguments.of(
            "A=\"-----BEGIN\nxyz\n-----END\"\nB='1\n2'\n",
            Map.of("A", "-----BEGIN\nxyz\n-----END", "B", "1\n2")),
        Arguments.of("A=1\nA=2\n", Map.of("A", "2")),
        Arguments.of("drydock.lock-timeout=3s\n", Map.of("drydock.lock-timeout", "3s")),
        Arguments.of(
            "URL=postgres://u:a=b&c@h/d?x=y&z=1\n",
            Map.of("URL", "postgres://u:a=b&c@h/d?x=y&z=1")));
  }

  @ParameterizedTest
  @MethodSource("files")
  void readsWhatPeopleWrite(String file, Map<String, String> entries) {
    assertThat(DotEnv.parse(file)).isEqualTo(entries);
  }

  @ParameterizedTest
  @CsvSource({
    "'hunter2', 1",
    "'A=1\nhunter2 is it', 2",
    "'A=1\n\n# x\n=hunter2', 4",
    "'1A=hunter2', 1",
    "'A=\"hunter2\nB=2', 1",
    "'A=1\nB=`hunter2', 2",
    "'A=\"1\n2\n3\"\nB: hunter2', 4",
    "'A=\"x\" hunter2', 1",
    "'export hunter2', 1",
  })
  void refusesAMalformedLineByItsNumberOnly(String file, int line) {
    var refused = catchThrowableOfType(DrydockException.class, () -> DotEnv.parse(file));

    assertThat(refused.failure().code()).isEqualTo(ErrorCode.CONFIGURATION);
    assertThat(refused)
        .hasMessageStartingWith(
            "The file .env in the working directory has a line "
                + line
                + " that is neither NAME=value nor a comment. Nothing was executed.");
    assertThat(refused.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void noFileAndAFolderOfThatNameSetNothing(@TempDir Path directory) throws IOException {
    assertThat(DotEnv.in(directory)).isEmpty();
    Files.createDirectory(directory.resolve(".env"));
    assertThat(DotEnv.in(directory)).isEmpty();
  }

  @Test
  void refusesAnotherEncodingAndAHugeFile(@TempDir Path directory) throws IOException {
    Path file = directory.resolve(".env");
    Files.write(file, "A=ü".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(catchThrowableOfType(DrydockException.class, () -> DotEnv.in(directory)))
        .hasMessageContaining("is not in UTF-8");

    Files.writeString(file, "#".repeat((1 << 20) + 1));
    assertThat(catchThrowableOfType(DrydockException.class, () -> DotEnv.in(directory)))
        .hasMessageContaining("is larger than 1 MiB");
  }
}
