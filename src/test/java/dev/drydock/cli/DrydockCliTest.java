package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.lint.LintSettings;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Redactor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class DrydockCliTest {

  private final Screen screen = Screen.pipe();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "migrat             | There is no verb \"migrat\". | Did you mean migrate?",
        "dryrun             | There is no verb \"dryrun\". | Did you mean dry-run?",
        "--jsn              | no option --jsn before a verb | drydock --help",
        "S3cr3tWord         | The first argument is no verb. | drydock --help",
        "migrate --jso      | migrate has no option --jso. | Did you mean --json?",
        "migrate --plan     | migrate lacks the DIGEST | drydock migrate --help",
        "migrate --plan a --plan b | given twice | drydock migrate --help",
        "migrate --json=x   | migrate | drydock migrate --help",
        "status extra       | status was given an argument that it does not take. | --help",
        "migrate --admin-token x | migrate has no option --admin-token. | ADMIN_TOKEN",
        "migrate --url x    | migrate has no option --url. | DATABASE_URL",
        "new                | new lacks the argument NAME. | drydock new --help",
        "new a b            | new was given | drydock new --help",
        "serve --port       | serve has no option --port. | drydock serve --help",
        "serve now          | serve was given an argument | drydock serve --help",
      })
  void refusesWhatItDoesNotKnowAndPointsTheWay(String words, String what, String next) {
    assertThat(cli(unread()).run(words.split(" "))).isEqualTo(2);

    assertThat(screen.err()).contains("bad-request", what, "Nothing was executed.", next);
    assertThat(screen.out()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "migrate postgres://app:S3cr3tWord@db/shop",
        "postgres://app:S3cr3tWord@db/shop",
        "migrate --url=postgres://app:S3cr3tWord@db/shop",
        "dry-run jdbc:postgresql://db/shop?password=S3cr3tWord",
        "migrate --token=S3cr3tWord",
        "migrate password=S3cr3tWord",
        "status S3cr3tWord",
        "status -pS3cr3tWord",
        "status --S3cr3tWord",
        "-S3cr3tWord",
        "S3cr3tWord --json",
        "migrate --json S3cr3tWord",
        "new a S3cr3tWord",
      })
  void neverRepeatsWhatMayBeASecret(String words) {
    assertThat(cli(unread()).run(words.split(" "))).isEqualTo(2);

    assertThat(screen.err() + screen.out()).isNotEmpty().doesNotContain("S3cr3tWord");
  }

  @Test
  void saysWhyAUrlIsNotTaken() {
    cli(unread()).run("migrate", "postgres://app:pw@db/shop");

    assertThat(screen.err()).contains("Every process list shows arguments", "set DATABASE_URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", "help", "", "migrate --help", "help migrate", "new -h"})
  void helpsWithoutReadingSettings(String words) {
    int code = words.isEmpty() ? cli(unread()).run() : cli(unread()).run(words.split(" "));

    assertThat(code).isZero();
    assertThat(screen.out()).contains("Usage: drydock");
    assertThat(screen.err()).isEmpty();
  }

  @Test
  void helpListsEveryVerbAndExitCode() {
    cli(unread()).run("--help");

    assertThat(screen.out())
        .contains("migrate", "dry-run", "status", "history", "new", "serve", "--version")
        .contains("0  done", "3  refused", "6  the state needs a person");
  }

  @Test
  void tellsItsVersion() {
    assertThat(cli(unread()).run("--version")).isZero();

    assertThat(screen.out()).isEqualTo("drydock 1.2.3\n");
  }

  @Test
  void aFailureIsTheEndpointsProblemDocumentInJson() {
    assertThat(cli(refusing()).run("status", "--json")).isEqualTo(5);

    var problem = JsonMapper.shared().readTree(screen.out());
    assertThat(problem.get("success").asBoolean()).isFalse();
    assertThat(problem.get("code").asString()).isEqualTo("database-unreachable");
    assertThat(problem.get("error").asString()).isEqualTo("db.example does not answer.");
    assertThat(problem.get("tried").asInt()).isEqualTo(3);
    assertThat(screen.err()).isEqualTo("db.example does not answer. Nothing. Start it.\n");
  }

  @Test
  void aFailureIsToldInWordsOnStandardError() {
    assertThat(cli(refusing()).run("status")).isEqualTo(5);

    assertThat(screen.out()).isEmpty();
    assertThat(screen.err())
        .isEqualTo(
            """
            database-unreachable  db.example does not answer.
            Nothing.
            Next: Start it.

            tried: 3
            """);
  }

  @Test
  void anUnknownErrorTellsItsPlaceButNotItsMessage() {
    int code =
        cli(() -> workspace(() -> sneak(new IllegalStateException("row (1, Mary)")))).run("status");

    assertThat(code).isEqualTo(1);
    assertThat(screen.err())
        .contains("IllegalStateException", "DrydockCliTest", "drydock status")
        .doesNotContain("Mary");
  }

  @Test
  void closesTheWorkspaceAfterAFailureToo() {
    var closed = new java.util.concurrent.atomic.AtomicInteger();
    cli(() ->
            new Workspace(
                Path.of("none"),
                Clock.systemUTC(),
                Duration.ZERO,
                LintSettings.standard(false),
                () -> new Redactor(List.of()),
                () -> sneak(new IllegalStateException()),
                closed::incrementAndGet))
        .run("history");

    assertThat(closed).hasValue(1);
  }

  private DrydockCli cli(Supplier<Workspace> settings) {
    return new DrydockCli(screen.asTerminal(), "1.2.3", settings);
  }

  private static Supplier<Workspace> unread() {
    return () -> {
      throw new AssertionError("settings were read");
    };
  }

  private static Supplier<Workspace> refusing() {
    return () -> {
      throw new DrydockException(
          new Failure(
                  ErrorCode.DATABASE_UNREACHABLE,
                  "db.example does not answer.",
                  "Nothing.",
                  "Start it.")
              .with("tried", 3));
    };
  }

  private static Workspace workspace(Supplier<dev.drydock.pipeline.MigrationService> service) {
    return new Workspace(
        Path.of("none"),
        Clock.systemUTC(),
        Duration.ZERO,
        LintSettings.standard(false),
        () -> new Redactor(List.of()),
        service,
        () -> {});
  }

  private static <T> T sneak(RuntimeException failure) {
    throw failure;
  }
}
