package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Processes that platforms and people ask to end while a run is in progress. */
@Order(1)
class SignalsIT {

  private static final String TOKEN = RunningService.TOKEN;
  private static final int INTERRUPT = 2;

  @TempDir Path folder;

  private TestDatabase database;
  private Gate gate;

  @BeforeEach
  void prepare() throws IOException {
    database = TestServer.shared().newDatabase();
    gate = Gate.in(database);
    Files.createDirectories(folder.resolve("migrations"));
    file("1_first", "CREATE TABLE first (x int);");
    file("2_slow", Gate.sql());
  }

  @AfterEach
  void drop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aCommandThatIsAskedToStopRollsBackAndSaysSo(String signal) throws Exception {
    Process process = commandLine().start("migrate");
    gate.awaitRun();

    send(signal, process);

    var ended = CommandLineProcess.end(process);
    assertThat(ended.err()).contains("Asked to stop", "cancelled  ", "rolled back", "Next: ");
    assertThat(ended.code()).isEqualTo(1);
    assertNothingIsLeft();
  }

  @Test
  void aCommandThatIsAskedToStopTellsAMachineTheSame() throws Exception {
    Process process = commandLine().start("migrate", "--json");
    gate.awaitRun();

    send("TERM", process);

    var ended = CommandLineProcess.end(process);
    assertThat(ended.code()).isEqualTo(1);
    var answer = new JsonMapper().readTree(ended.out());
    assertThat(answer.get("code").asString()).isEqualTo("cancelled");
    assertThat(answer.get("left").asString()).contains("rolled back");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aCommandThatIsAskedTwiceEndsAtOnce(String signal) throws Exception {
    Process process = commandLine().start("migrate");
    gate.awaitRun();
    var err =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));

    send(signal, process);
    assertThat(err.readLine()).contains("Asked to stop", "Ask again to end at once");
    send(signal, process);

    assertThat(process.waitFor()).isEqualTo(signal.equals("INT") ? 130 : 143);
    gate.open();
    awaitNoRun();
    assertNothingIsLeft();
  }

  @Test
  void aServiceEndsTheRunAtASafePointAndTellsItsReaders() throws Exception {
    file("3_never", "CREATE TABLE never (x int);");
    try (var service = service("60s")) {
      String run = begin(service);
      gate.awaitRun();
      try (EventStream reader = events(service, run)) {
        reader.await("step-started");
        service.terminate();
        service.await(Pattern.compile("\\[STOP] A run is in progress \\(" + run + "\\)"));
        reader.await("service-stopping");
        assertThat(service.status("/actuator/health/readiness")).isEqualTo(503);

        gate.open();

        var end = reader.await("ended").data();
        assertThat(end.get("state").asString()).isEqualTo("cancelled");
        assertThat(reader.rest()).isEmpty();
      }
      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(service.out())
          .contains("[RUN] " + run + " begins, asked for by ")
          .contains("[RUN] " + run + " cancelled: cancelled: The run was cancelled")
          .contains("[STOP] The run has ended: cancelled");
      assertThat(service.err()).isEmpty();
      assertNothingIsLeft();
    }
  }

  @Test
  void aServiceEndsAStatementThatLastsLongerThanItsGraceTime() throws Exception {
    try (var service = service("2s")) {
      String run = begin(service);
      gate.awaitRun();
      try (EventStream reader = events(service, run)) {
        service.terminate();

        assertThat(reader.await("ended").data().get("state").asString()).isEqualTo("cancelled");
      }
      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(service.out()).contains("[STOP] The run has ended: cancelled");
      assertNothingIsLeft();
    }
  }

  @Test
  void aServiceLetsARunFinishThatHasNothingLeftButCommit() throws Exception {
    try (var service = service("60s")) {
      String run = begin(service);
      gate.awaitRun();
      try (EventStream reader = events(service, run)) {
        service.terminate();
        reader.await("service-stopping");
        gate.open();

        assertThat(reader.await("ended").data().get("state").asString()).isEqualTo("succeeded");
      }
      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(service.out())
          .contains("[RUN] " + run + " succeeded: 2 executed, 0 skipped, in ")
          .contains("[STOP] The run has ended: succeeded");
      assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations")).isEqualTo(2);
    }
  }

  private ServiceProcess service(String grace) {
    return ServiceProcess.start(
        folder,
        Map.of(
            "DATABASE_URL", database.url(), "ADMIN_TOKEN", TOKEN, "DRYDOCK_SHUTDOWN_GRACE", grace));
  }

  private static String begin(ServiceProcess service) {
    service.awaitStatus("/actuator/health/readiness", 200);
    var begun = service.send("POST", "/__admin/migrate?wait=false", TOKEN);
    assertThat(begun.statusCode()).isEqualTo(202);
    return new JsonMapper().readTree(begun.body()).get("result").get("run").asString();
  }

  private static EventStream events(ServiceProcess service, String run) {
    return EventStream.open(
        URI.create(
            "http://127.0.0.1:%d/__admin/runs/%s/events?token=%s"
                .formatted(service.port(), run, TOKEN)));
  }

  private CommandLineProcess commandLine() {
    return new CommandLineProcess(folder).with("DATABASE_URL", database.url());
  }

  private static void send(String signal, Process process) throws Exception {
    assumeThat(isIgnored(signal))
        .as("%s is ignored by whoever started these tests, and so by what they start", signal)
        .isFalse();
    var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  /** A shell without job control lets what it starts in the background ignore INT. */
  private static boolean isIgnored(String signal) throws IOException {
    Path own = Path.of("/proc/self/status");
    if (!signal.equals("INT") || !Files.exists(own)) {
      return false;
    }
    return Files.readAllLines(own).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .map(line -> new BigInteger(line.substring(line.indexOf(':') + 1).strip(), 16))
        .anyMatch(ignored -> ignored.testBit(INTERRUPT - 1));
  }

  private void awaitNoRun() throws InterruptedException {
    for (int i = 0; i < 3000 && runs() > 0; i++) {
      Thread.sleep(20);
    }
    assertThat(runs()).isZero();
  }

  private long runs() {
    return database.<Long>value(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            + " AND application_name LIKE 'drydock migrate %'");
  }

  private void assertNothingIsLeft() {
    assertThat(database.<Boolean>value("SELECT to_regclass('first') IS NULL")).isTrue();
    assertThat(database.<Boolean>value("SELECT to_regclass('schema_migrations') IS NULL")).isTrue();
  }

  private void file(String id, String sql) throws IOException {
    Files.writeString(folder.resolve("migrations").resolve(id + ".sql"), sql);
  }
}
