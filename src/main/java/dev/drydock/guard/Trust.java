package dev.drydock.guard;

import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.Declaration;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks whether the counters and settings that the look relies on can be believed. */
final class Trust {

  private static final String COUNTING = "track_counts";
  private static final String REPLICATION = "session_replication_role";
  private static final Pattern HIDES =
      Pattern.compile("\\b(execute|set_config|perform|call)\\b", Pattern.CASE_INSENSITIVE);

  private final Baseline baseline;
  private final CheckScope scope;

  Trust(Baseline baseline, CheckScope scope) {
    this.baseline = baseline;
    this.scope = scope;
  }

  /** Why the run cannot be judged at all. */
  Optional<Failure> objection(TransactionState state) {
    if (!state.identity().equals(baseline.identity())) {
      return Optional.of(
          Refusals.untrustworthy(
              "Transaction or user are not those of the beginning of the run: a migration ended"
                  + " the transaction or changed the role.",
              "Take COMMIT, ROLLBACK, SET ROLE and SET SESSION AUTHORIZATION out of its functions."));
    }
    if (!state.replicationRole().equals(baseline.replicationRole())) {
      return Optional.of(
          Refusals.untrustworthy(
              "session_replication_role is %s at the end of the run: triggers did not run."
                  .formatted(state.replicationRole()),
              "Take it out of the migration."));
    }
    return notCounting(state);
  }

  private Optional<Failure> notCounting(TransactionState state) {
    Optional<MigrationId> mentioned = mentioning(COUNTING);
    if (mentioned.isPresent() || setByFunction(baseline.snapshot())) {
      return Optional.of(notCounting("track_counts can be switched off by this run"));
    }
    Optional<MigrationId> hiding =
        scope.migrations().stream().filter(Trust::hides).map(CheckedMigration::id).findFirst();
    return baseline.canStopCounting()
        ? hiding.flatMap(migration -> uncounted(state, migration))
        : Optional.empty();
  }

  /** What may have been written while nobody counted. */
  private Optional<Failure> uncounted(TransactionState state, MigrationId hiding) {
    List<String> written =
        state.writableUncounted().stream()
            .filter(baseline.tables()::holdsRows)
            .filter(oid -> !scope.own().contains(CatalogPart.CLASS.named(oid)))
            .toList();
    Set<String> doubtful = Untouched.doubtful(scope, state, written);
    var names = new CatalogNames(baseline.snapshot());
    return doubtful.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refusals.untrustworthy(
                "The run locked %s for writing and no counter moved, while %s has a statement that nobody can judge and the role may stop the counters (track_counts): deleted and updated rows would not be seen."
                    .formatted(
                        doubtful.stream()
                            .map(oid -> names.relation(oid).orElse(oid))
                            .sorted()
                            .collect(Collectors.joining(", ")),
                        hiding),
                "Run as a role that may not set track_counts (no superuser), or say -- drydock: allow unjudged because <reason> in "
                    + hiding
                    + "."));
  }

  private static Failure notCounting(String why) {
    return Refusals.untrustworthy(
        why + ": deleted and updated rows would not be seen.",
        "Take track_counts out, or run as a role that may not set it (no superuser).");
  }

  /** A statement that hides what it does, where the file does not allow that. */
  private static boolean hides(CheckedMigration migration) {
    boolean allowed =
        migration.declarations().stream()
            .map(Declaration::subject)
            .anyMatch(subject -> subject.strip().equals(EffectKind.UNJUDGED.words()));
    return !allowed
        && migration.statements().stream()
            .anyMatch(s -> UnjudgedStatements.is(s) && HIDES.matcher(s).find());
  }

  /** A function may carry the setting as an attribute, which no statement shows. */
  private boolean setByFunction(CatalogSnapshot snapshot) {
    return snapshot
        .rows(CatalogPart.PROC)
        .filter(row -> row.get("proconfig").contains(COUNTING))
        .anyMatch(row -> baseline.canStopCounting() || row.is("prosecdef"));
  }

  private Optional<MigrationId> mentioning(String setting) {
    return scope.migrations().stream()
        .filter(m -> m.statements().stream().anyMatch(s -> mentions(s, setting)))
        .map(CheckedMigration::id)
        .findFirst();
  }

  private static boolean mentions(String statement, String setting) {
    return statement.toLowerCase(Locale.ROOT).contains(setting);
  }

  /** Triggers that a migration kept from running. */
  List<Found> switchedOff() {
    var found = new ArrayList<Found>();
    for (CheckedMigration migration : scope.migrations()) {
      if (migration.statements().stream().anyMatch(s -> mentions(s, REPLICATION))) {
        found.add(
            new Found(
                new Effect(EffectKind.CHANGE_SETTING, REPLICATION),
                "triggers and foreign keys do not run meanwhile",
                null,
                false,
                migration.id(),
                true,
                List.of()));
      }
    }
    return found;
  }
}
