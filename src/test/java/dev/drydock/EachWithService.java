package dev.drydock;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Each test has a service in this process, over a database and a folder of its own. */
abstract class EachWithService {

  @TempDir Path migrations;

  TestDatabase database;
  RunningService service;

  @BeforeEach
  void start() {
    database = TestServer.shared().newDatabase();
    service = RunningService.over(database.url(), migrations);
  }

  @AfterEach
  void stop() {
    service.close();
    database.close();
  }

  void file(String id, String sql) {
    try {
      Files.writeString(migrations.resolve(id + ".sql"), sql);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asString).toList();
  }
}
