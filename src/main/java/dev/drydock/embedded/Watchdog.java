package dev.drydock.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A small process that outlives ours, however ours ends, and then stops a scratch server and
 * deletes its folder.
 *
 * <p>It waits on a pipe whose other end only we hold; that end closes even when we are killed. It
 * is in a session of its own where {@code setsid} exists, so that what kills our process group
 * spares it.
 */
final class Watchdog implements AutoCloseable {

  private static final String SCRIPT =
      "trap '' HUP INT TERM; cat >/dev/null; folder=$1; shift; \"$@\"; until rm -rf \"$folder\"; do sleep 1; done";

  private final Process process;

  private Watchdog(Process process) {
    this.process = process;
  }

  static Watchdog over(Path folder, List<String> stopCommand) throws IOException {
    var words = new ArrayList<String>();
    Command.onPath("setsid").ifPresent(program -> words.add(program.toString()));
    words.addAll(List.of("sh", "-c", SCRIPT, "drydock-watchdog", folder.toString()));
    words.addAll(stopCommand);
    return new Watchdog(
        Command.builder(Folders.parent(folder), words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** Sends it away without doing its work. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
