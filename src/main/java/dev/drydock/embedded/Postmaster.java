package dev.drydock.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server process as its {@code postmaster.pid} describes it.
 *
 * @param pid process id
 * @param port TCP port on 127.0.0.1
 * @param ready whether it accepts connections
 */
record Postmaster(long pid, int port, boolean ready) {

  private static final String FILE = "postmaster.pid";
  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /** The server that runs on the data folder; a file that a crash left behind does not count. */
  static Optional<Postmaster> of(Path data) throws IOException {
    return written(data).filter(server -> isServerOn(data, server.pid()));
  }

  /** What the file says, alive or not. */
  private static Optional<Postmaster> written(Path data) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(data.resolve(FILE), StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() <= PORT_LINE || !isNumber(lines.get(0)) || !isNumber(lines.get(PORT_LINE))) {
      return Optional.empty();
    }
    boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
    return Optional.of(
        new Postmaster(
            Long.parseLong(lines.get(0).strip()),
            Integer.parseInt(lines.get(PORT_LINE).strip()),
            ready));
  }

  /**
   * Removes what a crash left: the server would trust a process id that is another program's now.
   */
  static void forgetDead(Path data) throws IOException {
    if (of(data).isEmpty()) {
      Files.deleteIfExists(data.resolve(FILE));
    }
  }

  private static boolean isNumber(String line) {
    return line.strip().matches("\\d{1,9}");
  }

  /** A process id may meanwhile be another program's; the server was told its data folder. */
  private static boolean isServerOn(Path data, long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .map(process -> process.info().commandLine())
        .filter(line -> line.isEmpty() || line.get().contains(data.toString()))
        .isPresent();
  }
}
