package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.pipeline.DryRunReport;
import dev.drydock.pipeline.HistoryReport;
import dev.drydock.pipeline.MigrationReport;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every field that an endpoint can answer with is documented, in {@code src/test/resources/http};
 * the guide shows the same as a table.
 */
class ResponseFieldsTest {

  private static final Path DOCUMENTED = Path.of("src/test/resources/http");
  private static final Path GUIDE = Path.of("MIGRATIONS.md");
  private static final String BEGIN =
      "<!-- fields of the answers: made by ResponseFieldsTest -->\n";
  private static final String END = "<!-- end of the fields -->\n";

  /** An endpoint's answer. */
  record Answer(String name, String title, Class<?> type) {}

  static final List<Answer> ANSWERS =
      List.of(
          new Answer("health", "`GET /__admin/health`", HealthController.Health.class),
          new Answer(
              "health-with-token",
              "`GET /__admin/health` with the token",
              HealthController.DetailedHealth.class),
          new Answer("dry-run", "`GET /__admin/migrate/dry-run`", DryRunReport.class),
          new Answer("migrate", "`POST /__admin/migrate`", MigrationReport.class),
          new Answer("history", "`GET /__admin/history`", HistoryReport.class),
          new Answer("runs", "`GET /__admin/runs`", RunsAnswer.class),
          new Answer(
              "run",
              "`GET /__admin/runs/RUN`, `POST /__admin/runs/RUN/cancel`, `POST /__admin/migrate?wait=false`",
              RunAnswer.class));

  static List<Answer> answers() {
    return ANSWERS;
  }

  @ParameterizedTest
  @MethodSource("answers")
  void documentsEveryFieldAndNoOther(Answer answer) throws IOException {
    Map<String, String> documented = documented(answer.name());

    assertThat(documented.keySet())
        .as("fields of %s in %s.json", answer.type().getSimpleName(), answer.name())
        .containsExactlyElementsOf(fieldsOf(answer.type()));
    assertThat(documented.values()).allMatch(sentence -> sentence.length() > 3);
  }

  @Test
  void showsTheFieldsInTheGuide() throws IOException {
    String guide = Files.readString(GUIDE);
    assertThat(guide).as("the guide has a place for the fields").contains(BEGIN, END);
    int from = guide.indexOf(BEGIN) + BEGIN.length();
    int to = guide.indexOf(END);
    String shown = guide.substring(from, to);
    String current = tables();
    if (!shown.equals(current)) {
      Files.writeString(GUIDE, guide.substring(0, from) + current + guide.substring(to));
    }
    assertThat(shown).as("MIGRATIONS.md was out of date and is written anew").isEqualTo(current);
  }

  private static String tables() throws IOException {
    var text = new StringBuilder();
    for (Answer answer : ANSWERS) {
      text.append("\n**").append(answer.title()).append("**\n\n| field | |\n|---|---|\n");
      documented(answer.name())
          .forEach((field, what) -> text.append("| `%s` | %s |\n".formatted(field, what)));
    }
    return text.append("\n").toString();
  }

  private static Map<String, String> documented(String name) throws IOException {
    return new JsonMapper()
        .readValue(Files.readString(DOCUMENTED.resolve(name + ".json")), new TypeReference<>() {});
  }

  /** The paths of all fields below a record, in order: {@code result.steps[].migration}. */
  static Set<String> fieldsOf(Class<?> type) {
    var fields = new LinkedHashSet<String>();
    for (RecordComponent component : type.getRecordComponents()) {
      add(fields, component.getName(), component.getGenericType());
    }
    return fields;
  }

  private static void add(Set<String> fields, String path, Type type) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      add(fields, path + "[]", generic.getActualTypeArguments()[0]);
    } else if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
      add(fields, path + ".*", generic.getActualTypeArguments()[1]);
    } else if (type instanceof Class<?> record && isShownByParts(record)) {
      fields.addAll(
          fieldsOf(record).stream()
              .map(field -> path + "." + field)
              .collect(Collectors.toCollection(LinkedHashSet::new)));
    } else {
      fields.add(path);
    }
  }

  /** A migration's id is a record that is shown as a text. */
  private static boolean isShownByParts(Class<?> type) {
    return type.isRecord() && !type.getSimpleName().equals("MigrationId");
  }
}
