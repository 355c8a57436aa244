package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import java.util.List;
import java.util.Optional;

/** Refuses, when strict, what nobody can judge while the role could act outside the transaction. */
final class OutsideRefusal {

  private OutsideRefusal() {}

  /**
   * Why the run must not begin.
   *
   * @param channels those that are open to the role
   */
  static Optional<Failure> of(CheckScope scope, List<String> channels) {
    if (!scope.strict() || channels.isEmpty()) {
      return Optional.empty();
    }
    return scope.migrations().stream()
        .filter(migration -> scope.unjudged().contains(migration.id()) && !isAllowed(migration))
        .findFirst()
        .map(migration -> refusal(migration, channels));
  }

  /**
   * What a statement outside any transaction would run.
   *
   * @param statement 0: what Drydock makes for itself, to note the steps
   */
  static Failure unproven(MigrationId migration, int statement, String code) {
    if (statement == 0) {
      return new Failure(
          ErrorCode.REFUSED,
          "Before %s, Drydock would make its own tables, to note steps outside a transaction, and that would run %s, which nobody can prove to write nothing."
              .formatted(migration, code),
          Failure.NOTHING_EXECUTED,
          "Disable that trigger for this one run (ALTER EVENT TRIGGER … DISABLE). Or, if you know what it does, write into the file: -- drydock: allow unjudged because <reason>");
    }
    return new Failure(
        ErrorCode.REFUSED,
        "%s, statement %d would run %s outside a transaction. Nobody can prove that it writes nothing, and there nothing could be undone."
            .formatted(migration, statement, code),
        Failure.NOTHING_EXECUTED,
        "Write the statement without CONCURRENTLY, and above it -- drydock: plain: it runs in a transaction then, under the guard's eyes. Or, if you know what that code does, write into the file: -- drydock: allow unjudged because <reason>");
  }

  /**
   * What an UPDATE in batches would read of its own rows. No declaration allows it: one that a
   * function might write says nothing about what it reads.
   *
   * @param what half a sentence of {@link BatchReads#found}
   */
  static Failure reading(MigrationId migration, int statement, String what) {
    return new Failure(
        ErrorCode.REFUSED,
        "%s, statement %d %s: in batches it would meet what batches before have already set."
            .formatted(migration, statement, what),
        Failure.NOTHING_EXECUTED,
        "Write -- drydock: plain in place of the directive, to run it as one statement.");
  }

  static boolean isAllowed(CheckedMigration migration) {
    return migration.declarations().stream()
        .anyMatch(d -> d.subject().strip().equals(EffectKind.UNJUDGED.words()));
  }

  private static Failure refusal(CheckedMigration migration, List<String> channels) {
    return new Failure(
            ErrorCode.REFUSED,
            "%s holds a statement that nobody can judge beforehand, and its role could act outside the transaction, where nothing can be undone: %s."
                .formatted(migration.id(), String.join("; ", channels)),
            Failure.NOTHING_EXECUTED,
            "Run as a role without these, or write into the file: -- drydock: allow unjudged"
                + " because <reason>")
        .with("channels", channels);
  }
}
