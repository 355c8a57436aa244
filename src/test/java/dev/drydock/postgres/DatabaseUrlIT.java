package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** URLs as people write them open a connection to a real server. */
class DatabaseUrlIT {

  private final TestServer server = TestServer.shared();

  private static String ask(String url, String query) throws SQLException {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    try (var connection = DriverManager.getConnection(parsed.jdbcUrl(), parsed.properties());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private String at(TestDatabase database) {
    return "@127.0.0.1:%d/%s".formatted(server.port(), database.name());
  }

  private static String user(TestDatabase database) {
    return database.user() + ":" + encoded(database.password());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p@ss/w:rd#1?",
        "100%",
        "a+b c",
        "%41%zz",
        "quote'\"\\",
        "&=;,!$()*[]{}<>|^~`",
        "grün"
      })
  void aPasswordOfAnyCharactersOpensTheDoor(String password) throws SQLException {
    try (var database = server.newDatabase()) {
      String role = database.name() + "_odd";
      server.execute(
          "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(role, password.replace("'", "''")));
      try {
        String whoAmI = "SELECT current_user";
        String there = "127.0.0.1:%d/%s".formatted(server.port(), database.name());
        for (String url :
            List.of(
                "postgres://" + role + ":" + encoded(password) + at(database),
                "postgresql://" + role + ":" + password + at(database),
                "postgresql://" + there + "?user=" + role + "&password=" + encoded(password),
                "jdbc:postgresql://" + there + "?user=" + role + "&password=" + encoded(password),
                "jdbc:postgresql://" + role + ":" + encoded(password) + at(database))) {
          assertThat(ask(url, whoAmI)).isEqualTo(role);
        }
      } finally {
        server.execute("DROP ROLE " + role);
      }
    }
  }

  @Test
  void whatAUrlAsksForIsSoOnTheServer() throws SQLException {
    try (var database = server.newDatabase()) {
      String url = "postgres://" + user(database) + at(database);

      assertThat(ask(url + "?schema=My-App", "SHOW search_path")).isEqualTo("\"My-App\"");
      assertThat(ask(url + "?options=-c+work_mem%3D5MB", "SHOW work_mem")).isEqualTo("5MB");
      assertThat(ask(url + "?application_name=app", "SHOW application_name")).isEqualTo("app");
      assertThat(ask(url + "?sslmode=prefer&channel_binding=prefer&zeta=1", "SELECT 1"))
          .isEqualTo("1");
    }
  }

  @Test
  void ofSeveralHostsTheOneThatAnswersIsUsed() throws SQLException {
    try (var database = server.newDatabase()) {
      String url =
          "postgres://%s@127.0.0.1:1,127.0.0.1:%d/%s"
              .formatted(user(database), server.port(), database.name());

      assertThat(ask(url, "SELECT current_database()")).isEqualTo(database.name());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sslmode=require", "sslmode=verify-full", "ssl=true", "sslrootcert=system"})
  void whereEncryptionIsAskedForNothingIsSentWithoutIt(String parameter) {
    try (var database = server.newDatabase()) {
      String url = "postgres://" + user(database) + at(database) + "?" + parameter;

      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(() -> ask(url, "SELECT 1"))
          .withMessageContaining("SSL");
    }
  }

  @Test
  void aServerWithoutEncryptionIsNotWaitedFor() {
    try (var database = server.newDatabase()) {
      String url = "postgres://" + user(database) + at(database) + "?sslmode=require";

      var refused =
          catchThrowableOfType(
              DrydockException.class, () -> Session.open(DatabaseUrl.parse(url), "test"));

      assertThat(refused.failure().code()).isEqualTo(ErrorCode.LOGIN_REFUSED);
      assertThat(refused.failure().text()).contains("does not support SSL", "sslmode");
    }
  }
}
