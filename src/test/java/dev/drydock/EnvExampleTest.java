package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code .env.example}, the guide and the settings say the same, in all directions. */
class EnvExampleTest {

  private static final Pattern SETTING = Pattern.compile("#([A-Z_]+)=(.*)");

  private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\|.*\\| (?:`(.*)` )?\\|");

  private final String example = Files.readString(Path.of(".env.example"));

  EnvExampleTest() throws IOException {}

  @Test
  void namesEverySettingOnceAndNoOther() {
    List<String> named =
        example
            .lines()
            .map(SETTING::matcher)
            .filter(Matcher::matches)
            .map(m -> m.group(1))
            .toList();

    Map<String, String> known = SettingName.known();
    var expected = new ArrayList<String>();
    Stream.of(ContractVariable.values()).map(Enum::name).forEach(expected::add);
    known.values().stream()
        .filter(name -> !expected.contains(name.substring("DRYDOCK_".length())))
        .toList()
        .forEach(expected::add);
    assertThat(named).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theGuideSaysTheSame() throws IOException {
    var guide = new TreeMap<String, String>();
    Files.readString(Path.of("MIGRATIONS.md"))
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> guide.put(row.group(1), Objects.requireNonNullElse(row.group(2), "")));

    var here = new TreeMap<String, String>();
    example
        .lines()
        .map(SETTING::matcher)
        .filter(Matcher::matches)
        .forEach(setting -> here.put(setting.group(1), setting.group(2)));
    assertThat(guide).isEqualTo(here);
  }

  @Test
  void itsValuesAreTheDefaults(@TempDir Path directory) throws IOException {
    String uncommented =
        example
            .lines()
            .filter(line -> !line.startsWith("#DRYDOCK_PLAN"))
            .map(line -> SETTING.matcher(line).replaceFirst("$1=$2"))
            .reduce("", (text, line) -> text + line + "\n");
    Files.writeString(directory.resolve(".env"), uncommented);

    assertThat(Settings.read(Map.of(), new Properties(), directory))
        .isEqualTo(Settings.read(Map.of(), new Properties(), directory.resolve("elsewhere")));
  }

  @Test
  void asItStandsItSetsNothing() {
    assertThat(DotEnv.parse(example)).isEmpty();
  }

  @Test
  void explainsEverySetting() {
    List<String> lines = example.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      if (SETTING.matcher(lines.get(i)).matches()) {
        assertThat(lines.get(i - 1)).as("above " + lines.get(i)).startsWith("#");
      }
    }
  }
}
