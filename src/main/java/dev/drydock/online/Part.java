package dev.drydock.online;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What becomes of one part of an ALTER TABLE that is not quick. */
sealed interface Part {

  /**
   * It is done in steps of its own.
   *
   * @param together what may still stand in one statement with the quick parts before it
   * @param holds place of the action from which on it holds for new rows; negative where no single
   *     one is
   */
  record Slow(
      Optional<String> together, List<OnlineAction> actions, int holds, List<String> differences)
      implements Part {

    static Slow of(List<OnlineAction> actions) {
      return new Slow(Optional.empty(), actions, -1, List.of());
    }

    Slow holdingFrom(int action) {
      return new Slow(together, actions, action, differences);
    }

    /**
     * The same in place of something old; empty where no transaction can hold both.
     *
     * @param drops statements that take the old one away
     * @param inPlace whether the new one comes under the old one's name, which must be free for it;
     *     else the old one stays until the new one holds for old rows, too
     */
    Optional<Slow> replacing(List<String> drops, boolean inPlace) {
      if (drops.isEmpty()) {
        return Optional.of(this);
      }
      if (holds < 0 || !(actions.get(holds) instanceof OnlineAction.InTransaction swap)) {
        return Optional.empty();
      }
      var all = new ArrayList<>(actions);
      if (inPlace || holds == actions.size() - 1) {
        var both = new ArrayList<>(drops);
        both.addAll(swap.sql());
        all.set(holds, new OnlineAction.InTransaction(both, swap.helpers()));
      } else {
        all.add(new OnlineAction.InTransaction(drops, List.of()));
      }
      return Optional.of(new Slow(together, all, holds, differences));
    }
  }

  /** There is no safe way. */
  record Refused(String reason, String instead, boolean always) implements Part {

    Refused(String reason, String instead) {
      this(reason, instead, false);
    }
  }
}
