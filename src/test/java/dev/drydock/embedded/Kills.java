package dev.drydock.embedded;

import java.util.concurrent.TimeUnit;

/** What befalls a process. */
final class Kills {

  private Kills() {}

  /** SIGKILL to the server alone; its children notice and leave by themselves, as in real life. */
  static void kill9(long pid) {
    ProcessHandle.of(pid)
        .ifPresent(
            process -> {
              process.destroyForcibly();
              awaitEnd(process);
            });
  }

  /** Fails when it does not end. */
  static void awaitEnd(ProcessHandle process) {
    process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
