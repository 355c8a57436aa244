package dev.drydock.guard;

import dev.drydock.catalog.CatalogChange;
import dev.drydock.catalog.CatalogComparison;
import dev.drydock.catalog.CatalogEffect;
import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.catalog.CatalogRow;
import dev.drydock.catalog.ColumnTypes;
import dev.drydock.catalog.CommittedRows;
import dev.drydock.catalog.KeptPlan;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.RowCounters;
import dev.drydock.catalog.TableStatistics;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks, inside the open transaction, at everything that differs from the baseline. */
final class FinalLook {

  private final Connection connection;
  private final Baseline baseline;
  private final StatementWatches watches;
  private final Attribution attribution;
  private final SequencePositions positions;
  private final ViewDefinitions views;
  private final TransactionState state;
  private final List<CheckedMigration> migrations;
  private final Set<String> madeBefore;
  private final CatalogNames names;
  private final List<Found> found = new ArrayList<>();
  private List<String> byOthers = List.of();
  private final Map<String, String> setBackByOthers = new HashMap<>();
  private final List<String> unknownSequences = new ArrayList<>();
  private @Nullable OwnChanges seen;

  FinalLook(
      Connection connection,
      Baseline baseline,
      StatementWatches watches,
      Attribution attribution,
      SequencePositions positions,
      ViewDefinitions views,
      TransactionState state,
      CheckScope scope) {
    this.migrations = scope.migrations();
    this.madeBefore = scope.own();
    this.connection = connection;
    this.baseline = baseline;
    this.watches = watches;
    this.attribution = attribution;
    this.positions = positions;
    this.views = views;
    this.state = state;
    this.names = new CatalogNames(baseline.snapshot());
  }

  /**
   * What would be a loss so far; the plan of the query that tells it is kept. The code that
   * compares is gone through once with something made up: what runs first is slow, and a lock waits
   * later.
   */
  List<Found> practise(KeptPlan plan) throws SQLException {
    List<Found> soFar = List.copyOf(losses(plan, null));
    seen = OwnChanges.madeUp(baseline.snapshot());
    catalog(seen);
    made();
    return soFar;
  }

  /** All losses, declared or not. */
  List<Found> losses(KeptPlan plan) throws SQLException {
    return losses(plan, state.kept());
  }

  private List<Found> losses(KeptPlan plan, @Nullable String kept) throws SQLException {
    seen =
        CatalogReader.ownChanges(
            connection,
            baseline.snapshot(),
            baseline.later(),
            ownMarks(),
            baseline.named(),
            plan,
            kept);
    return read(seen, Optional.empty(), kept != null);
  }

  /**
   * The same after {@link #losses}, by a second opinion: what others committed to the same rows of
   * the catalog is theirs.
   *
   * @param outside another connection, autocommit off
   */
  List<Found> lossesSeenFrom(Connection outside) throws SQLException {
    return seen == null
        ? found
        : read(
            CommittedRows.corrected(outside, seen, baseline.named()), Optional.of(outside), true);
  }

  /**
   * What is lost.
   *
   * @param written whether anything may be written yet, which it is not at a practice
   */
  private List<Found> read(OwnChanges own, Optional<Connection> outside, boolean written)
      throws SQLException {
    OwnMarks marks = ownMarks();
    found.clear();
    setBackByOthers.clear();
    catalog(own);
    rows(own);
    sequences(own);
    var largeObjects = new LargeObjectFindings(marks, baseline.largeObjects());
    found.addAll(
        outside.isPresent()
            ? largeObjects.comparedWith(outside.get(), connection)
            : largeObjects.counted());
    found.removeIf(this::isOfGoneLargeObject);
    found.addAll(new HiddenChanges(own, marks, baseline).find(connection, migrations));
    found.addAll(new ForeignTables(state, baseline, own).find());
    found.addAll(new DirectWrites(state, baseline, own).find(connection));
    if (written && baseline.superuser()) {
      found.addAll(SystemChanges.find(connection, marks));
    }
    byOthers =
        Stream.concat(
                own.byOthers().stream()
                    .flatMap(
                        row -> names.of(row).stream().map(name -> row.part().words() + " " + name)),
                setBackByOthers.values().stream())
            .sorted()
            .toList();
    return found;
  }

  /** Its comment goes with it. */
  private boolean isOfGoneLargeObject(Found comment) {
    return comment.effect().kind() == EffectKind.DROP_COMMENT
        && found.stream()
            .map(Found::effect)
            .anyMatch(new Effect(EffectKind.DROP_LARGE_OBJECT, comment.effect().object())::equals);
  }

  /** OIDs of sequences that another session set back meanwhile. */
  Set<String> setBackByOthers() {
    return setBackByOthers.keySet();
  }

  /** Old sequences that the run may have set back, though nothing could at its beginning. */
  List<String> unknownSequences() {
    return unknownSequences;
  }

  private void unknown(List<String> locked, OwnChanges own) throws SQLException {
    boolean movable = !locked.isEmpty() && SetvalSuspicion.mayBeMoved(connection);
    unknownSequences.clear();
    locked.stream()
        .filter(oid -> movable || storedAnew(oid, own))
        .forEach(oid -> names.relation(oid).ifPresent(unknownSequences::add));
  }

  private static boolean storedAnew(String sequence, OwnChanges own) {
    Optional<CatalogRow> old = own.before().row(CatalogPart.CLASS, sequence);
    Optional<CatalogRow> now = own.after().row(CatalogPart.CLASS, sequence);
    return !old.map(row -> row.get("relfilenode")).equals(now.map(row -> row.get("relfilenode")));
  }

  /** Names of old sequences that the run drew from or set, and whose position it may not read. */
  List<String> unreadSequences() throws SQLException {
    var locked = state.sequences().stream().filter(oid -> baseline.tables().exists(oid)).toList();
    return SequencePositions.unreadable(connection, locked);
  }

  /** ALTER SEQUENCE … RESTART stores it anew. */
  private static boolean restarted(String sequence, OwnChanges own) {
    return own.changes().stream()
        .anyMatch(change -> change.part() == CatalogPart.CLASS && change.key().equals(sequence));
  }

  /** What other sessions dropped meanwhile. */
  List<String> byOthers() {
    return byOthers;
  }

  private OwnMarks ownMarks() {
    var catalogs = new HashMap<Integer, RowCounters>();
    state
        .marks()
        .catalogs()
        .forEach(
            (oid, counters) -> {
              RowCounters start =
                  baseline.counters().getOrDefault(String.valueOf(oid), RowCounters.NONE);
              catalogs.put(oid, counters.since(start));
            });
    return new OwnMarks(state.marks().exclusive(), state.marks().objects(), catalogs);
  }

  private void catalog(OwnChanges own) throws SQLException {
    List<CatalogEffect> rewrites = new ArrayList<>();
    List<CatalogEffect> effects = CatalogComparison.effects(own);
    for (CatalogEffect effect : views.changed(connection, effects, own)) {
      if (isOwn(effect)) {
        continue;
      }
      if (effect.effect().kind() == EffectKind.REWRITE_TABLE) {
        rewrites.add(effect);
      } else {
        EffectKind kind =
            keepsInstants(effect, own) ? EffectKind.CHANGE_TYPE : effect.effect().kind();
        found.add(found(effect, kind, effect.what(), effect.rows()));
      }
    }
    rewritten(rewrites, own);
    found.addAll(stillThere(watches.overwritten(), own));
    stillThere(watches.narrowed(), own).stream()
        .filter(step -> found.stream().noneMatch(one -> one.effect().equals(step.effect())))
        .forEach(found::add);
  }

  /** What an earlier transaction of the run made; columns are not in the picture of before. */
  private boolean isOwn(CatalogEffect effect) {
    boolean constraint =
        effect.part() == CatalogPart.CONSTRAINT
            && (effect.vanished() || effect.effect().kind() == EffectKind.RENAME_CONSTRAINT);
    return (constraint && madeBefore.contains(CatalogPart.CONSTRAINT.named(effect.key())))
        || MadeRelations.isOf(effect, madeBefore);
  }

  private boolean isOwnTable(String oid) {
    return madeBefore.contains(CatalogPart.CLASS.named(oid));
  }

  /**
   * Relations, columns and constraints that the transaction made. Where a constraint vanished from
   * a table, all new ones of that table may only be the old ones, written anew with a column's
   * type.
   */
  Set<String> made() {
    if (seen == null) {
      return Set.of();
    }
    Set<String> remade = new HashSet<>();
    Map<String, String> constraints = new HashMap<>();
    Set<String> made = new HashSet<>();
    for (CatalogChange change : seen.changes()) {
      CatalogRow before = change.before();
      CatalogRow after = change.after();
      String name = change.part().named(change.key());
      if (after == null) {
        if (before != null && change.part() == CatalogPart.CONSTRAINT) {
          remade.add(before.get("conrelid"));
        }
      } else if (before == null && change.part() == CatalogPart.CONSTRAINT) {
        constraints.put(name, after.get("conrelid"));
      } else if (before == null && isRelationOrColumn(after)) {
        made.add(name);
      }
    }
    constraints.values().removeIf(table -> remade.contains(table) || table.equals("0"));
    made.addAll(constraints.keySet());
    return made;
  }

  /** Columns go with their tables, but for those of tables that were there. */
  private boolean isRelationOrColumn(CatalogRow row) {
    return row.part() == CatalogPart.ATTRIBUTE
        ? baseline.tables().exists(row.get("attrelid")) && !row.is("attisdropped")
        : MadeRelations.isNew(row, baseline.tables());
  }

  private boolean keepsInstants(CatalogEffect effect, OwnChanges own) {
    Optional<CatalogRow> old = own.before().row(CatalogPart.ATTRIBUTE, effect.key());
    Optional<CatalogRow> now = own.after().row(CatalogPart.ATTRIBUTE, effect.key());
    return effect.effect().kind() == EffectKind.NARROW_TYPE
        && watches.sameInstants().contains(effect.key())
        && old.isPresent()
        && now.isPresent()
        && new ColumnTypes(own.before(), own.after()).areTimestamps(old.get(), now.get());
  }

  /** A column that was overwritten and then dropped is told as dropped. */
  private List<Found> stillThere(List<Found> overwritten, OwnChanges own) {
    return overwritten.stream()
        .filter(
            one ->
                found.stream()
                    .noneMatch(
                        other ->
                            isDrop(other.effect().kind())
                                && (one.effect().object() + ".")
                                    .startsWith(other.effect().object() + ".")))
        .filter(one -> !own.changes().isEmpty())
        .toList();
  }

  private static boolean isDrop(EffectKind kind) {
    return kind == EffectKind.DROP_TABLE || kind == EffectKind.DROP_COLUMN;
  }

  private Found found(
      CatalogEffect effect, EffectKind kind, @Nullable String what, @Nullable Long rows) {
    Optional<MigrationId> migration =
        effect.vanished()
            ? attribution.ofVanished(effect.part(), effect.key())
            : attribution.byCommand(effect.command());
    return new Found(
        new Effect(kind, effect.effect().object()),
        what,
        rows,
        rows != null,
        migration.orElse(null),
        effect.vanished(),
        alternatives(kind, effect.relation()));
  }

  /** What may be declared instead; lint does not know whose default privileges are meant. */
  private List<Effect> alternatives(EffectKind kind, String relation) {
    if (kind == EffectKind.CHANGE_DEFAULT_PRIVILEGES) {
      return List.of(new Effect(kind, ObjectName.quoted("current_user")));
    }
    boolean rows = kind == EffectKind.TRUNCATE || kind == EffectKind.REWRITE_TABLE;
    return !rows
        ? List.of()
        : baseline.tables().ancestors(relation).stream()
            .flatMap(oid -> names.relation(oid).stream())
            .map(name -> new Effect(kind, name))
            .toList();
  }

  private void rewritten(List<CatalogEffect> rewrites, OwnChanges own) throws SQLException {
    var rewriteNames = new HashMap<String, String>();
    long limit = 1;
    var now = new CatalogNames(own.after());
    for (CatalogEffect effect : rewrites) {
      String oid = effect.relation();
      now.relation(oid).ifPresent(name -> rewriteNames.put(oid, name));
      limit = Math.max(limit, atMost(oid) + 1);
    }
    Map<String, Long> counts = FileNodes.count(connection, rewriteNames, limit);
    for (CatalogEffect effect : rewrites) {
      rewritten(effect, own, Optional.ofNullable(counts.get(effect.relation())));
    }
  }

  /** How many rows are enough to know: as many as explain the count, and one more. */
  private long atMost(String oid) {
    RowCounters own = own(oid);
    return watches
        .ledger()
        .counted(oid)
        .map(counted -> counted.rows() + own.since(counted.counters()).inserted())
        .orElse(own.inserted());
  }

  private void rewritten(CatalogEffect effect, OwnChanges own, Optional<Long> count) {
    String oid = effect.relation();
    String node =
        own.after().row(CatalogPart.CLASS, oid).map(row -> row.get("relfilenode")).orElse("");
    RewriteLedger ledger = watches.ledger();
    if (!ledger.explains(oid, node)) {
      boolean emptied = count.isPresent() && count.get() <= own(oid).inserted();
      EffectKind kind = emptied ? EffectKind.TRUNCATE : EffectKind.REWRITE_TABLE;
      found.add(found(effect, kind, emptied ? null : rewritten(count), effect.rows()));
      return;
    }
    Optional<RewriteLedger.Counted> counted = ledger.counted(oid);
    if (counted.isPresent()) {
      RowCounters then = counted.get().counters();
      RowCounters now = state.written().getOrDefault(oid, RowCounters.NONE);
      RowCounters since = now.since(then);
      long expected = counted.get().rows() + since.inserted() - since.deleted();
      boolean forgotten = now.deleted() < then.deleted(); // a TRUNCATE sets the counters back
      if (forgotten || count.isEmpty() || count.get() < expected) {
        found.add(found(effect, EffectKind.TRUNCATE, "emptied after its rewrite", effect.rows()));
      }
    }
  }

  private static String rewritten(Optional<Long> count) {
    return count.isPresent()
        ? "rewritten by a statement that does not say why"
        : "rewritten, and whether it has all its rows cannot be told: this role may not read all of them, by its privileges or by row security";
  }

  private RowCounters own(String oid) {
    RowCounters start =
        baseline.snapshot().statistics(oid).map(TableStatistics::counters).orElse(RowCounters.NONE);
    return state.written().getOrDefault(oid, RowCounters.NONE).since(start);
  }

  private void rows(OwnChanges own) {
    var written = new HashMap<>(state.written());
    written
        .keySet()
        .removeIf(oid -> isOwnTable(oid) || own.after().row(CatalogPart.CLASS, oid).isEmpty());
    found.addAll(
        new RowFindings(
                baseline.snapshot(),
                baseline.tables(),
                attribution,
                watches.filled(),
                watches.moved())
            .in(written));
  }

  private void sequences(OwnChanges own) throws SQLException {
    var locked =
        state.sequences().stream()
            .filter(oid -> own.after().row(CatalogPart.CLASS, oid).isPresent())
            .filter(oid -> baseline.tables().exists(oid))
            .toList();
    if (positions.isSkipped()) {
      unknown(locked, own);
      return;
    }
    SequencePositions now =
        SequencePositions.readLocked(connection, baseline.snapshot().major(), locked);
    var movedBack = positions.movedBack(now, locked);
    boolean any = !movedBack.isEmpty() && SetvalSuspicion.isOurs(connection, baseline);
    for (Map.Entry<String, SequencePositions.Position> back : movedBack) {
      String what = "stood at " + back.getValue().last();
      if (!any && !restarted(back.getKey(), own)) {
        if (!back.getValue().cycles()) {
          setBackByOthers.put(
              back.getKey(), "sequence " + back.getValue().name() + " was set back, " + what);
        }
        continue;
      }
      Effect effect =
          new Effect(
              EffectKind.RESTART_SEQUENCE,
              names.relation(back.getKey()).orElse(back.getValue().name()));
      List<Effect> truncated =
          own.before().row(CatalogPart.SEQUENCE_OWNER, back.getKey()).stream()
              .flatMap(owner -> names.relation(owner.get("refobjid")).stream())
              .map(table -> new Effect(EffectKind.TRUNCATE, table))
              .toList(); // RESTART IDENTITY
      found.add(
          new Found(effect, what, null, false, attribution.only().orElse(null), false, truncated));
    }
  }
}
