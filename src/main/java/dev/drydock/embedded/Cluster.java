package dev.drydock.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A server's data folder and what {@code initdb} and {@code pg_ctl} do with it.
 *
 * <p>Not for several threads at once: who shares a folder takes a {@link FolderLock} first.
 */
final class Cluster {

  /** The superuser that initdb makes. */
  static final String USER = "drydock";

  private static final String UNFINISHED = "initdb-";
  private static final String SETTINGS_FILE = "drydock.conf";
  private static final Pattern PORT_SETTING = Pattern.compile("(?m)^port = '(\\d+)'$");
  private static final int ATTEMPTS = 20;
  private static final long PAUSE_MILLIS = 200;
  private static final int LAST_LINES = 12;
  private static final long LONGEST_LOG = 8L << 20;
  private static final int FIRST_WITH_BUILTIN_LOCALES = 17;

  private final Installation installation;
  private final Account account;
  private final Path data;

  Cluster(Installation installation, Account account, Path data) {
    this.installation = installation;
    this.account = account;
    this.data = data;
  }

  /**
   * Makes the data folder; it appears complete or not at all.
   *
   * @param passwordFile holds the superuser's password, readable for the account
   * @param options more of initdb's
   */
  void create(Path passwordFile, List<String> options) throws IOException {
    Path staging = Files.createTempDirectory(Folders.parent(data), UNFINISHED);
    try {
      account.own(staging);
      check("initdb", run(initdb(staging, passwordFile, options)));
      Files.writeString(
          staging.resolve("postgresql.conf"),
          "\ninclude_if_exists '%s'\n".formatted(SETTINGS_FILE),
          StandardOpenOption.APPEND);
      Files.move(staging, data, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(staging);
    }
  }

  /** Deletes what killed attempts at {@link #create} left; nobody else may be at it. */
  void deleteUnfinished() throws IOException {
    Folders.deleteAll(Folders.parent(data), UNFINISHED);
  }

  boolean exists() {
    return Files.isDirectory(data);
  }

  Optional<Postmaster> running() throws IOException {
    return Postmaster.of(data);
  }

  /** The port of the last start, or zero when there was none. */
  int lastPort() throws IOException {
    Path file = data.resolve(SETTINGS_FILE);
    if (!Files.exists(file)) {
      return 0;
    }
    var match = PORT_SETTING.matcher(Files.readString(file));
    return match.find() ? Integer.parseInt(match.group(1)) : 0;
  }

  /**
   * Starts the server and waits until it accepts connections.
   *
   * @param preferredPort taken when it is free; zero for any
   */
  Postmaster start(int preferredPort, Map<String, String> settings) throws IOException {
    Postmaster.forgetDead(data);
    setLongLogAside();
    for (int attempt = 1; ; attempt++) {
      writeSettings(isFree(preferredPort) ? preferredPort : freePort(), settings);
      Command result = run(pgCtl("start", "-w", "-t", "120", "-s", "-l", log().toString()));
      if (result.succeeded()) {
        return running().orElseThrow(() -> new IOException("it ended at once, see " + log()));
      }
      if (attempt == ATTEMPTS || !isPassing(lastWords())) {
        throw new IOException("%s (%s)".formatted(lastWords(), result.reason()));
      }
      pause(PAUSE_MILLIS);
    }
  }

  /** Another program took the port meanwhile, or a killed server's children are not yet gone. */
  private static boolean isPassing(String words) {
    return words.contains("could not create any TCP/IP sockets")
        || words.contains("is still in use");
  }

  static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the server started");
    }
  }

  void stop(StopMode mode) throws IOException {
    if (running().isPresent()) {
      check("pg_ctl", run(stopping(mode)));
    }
  }

  /** The command that stops this server, for who must run it without us. */
  List<String> stopCommand(StopMode mode) {
    return account.wrap(stopping(mode));
  }

  private List<String> stopping(StopMode mode) {
    return pgCtl("stop", "-w", "-t", "120", "-s", "-m", mode.word());
  }

  private List<String> initdb(Path folder, Path passwordFile, List<String> options) {
    var words =
        new ArrayList<>(
            List.of(
                installation.program("initdb"),
                "-D",
                folder.toString(),
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + passwordFile,
                "-E",
                "UTF8",
                "--locale=C"));
    words.addAll(options);
    if (installation.major() >= FIRST_WITH_BUILTIN_LOCALES) {
      words.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
    }
    return words;
  }

  private List<String> pgCtl(String action, String... options) {
    var words =
        new ArrayList<>(List.of(installation.program("pg_ctl"), action, "-D", data.toString()));
    words.addAll(List.of(options));
    return words;
  }

  private Command run(List<String> words) throws IOException {
    return Command.run(Folders.parent(data), account.wrap(words));
  }

  private void check(String program, Command result) throws IOException {
    if (!result.succeeded()) {
      throw new IOException("%s failed: %s".formatted(program, result.reason()));
    }
  }

  /** In a file of their own, so that no shell has to quote them and a person may look at them. */
  private void writeSettings(int port, Map<String, String> settings) throws IOException {
    var all = new TreeMap<>(settings);
    all.put("listen_addresses", "127.0.0.1");
    all.put("unix_socket_directories", "");
    all.put("port", Integer.toString(port));
    String lines =
        all.entrySet().stream()
            .map(e -> "%s = '%s'\n".formatted(e.getKey(), e.getValue().replace("'", "''")))
            .collect(Collectors.joining());
    Path file = data.resolve(SETTINGS_FILE);
    Files.writeString(file, "# Written by Drydock at every start.\n" + lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    account.own(file);
  }

  private Path log() {
    return data.resolve("server.log");
  }

  private void setLongLogAside() throws IOException {
    if (Files.exists(log()) && Files.size(log()) > LONGEST_LOG) {
      Files.move(log(), data.resolve("server.log.old"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The end of the server's log, where it says why it did not start. */
  private String lastWords() throws IOException {
    if (!Files.exists(log())) {
      return "there is no " + log();
    }
    List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
    return Command.reason(lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
  }

  private static boolean isFree(int port) {
    if (port == 0) {
      return false;
    }
    try (var socket = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }
}
