package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.KeptPlan;
import dev.drydock.catalog.SnapshotLostException;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.Watch;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One transaction under the guard, from its first look on; see {@link CommitGuard}. */
final class GuardedTransaction {

  private static final int MOST_PASSES = 5;
  private static final int MOST_PROBED_TABLES = 1000;

  private final Attempt attempt;
  private final Connection connection;
  private final CheckScope scope;
  private final Baseline baseline;
  private final LossJudge judge;
  private final StatementWatches watches;
  private final Attribution attribution;
  private final KeptPlan plan = new KeptPlan();
  private final Map<MigrationId, CheckedMigration> migrations = new HashMap<>();
  private final Map<MigrationId, Map<Integer, StatementWatch>> alone = new HashMap<>();
  private final Set<MigrationId> probed = new HashSet<>();
  private List<String> warnings = List.of();
  private @Nullable TransactionState seen;

  /**
   * A transaction that has begun.
   *
   * @param baseline its first look
   */
  GuardedTransaction(Attempt attempt, Baseline baseline) throws SQLException {
    this.attempt = attempt;
    this.baseline = baseline;
    connection = attempt.connection();
    scope = attempt.scope();
    scope.migrations().forEach(migration -> migrations.put(migration.id(), migration));
    judge = new LossJudge(scope, baseline.tables(), baseline.searchPath());
    watches = new StatementWatches(baseline);
    attribution =
        new Attribution(
            baseline.snapshot(), scope.migrations().stream().map(CheckedMigration::id).toList());
    attribution.start(baseline.startCounters());
  }

  void practise() throws SQLException {
    TransactionState state = TransactionState.read(connection, "");
    judged(finalLook(state).practise(plan));
    TemporaryDependencies.find(connection, state.temporary());
  }

  /** Practises, and looks where nothing has happened; the session keeps no plan. */
  void warmUp() throws SQLException {
    practise();
    judged(finalLook(TransactionState.read(connection, "")).losses(plan));
  }

  private FinalLook finalLook(TransactionState state) {
    return new FinalLook(
        connection,
        baseline,
        watches,
        attribution,
        attempt.positions(),
        attempt.views(),
        state,
        scope);
  }

  Watch watch(MigrationId migration) {
    CheckedMigration checked = Objects.requireNonNull(migrations.get(migration));
    Map<Integer, StatementWatch> apart = new HashMap<>();
    for (int i = 0; i < checked.statements().size(); i++) {
      int number = i + 1;
      watches.of(checked, checked.statements().get(i)).ifPresent(w -> apart.put(number, w));
    }
    Set<Integer> locked =
        apart.entrySet().stream()
            .filter(statement -> statement.getValue().underLock())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    alone.put(migration, apart);
    Optional<String> probe = probe(checked);
    probe.ifPresent(ignored -> probed.add(migration));
    boolean together =
        apart.isEmpty() && checked.statements().stream().allMatch(QuietStatements::removesNothing);
    return new Watch(apart.keySet(), locked, probe, together);
  }

  /** One migration needs no attribution, and what can take nothing away needs none either. */
  private Optional<String> probe(CheckedMigration migration) {
    boolean quiet = migration.statements().stream().allMatch(QuietStatements::is);
    if (scope.migrations().size() == 1 || quiet) {
      return Optional.empty();
    }
    OldTables tables = baseline.tables();
    Set<String> candidates = new HashSet<>(baseline.snapshot().keys(CatalogPart.CLASS));
    if (candidates.size() > MOST_PROBED_TABLES) {
      candidates.clear();
      tables
          .named(Words.of(migration.statements()))
          .forEach(oid -> candidates.addAll(tables.family(oid)));
    }
    candidates.removeIf(oid -> !tables.holdsRows(oid));
    return Optional.of(TransactionState.probe(List.copyOf(candidates)));
  }

  void before(MigrationId migration, int statement) throws SQLException {
    watched(migration, statement).before(connection);
  }

  void after(MigrationId migration, int statement, long rows) throws SQLException {
    watched(migration, statement).after(connection, rows);
  }

  void after(MigrationId migration, @Nullable String probe) throws SQLException {
    if (probed.contains(migration)) {
      attribution.probed(connection, migration, probe);
    }
  }

  CommitVerdict look() throws SQLException {
    long start = System.nanoTime();
    TransactionState state = afterDeferred();
    Optional<Failure> objection =
        state == null
            ? Optional.of(Refusals.neverEnding(MOST_PASSES))
            : new Trust(baseline, scope).objection(state);
    if (state == null || objection.isPresent()) {
      return CommitVerdict.refused(
          report(List.of(), List.of(), start),
          objection.orElseGet(() -> Refusals.neverEnding(MOST_PASSES)));
    }
    seen = state;
    try {
      return look(state, start);
    } catch (SnapshotLostException touched) {
      return CommitVerdict.refused(report(List.of(), List.of(), start), Refusals.snapshotLost());
    }
  }

  Optional<Failure> recorded(List<String> statements) throws SQLException {
    return new Recording(connection, baseline, scope)
        .of(statements, Objects.requireNonNull(seen, "look comes first"));
  }

  private CommitVerdict look(TransactionState state, long start) throws SQLException {
    if (scope.migrations().size() > 1) {
      attribution.readBorders(connection, scope.historySchema(), scope.historyTable());
    }
    FinalLook look = finalLook(state);
    List<Loss> losses = judged(look.losses(plan));
    if (losses.stream().anyMatch(loss -> !loss.declared())) {
      losses = SecondOpinion.of(scope, state, look).map(found -> judged(found)).orElse(losses);
    }
    List<String> temporary = TemporaryDependencies.find(connection, state.temporary());
    attempt.setBackByOthers(look.setBackByOthers());
    Optional<Failure> blind = blind(look);
    warnings = TemporaryViews.find(connection, state.temporary(), scope.migrations());
    GuardReport report = report(losses, look.byOthers(), start);
    List<Loss> undeclared = losses.stream().filter(loss -> !loss.declared()).toList();
    if (!undeclared.isEmpty()) {
      return CommitVerdict.refused(report, Refusals.undeclared(undeclared));
    }
    return new CommitVerdict(
        report,
        temporary.isEmpty() ? blind : Optional.of(Refusals.dependent(temporary)),
        look.made());
  }

  /**
   * What was not seen matters only where the run may have changed it: a sequence that it locked, by
   * code that may set it back.
   */
  private Optional<Failure> blind(FinalLook look) throws SQLException {
    List<String> sequences = look.unreadSequences();
    if (!look.unknownSequences().isEmpty()) {
      String names = String.join(", ", look.unknownSequences());
      attempt.unseen().add("whether the run set back " + names);
      return Optional.of(
          Refusals.untrustworthy(
              "The run used %s and may have set it back, by code that came into the database meanwhile."
                  .formatted(names),
              "Run it again: where it stands is read first then."));
    }
    if (sequences.isEmpty() || !SetvalSuspicion.isOurs(connection, baseline)) {
      return Optional.empty();
    }
    String names = String.join(", ", sequences);
    attempt.unseen().add("whether the run set back " + names);
    return scope.strict()
        ? Optional.of(
            Refusals.untrustworthy(
                "The run used %s and may have set it back, but its role may not read where it stands."
                    .formatted(names),
                "Grant the role SELECT on it, or run as its owner."))
        : Optional.empty();
  }

  private List<Loss> judged(List<Found> found) {
    var trust = new Trust(baseline, scope);
    return Stream.concat(found.stream(), trust.switchedOff().stream())
        .map(judge::judge)
        .distinct()
        .toList();
  }

  /**
   * Deferred triggers may write rows and so defer more, and a cursor that is held would run its
   * query at COMMIT; null when they never come to an end.
   */
  private @Nullable TransactionState afterDeferred() throws SQLException {
    TransactionState state = TransactionState.read(connection, TransactionState.RUN_DEFERRED);
    for (int pass = 1; state.canDefer() || !state.closeHeld().isEmpty(); pass++) {
      long written = state.rowsWritten();
      boolean held = !state.closeHeld().isEmpty();
      state = TransactionState.read(connection, state.closeHeld() + TransactionState.RUN_DEFERRED);
      if (state.rowsWritten() == written && !held) {
        return state;
      }
      if (pass == MOST_PASSES) {
        return null;
      }
    }
    return state;
  }

  private GuardReport report(List<Loss> losses, List<String> byOthers, long start) {
    var unseen = new ArrayList<>(attempt.unseen());
    unseen.addAll(baseline.unseen());
    Duration took = Duration.ofNanos(attempt.nanos() + System.nanoTime() - start);
    return new GuardReport(
        baseline.snapshot().size(),
        Preview.compared(),
        took,
        losses,
        unseen,
        byOthers,
        attempt.channels(),
        warnings);
  }

  private StatementWatch watched(MigrationId migration, int statement) {
    StatementWatch watch = alone.getOrDefault(migration, Map.of()).get(statement);
    if (watch == null) {
      throw new IllegalStateException(
          "statement %d of %s is not watched".formatted(statement, migration));
    }
    return watch;
  }
}
