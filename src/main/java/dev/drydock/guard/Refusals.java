package dev.drydock.guard;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import java.util.List;
import java.util.stream.Collectors;

/** The words of a refusal before COMMIT. */
final class Refusals {

  private static final int MOST = 10;

  private Refusals() {}

  /** Losses that nobody declared. */
  static Failure undeclared(List<Loss> losses) {
    String what =
        (losses.size() == 1
                ? "One loss was found before COMMIT, and no migration declares it: "
                : losses.size()
                    + " losses were found before COMMIT, and no migration declares"
                    + " them: ")
            + listed(losses.stream().map(Refusals::told).toList())
            + ".";
    String next =
        "If that is meant, say so in the migration: "
            + listed(losses.stream().map(Refusals::declaration).toList())
            + " (with your reason). Otherwise take the statement out.";
    return new Failure(ErrorCode.UNDECLARED_LOSS, what, Failure.ROLLED_BACK, next)
        .with("losses", losses);
  }

  /** Something that makes the look itself worthless. */
  static Failure untrustworthy(String what, String next) {
    return new Failure(ErrorCode.UNDECLARED_LOSS, what, Failure.ROLLED_BACK, next)
        .with("losses", List.of());
  }

  /** A migration touched the cursor that the look reads from. */
  static Failure snapshotLost() {
    return untrustworthy(
        "The run closed or moved the cursor (drydock_…) that holds how the catalog was before it, so"
            + " nobody can tell what it changed.",
        "Close and fetch from your own cursors by their names; take CLOSE ALL and DISCARD ALL out.");
  }

  /** Deferred triggers deferred themselves again in every one of that many passes. */
  static Failure neverEnding(int passes) {
    return untrustworthy(
        "Deferred triggers went on writing rows in %d passes, so no look can see their end."
            .formatted(passes),
        "Find the deferred constraint trigger that defers itself, and drop it.");
  }

  /** Something permanent would go with the session. */
  static Failure dependent(List<String> objects) {
    return untrustworthy(
        "The end of the session would drop what depends on temporary objects: "
            + String.join("; ", objects)
            + ".",
        "Make it depend on permanent tables, types and functions.");
  }

  private static String listed(List<String> texts) {
    String first = texts.stream().limit(MOST).collect(Collectors.joining("; "));
    return texts.size() > MOST ? first + "; and " + (texts.size() - MOST) + " more" : first;
  }

  private static String told(Loss loss) {
    var text = new StringBuilder(loss.effect().words());
    if (!loss.object().isEmpty()) {
      text.append(' ').append(loss.object());
    }
    if (loss.rows() != null) {
      text.append(loss.estimate() ? " (about " : " (").append(loss.rows());
      text.append(loss.rows() == 1 ? " row)" : " rows)");
    }
    if (loss.what() != null) {
      text.append(", ").append(loss.what());
    }
    return loss.migration() == null
        ? text.toString()
        : text.append(", by ").append(loss.migration()).toString();
  }

  private static String declaration(Loss loss) {
    return ("-- drydock: allow " + loss.effect().words() + " " + loss.object()).strip()
        + " because <reason>";
  }
}
