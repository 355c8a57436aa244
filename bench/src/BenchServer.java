import dev.drydock.embedded.Binaries;
import dev.drydock.embedded.ScratchServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL with durable settings; prints port, user and password, ends with its input. */
final class BenchServer {
  private BenchServer() {}

  public static void main(String[] arguments) throws Exception {
    var settings =
        Map.of(
            "fsync", "on",
            "full_page_writes", "on",
            "synchronous_commit", "on",
            "max_locks_per_transaction", "512");
    Path home = Files.createDirectories(Path.of(arguments[0]));
    try (var server = ScratchServer.start(home, Binaries.onClassPath(), settings)) {
      var address = server.address();
      System.out.printf("%d %s %s%n", address.port(), address.user(), address.password());
      while (System.in.read() >= 0) {}
    }
  }
}
