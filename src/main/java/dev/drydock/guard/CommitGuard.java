package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.KeptPlan;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.SequenceSql;
import dev.drydock.catalog.SnapshotLostException;
import dev.drydock.execution.CheckPreview;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.CommitCheck;
import dev.drydock.execution.CommitVerdict;
import dev.drydock.execution.GuardReport;
import dev.drydock.execution.OutsideSql;
import dev.drydock.execution.Watch;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.Session;
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

/**
 * Looks, before COMMIT, at what really happened to catalog and rows, and lets only declared losses
 * through.
 *
 * <p>It reads the catalogs before the first statement and, at the end, what the transaction itself
 * wrote and which rows are gone; it takes no lock on a user's object. One object per run, not for
 * several threads.
 */
public final class CommitGuard implements CommitCheck {

  private static final int MOST_PASSES = 5;
  private static final int MOST_PROBED_TABLES = 1000;

  private @Nullable Run run;

  /** What is known of one attempt. */
  private static final class Run {
    private final Connection connection;
    private final CheckScope scope;
    private final Map<MigrationId, CheckedMigration> migrations = new HashMap<>();
    private final Map<MigrationId, Map<Integer, StatementWatch>> alone = new HashMap<>();
    private final Set<MigrationId> probed = new HashSet<>();
    private final List<String> unseen = new ArrayList<>();
    private final Set<String> setBackByOthers = new HashSet<>();
    private List<String> warnings = List.of();
    private SequencePositions positions = SequencePositions.none();
    private List<String> channels = List.of();
    private ViewDefinitions views = ViewDefinitions.none();
    private final KeptPlan plan = new KeptPlan();
    private @Nullable Baseline baseline;
    private @Nullable LossJudge judge;
    private @Nullable StatementWatches watches;
    private @Nullable Attribution attribution;
    private @Nullable TransactionState seen;
    private long nanos;

    Run(Connection connection, CheckScope scope) {
      this.connection = connection;
      this.scope = scope;
      scope.migrations().forEach(migration -> migrations.put(migration.id(), migration));
    }

    void positionsUnseen(SQLException why) {
      unseen.add("positions of sequences: " + why.getSQLState());
    }
  }

  @Override
  public CheckPreview preview(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    return Preview.of(connection, scope, steps);
  }

  @Override
  public List<Failure> refusals(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    return Preview.refusals(connection, scope, steps);
  }

  private static void refuse(Failure refusal) {
    throw new DrydockException(refusal);
  }

  @Override
  public void prepare(Connection connection, CheckScope scope) throws SQLException {
    long start = System.nanoTime();
    var fresh = new Run(connection, scope);
    run = fresh;
    if (!scope.unjudged().isEmpty()) {
      fresh.channels = OutsideChannels.read(connection);
      OutsideRefusal.of(scope, fresh.channels).ifPresent(CommitGuard::refuse);
    }
    if (!SequencePositions.momentary(connection)) {
      try {
        fresh.positions =
            mayMoveSequences(scope)
                ? SequencePositions.readAll(connection)
                : SequencePositions.readWhereMoved(connection);
      } catch (SQLException unreadable) {
        fresh.positionsUnseen(unreadable);
      }
    }
    fresh.views = ViewDefinitions.read(connection, scope.migrations());
    fresh.nanos += System.nanoTime() - start;
  }

  @Override
  public void begin(Connection connection, List<Session.Query> first) throws SQLException {
    long start = System.nanoTime();
    Run current = current();
    Baseline baseline =
        SequencePositions.momentary(connection)
            ? withPositions(current, first)
            : Baseline.read(connection, current.scope, first, List.of());
    List<MigrationId> ids = current.scope.migrations().stream().map(CheckedMigration::id).toList();
    current.baseline = baseline;
    current.judge = new LossJudge(current.scope, baseline.tables(), baseline.searchPath());
    current.watches = new StatementWatches(baseline);
    current.attribution = new Attribution(baseline.snapshot(), ids);
    current.attribution.start(baseline.startCounters());
    current.nanos += System.nanoTime() - start;
  }

  private static boolean mayMoveSequences(CheckScope scope) {
    return !scope.unjudged().isEmpty()
        || scope.migrations().stream().anyMatch(m -> SequenceSql.mayMove(m.statements()));
  }

  private static Baseline withPositions(Run current, List<Session.Query> first)
      throws SQLException {
    current.positions = SequencePositions.none();
    try {
      return Baseline.read(
          current.connection,
          current.scope,
          first,
          List.of(
              current.positions.asked(
                  current.connection.getMetaData().getDatabaseMajorVersion(),
                  mayMoveSequences(current.scope))));
    } catch (SQLException unreadable) {
      recover(current.connection, unreadable);
      current.positionsUnseen(unreadable);
      return Baseline.read(current.connection, current.scope, first, List.of());
    }
  }

  private static void recover(Connection connection, SQLException failure) throws SQLException {
    try {
      PinnedQuery.recover(connection);
    } catch (SQLException second) {
      failure.addSuppressed(second);
      throw failure;
    }
  }

  @Override
  public void practise() throws SQLException {
    long start = System.nanoTime();
    Run current = current();
    TransactionState state = TransactionState.read(current.connection, "");
    judged(current, finalLook(current, state).practise(current.plan));
    TemporaryDependencies.find(current.connection, state.temporary());
    current.nanos += System.nanoTime() - start;
  }

  private static FinalLook finalLook(Run current, TransactionState state) {
    return new FinalLook(
        current.connection,
        baseline(current),
        watches(current),
        attribution(current),
        current.positions,
        current.views,
        state,
        current.scope);
  }

  @Override
  public Watch watch(MigrationId migration) {
    Run current = current();
    CheckedMigration checked = checked(current, migration);
    Map<Integer, StatementWatch> alone = new HashMap<>();
    for (int i = 0; i < checked.statements().size(); i++) {
      int number = i + 1;
      watches(current)
          .of(checked, checked.statements().get(i))
          .ifPresent(w -> alone.put(number, w));
    }
    Set<Integer> locked =
        alone.entrySet().stream()
            .filter(statement -> statement.getValue().underLock())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    current.alone.put(migration, alone);
    Optional<String> probe = probe(current, checked);
    probe.ifPresent(ignored -> current.probed.add(migration));
    boolean together =
        alone.isEmpty() && checked.statements().stream().allMatch(QuietStatements::removesNothing);
    return new Watch(alone.keySet(), locked, probe, together);
  }

  /** One migration needs no attribution, and what can take nothing away needs none either. */
  private static Optional<String> probe(Run current, CheckedMigration migration) {
    boolean quiet = migration.statements().stream().allMatch(QuietStatements::is);
    if (current.scope.migrations().size() == 1 || quiet) {
      return Optional.empty();
    }
    OldTables tables = baseline(current).tables();
    Set<String> candidates = new HashSet<>(baseline(current).snapshot().keys(CatalogPart.CLASS));
    if (candidates.size() > MOST_PROBED_TABLES) {
      candidates.clear();
      tables
          .named(Words.of(migration.statements()))
          .forEach(oid -> candidates.addAll(tables.family(oid)));
    }
    candidates.removeIf(oid -> !tables.holdsRows(oid));
    return Optional.of(TransactionState.probe(List.copyOf(candidates)));
  }

  @Override
  public void before(MigrationId migration, int statement) throws SQLException {
    long start = System.nanoTime();
    watched(migration, statement).before(current().connection);
    current().nanos += System.nanoTime() - start;
  }

  @Override
  public void after(MigrationId migration, int statement, long rows) throws SQLException {
    long start = System.nanoTime();
    watched(migration, statement).after(current().connection, rows);
    current().nanos += System.nanoTime() - start;
  }

  @Override
  public void after(MigrationId migration, @Nullable String probe) throws SQLException {
    Run current = current();
    if (current.probed.contains(migration)) {
      attribution(current).probed(current.connection, migration, probe);
    }
  }

  @Override
  public CommitVerdict look() throws SQLException {
    long start = System.nanoTime();
    Run current = current();
    TransactionState state = afterDeferred(current);
    Optional<Failure> objection =
        state == null
            ? Optional.of(Refusals.neverEnding(MOST_PASSES))
            : new Trust(baseline(current), current.scope).objection(state);
    if (state == null || objection.isPresent()) {
      return CommitVerdict.refused(
          report(current, List.of(), List.of(), start),
          objection.orElseGet(() -> Refusals.neverEnding(MOST_PASSES)));
    }
    current.seen = state;
    try {
      return look(current, state, start);
    } catch (SnapshotLostException touched) {
      return CommitVerdict.refused(
          report(current, List.of(), List.of(), start), Refusals.snapshotLost());
    }
  }

  @Override
  public Optional<Failure> recorded(List<String> statements) throws SQLException {
    Run current = current();
    return new Recording(current.connection, baseline(current), current.scope)
        .of(statements, begun(current.seen));
  }

  private static CommitVerdict look(Run current, TransactionState state, long start)
      throws SQLException {
    CheckScope scope = current.scope;
    if (scope.migrations().size() > 1) {
      attribution(current)
          .readBorders(current.connection, scope.historySchema(), scope.historyTable());
    }
    FinalLook look = finalLook(current, state);
    List<Loss> losses = judged(current, look.losses(current.plan));
    if (losses.stream().anyMatch(loss -> !loss.declared())) {
      losses =
          SecondOpinion.of(scope, state, look).map(found -> judged(current, found)).orElse(losses);
    }
    List<String> temporary = TemporaryDependencies.find(current.connection, state.temporary());
    current.setBackByOthers.addAll(look.setBackByOthers());
    Optional<Failure> blind = blind(current, look);
    current.warnings =
        TemporaryViews.find(current.connection, state.temporary(), scope.migrations());
    GuardReport report = report(current, losses, look.byOthers(), start);
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
  private static Optional<Failure> blind(Run current, FinalLook look) throws SQLException {
    List<String> sequences = look.unreadSequences();
    if (!look.unknownSequences().isEmpty()) {
      String names = String.join(", ", look.unknownSequences());
      current.unseen.add("whether the run set back " + names);
      return Optional.of(
          Refusals.untrustworthy(
              "The run used %s and may have set it back, by code that came into the database meanwhile."
                  .formatted(names),
              "Run it again: where it stands is read first then."));
    }
    if (sequences.isEmpty() || !SetvalSuspicion.isOurs(current.connection, baseline(current))) {
      return Optional.empty();
    }
    String names = String.join(", ", sequences);
    current.unseen.add("whether the run set back " + names);
    return current.scope.strict()
        ? Optional.of(
            Refusals.untrustworthy(
                "The run used %s and may have set it back, but its role may not read where it stands."
                    .formatted(names),
                "Grant the role SELECT on it, or run as its owner."))
        : Optional.empty();
  }

  private static List<Loss> judged(Run current, List<Found> found) {
    LossJudge judge = begun(current.judge);
    var trust = new Trust(baseline(current), current.scope);
    return Stream.concat(found.stream(), trust.switchedOff().stream())
        .map(judge::judge)
        .distinct()
        .toList();
  }

  /**
   * Deferred triggers may write rows and so defer more, and a cursor that is held would run its
   * query at COMMIT; null when they never come to an end.
   */
  private static @Nullable TransactionState afterDeferred(Run current) throws SQLException {
    TransactionState state =
        TransactionState.read(current.connection, TransactionState.RUN_DEFERRED);
    for (int pass = 1; state.canDefer() || !state.closeHeld().isEmpty(); pass++) {
      long written = state.rowsWritten();
      boolean held = !state.closeHeld().isEmpty();
      state =
          TransactionState.read(
              current.connection, state.closeHeld() + TransactionState.RUN_DEFERRED);
      if (state.rowsWritten() == written && !held) {
        return state;
      }
      if (pass == MOST_PASSES) {
        return null;
      }
    }
    return state;
  }

  private static GuardReport report(
      Run current, List<Loss> losses, List<String> byOthers, long start) {
    var unseen = new ArrayList<>(current.unseen);
    unseen.addAll(baseline(current).unseen());
    Duration took = Duration.ofNanos(current.nanos + System.nanoTime() - start);
    return new GuardReport(
        baseline(current).snapshot().size(),
        Preview.compared(),
        took,
        losses,
        unseen,
        byOthers,
        current.channels,
        current.warnings);
  }

  @Override
  public List<String> remains(Connection connection) throws SQLException {
    Run current = run;
    if (current == null || current.positions.oids().isEmpty()) {
      return List.of();
    }
    SequencePositions now = SequencePositions.readAll(connection);
    return current.positions.movedBack(now, List.of()).stream()
        .filter(back -> !current.setBackByOthers.contains(back.getKey()))
        .map(back -> back.getValue().restore())
        .sorted()
        .toList();
  }

  private Run current() {
    if (run == null) {
      throw new IllegalStateException("prepare comes first");
    }
    return run;
  }

  private StatementWatch watched(MigrationId migration, int statement) {
    StatementWatch watch = current().alone.getOrDefault(migration, Map.of()).get(statement);
    if (watch == null) {
      throw new IllegalStateException(
          "statement %d of %s is not watched".formatted(statement, migration));
    }
    return watch;
  }

  private static CheckedMigration checked(Run current, MigrationId id) {
    return Objects.requireNonNull(current.migrations.get(id));
  }

  private static Baseline baseline(Run current) {
    return begun(current.baseline);
  }

  private static StatementWatches watches(Run current) {
    return begun(current.watches);
  }

  private static Attribution attribution(Run current) {
    return begun(current.attribution);
  }

  private static <T> T begun(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("begin comes first");
    }
    return value;
  }
}
