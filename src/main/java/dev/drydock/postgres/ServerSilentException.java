package dev.drydock.postgres;

import java.io.IOException;
import java.time.Duration;

/** A connection was given up because its server showed no sign of life; says why it was. */
public final class ServerSilentException extends IOException {

  private static final long serialVersionUID = 1L;

  ServerSilentException(Duration silent, String sign) {
    super("the server was silent for %d s: %s".formatted(silent.toSeconds(), sign));
  }

  /** What a failure's causes say of a silent server, as the end of a sentence; else empty. */
  public static String toldIn(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ServerSilentException silent) {
        return "; " + silent.getMessage();
      }
    }
    return "";
  }
}
