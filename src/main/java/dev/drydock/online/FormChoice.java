package dev.drydock.online;

import dev.drydock.migration.EffectKind;
import java.util.List;

/** What becomes of a plain statement that must not run as written on a large table. */
public sealed interface FormChoice {

  /**
   * Its safe sequence.
   *
   * @param name such as {@code index-concurrently}; kept beside the history while it is under way
   * @param actions in order
   * @param differences what will differ in the end from the statement as written; mostly empty
   */
  record Online(String name, List<OnlineAction> actions, List<String> differences)
      implements FormChoice {
    public Online {
      actions = List.copyOf(actions);
      differences = List.copyOf(differences);
    }

    /** Whether a column comes to stand elsewhere. */
    public boolean movesColumn() {
      return differences.stream().anyMatch(words -> words.contains(MovingSteps.MOVES));
    }

    static Online of(String name, OnlineAction... actions) {
      return new Online(name, List.of(actions), List.of());
    }
  }

  /**
   * It has none here.
   *
   * @param reason in the user's own names
   * @param instead what can be done
   * @param always whether the plan is refused in any case: somebody asked for what cannot be
   */
  record Impossible(String reason, String instead, boolean always) implements FormChoice {

    /** Whether what can be done names the declaration that allows such an effect, too. */
    public boolean tells(EffectKind effect) {
      return always && instead.contains("-- drydock: allow " + effect.words() + " ");
    }

    static Impossible of(String reason, String instead) {
      return new Impossible(reason, instead, false);
    }
  }
}
