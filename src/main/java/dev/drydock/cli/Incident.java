package dev.drydock.cli;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.util.Arrays;
import java.util.List;

/** An error nobody expected, told so that its cause can be found: places in the code, no data. */
final class Incident {

  private static final int PLACES = 4;

  private Incident() {}

  /** Messages of unknown exceptions may hold anything, so only their kind and place are told. */
  static Failure of(Throwable unexpected) {
    return new Failure(
            ErrorCode.INTERNAL,
            "Drydock met an error that it does not know (%s)."
                .formatted(unexpected.getClass().getSimpleName()),
            "A transaction that was open was not committed.",
            "drydock status shows what is applied. Please report this with the places below.")
        .with("places", places(unexpected));
  }

  private static List<String> places(Throwable unexpected) {
    Throwable root = unexpected;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return Arrays.stream(root.getStackTrace())
        .limit(PLACES)
        .map(
            frame ->
                "%s.%s:%d"
                    .formatted(frame.getClassName(), frame.getMethodName(), frame.getLineNumber()))
        .toList();
  }
}
