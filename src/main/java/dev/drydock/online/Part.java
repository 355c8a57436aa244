package dev.drydock.online;

import java.util.List;
import java.util.Optional;

/** What becomes of one part of an ALTER TABLE that is not quick. */
sealed interface Part {

  /**
   * It is done in steps of its own.
   *
   * @param together what may still stand in one statement with the quick parts before it
   */
  record Slow(Optional<String> together, List<OnlineAction> actions, List<String> differences)
      implements Part {

    static Slow of(List<OnlineAction> actions) {
      return new Slow(Optional.empty(), actions, List.of());
    }
  }

  /** There is no safe way. */
  record Refused(String reason, String instead, boolean always) implements Part {

    Refused(String reason, String instead) {
      this(reason, instead, false);
    }
  }
}
