package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.RunningService.Answer;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the endpoints really answer holds no field that is not documented. */
class AnswerFieldsIT {

  private static final Path DOCUMENTED = Path.of("src/test/resources/http");

  @TempDir Path migrations;

  @Test
  void answersWithDocumentedFieldsOnly() throws IOException {
    try (var database = TestServer.shared().newDatabase();
        var service = RunningService.over(database.url(), migrations)) {
      file("1_calls", "CREATE TABLE calls (id bigint, note text);");
      service.postAsAdmin("/__admin/migrate");
      file("1_calls", "CREATE TABLE calls (id bigint, note text); -- a changed comment");
      file("2_index", "CREATE INDEX calls_id ON calls (id);");
      file("3_drop", "ALTER TABLE calls DROP COLUMN note;");

      check("health", service.get("/__admin/health"));
      check("health-with-token", service.getAsAdmin("/__admin/health"));
      check("dry-run", service.getAsAdmin("/__admin/migrate/dry-run"));
      check("history", service.getAsAdmin("/__admin/history"));
      Files.delete(migrations.resolve("3_drop.sql"));
      check("migrate", service.postAsAdmin("/__admin/migrate"));
      check("runs", service.getAsAdmin("/__admin/runs"));
      Answer begun = service.postAsAdmin("/__admin/migrate?wait=false");
      check("run", begun);
      check("run", service.getAsAdmin(begun.header("Location")));
      check("health-with-token", service.getAsAdmin("/__admin/health"));
    }
    try (var service = RunningService.over(RunningService.NO_DATABASE, migrations)) {
      check("health", service.get("/__admin/health"));
      check("health-with-token", service.getAsAdmin("/__admin/health"));
    }
  }

  private static void check(String name, Answer answer) throws IOException {
    assertThat(answer.status()).as(answer.response().body()).isIn(200, 202, 503);
    JsonNode documented = new JsonMapper().readTree(DOCUMENTED.resolve(name + ".json").toFile());
    var found = new TreeSet<String>();
    collect(found, "", answer.json());

    assertThat(found).isNotEmpty().allMatch(field -> covers(documented, field), name);
  }

  /** A list or record that may be empty or null stands for its documented parts. */
  private static boolean covers(JsonNode documented, String field) {
    return documented.propertyNames().stream()
        .anyMatch(
            known ->
                field.equals(known)
                    || known.startsWith(field + ".")
                    || known.startsWith(field + "[]")
                    || known.endsWith(".*")
                        && field.startsWith(known.substring(0, known.length() - 1)));
  }

  private static void collect(Set<String> found, String path, JsonNode node) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(
              property ->
                  collect(
                      found,
                      path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                      property.getValue()));
    } else if (node.isArray() && !node.isEmpty()) {
      node.forEach(element -> collect(found, path + "[]", element));
    } else {
      found.add(path);
    }
  }

  private void file(String id, String sql) throws IOException {
    Files.writeString(migrations.resolve(id + ".sql"), sql);
  }
}
