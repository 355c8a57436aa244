package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody sees who starts Drydock for the first time, with nothing set. */
@Order(1)
class FirstStartIT {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern TOKEN = Pattern.compile("export ADMIN_TOKEN=([0-9a-f]{64})");

  private static final Pattern SHOWN = Pattern.compile("curl .*/history\\R");

  @TempDir static Path shared;
  @TempDir Path folder;

  @Test
  void showsFourLinesToPasteAndTheyWork() throws Exception {
    copySampleSet();
    try (var service = ServiceProcess.start(folder, Map.of())) {
      service.await(SHOWN);
      List<String> lines = service.lines().stream().map(String::strip).toList();
      String export =
          lines.stream().filter(l -> l.startsWith("export ADMIN_TOKEN=")).findFirst().orElseThrow();
      List<String> curls =
          lines.stream()
              .filter(l -> l.startsWith("curl"))
              .map(curl -> export + "\n" + curl)
              .toList();

      assertThat(curls).hasSize(4);
      assertThat(run(curls.get(0)).get("status").asString()).isEqualTo("ok");
      assertThat(run(curls.get(1)).get("result").get("wouldExecute").size()).isEqualTo(8);
      assertThat(run(curls.get(2)).get("result").get("executed").size()).isEqualTo(8);
      assertThat(run(curls.get(3)).get("result").get("migrations").size()).isEqualTo(8);
    }
  }

  @Test
  void answersOnThisMachineOnlyAndWithTheShownTokenOnly() throws Exception {
    copySampleSet();
    try (var service = ServiceProcess.start(folder, sharedData())) {
      int port = service.port();
      String token = service.await(TOKEN);

      assertThat(service.send("GET", "/__admin/history", token).statusCode()).isEqualTo(200);
      assertThat(service.send("GET", "/__admin/history", "").statusCode()).isEqualTo(401);
      for (String address : addressesOfThisMachine()) {
        assertThat(isReachable(address, port)).as(address).isFalse();
      }
      assertThat(service.lines().stream().filter(line -> line.contains(token)))
          .as("the token is printed once")
          .singleElement()
          .asString()
          .startsWith("  export ADMIN_TOKEN=");
      assertThat(service.err()).isEmpty();
    }
  }

  @Test
  void keepsTheDataAndMakesANewToken() throws Exception {
    copySampleSet();
    String first;
    try (var service = ServiceProcess.start(folder, Map.of("RUN_MIGRATIONS_ON_BOOT", "true"))) {
      service.awaitStatus("/actuator/health/readiness", 200);
      first = service.await(TOKEN);
    }
    try (var service = ServiceProcess.start(folder, Map.of("RUN_MIGRATIONS_ON_BOOT", "true"))) {
      service.awaitStatus("/actuator/health/readiness", 200);

      assertThat(service.out()).contains("0 executed, 8 skipped");
      assertThat(service.await(TOKEN)).isNotEqualTo(first);
    }
  }

  @Test
  void showsNoTokenThatWasGiven() throws Exception {
    copySampleSet();
    try (var service =
        ServiceProcess.start(
            folder,
            Map.of(
                "ADMIN_TOKEN", "a-token-that-was-given", "DRYDOCK_DATA_DIR", shared.toString()))) {
      service.await(SHOWN);

      assertThat(service.out()).contains("Bearer $ADMIN_TOKEN").doesNotContain("a-token-that");
      assertThat(service.send("GET", "/__admin/history", "a-token-that-was-given").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void stopsTheServerThatItStarted() {
    try (var service = ServiceProcess.start(folder, sharedData())) {
      service.await(SHOWN);
      assertThat(postmaster()).exists();

      service.terminate();

      assertThat(service.exitCode()).isEqualTo(143);
      assertThat(postmaster()).doesNotExist();
    }
  }

  private Path postmaster() {
    return shared.resolve("data/postmaster.pid");
  }

  /** Making a cluster takes its time, so tests that leave no data in it share one. */
  private static Map<String, String> sharedData() {
    return Map.of("DRYDOCK_DATA_DIR", shared.toString());
  }

  private void copySampleSet() throws IOException {
    Path to = Files.createDirectory(folder.resolve("migrations"));
    try (var files = Files.list(Path.of("migrations"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".sql")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** As somebody pastes it. */
  private static JsonNode run(String line) throws Exception {
    var process = new ProcessBuilder("sh", "-c", line.replaceFirst("(?m)^curl", "curl -s")).start();
    String answer = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(line).isZero();
    return JSON.readTree(answer);
  }

  private static List<String> addressesOfThisMachine() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .map(address -> address.getHostAddress())
        .toList();
  }

  private static boolean isReachable(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
