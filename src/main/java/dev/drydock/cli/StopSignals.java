package dev.drydock.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * While it is open, Ctrl-C and SIGTERM ask something to stop, instead of ending the process at
 * once; where that was asked before, they end it.
 *
 * <p>A shutdown hook could not do this, because the exit code is decided when it runs, and nothing
 * hears of a second signal. Where the virtual machine does not give its signals away, they go on
 * ending the process.
 */
final class StopSignals implements AutoCloseable {

  private static final int SIGNALLED = 128;

  private final List<Runnable> restore = new ArrayList<>();

  private StopSignals() {}

  /**
   * Begins to listen.
   *
   * @param stop asks for the end; false when that was asked before
   */
  static StopSignals asking(BooleanSupplier stop) {
    var signals = new StopSignals();
    for (String name : List.of("INT", "TERM")) {
      signals.listen(name, stop);
    }
    return signals;
  }

  private void listen(String name, BooleanSupplier stop) {
    try {
      var signal = new Signal(name);
      SignalHandler before =
          Signal.handle(
              signal,
              caught -> {
                if (!stop.getAsBoolean()) {
                  System.exit(SIGNALLED + caught.getNumber());
                }
              });
      restore.add(() -> Signal.handle(signal, before));
    } catch (IllegalArgumentException notOurs) {
      // The virtual machine keeps it, or the system has no such signal.
    }
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
  }
}
