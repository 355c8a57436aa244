package dev.drydock.guard;

import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.PlainUpdate;
import dev.drydock.sql.TableAlteration;
import dev.drydock.sql.Truncation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the statements that must be looked at by themselves, and what is learnt from them. */
final class StatementWatches {

  private final Baseline baseline;
  private final RewriteLedger ledger;
  private final Map<String, Long> filled = new HashMap<>();
  private final Map<String, Long> moved = new HashMap<>();
  private final List<Found> overwritten = new ArrayList<>();
  private final List<Found> narrowed = new ArrayList<>();
  private final Set<String> sameInstants = new HashSet<>();

  StatementWatches(Baseline baseline) {
    this.baseline = baseline;
    this.ledger = new RewriteLedger(baseline.tables());
  }

  RewriteLedger ledger() {
    return ledger;
  }

  Map<String, Long> filled() {
    return filled;
  }

  Map<String, Long> moved() {
    return moved;
  }

  /** Columns that a USING computed anew. */
  List<Found> overwritten() {
    return overwritten;
  }

  /** Columns that lost values on the way to the type they have at the end. */
  List<Found> narrowed() {
    return narrowed;
  }

  /**
   * Columns, as {@code table/number}, that went between the two kinds of timestamps and kept every
   * instant.
   */
  Set<String> sameInstants() {
    return sameInstants;
  }

  /** The watch of a statement; empty where it may travel with the others. */
  Optional<StatementWatch> of(CheckedMigration migration, String statement) {
    return TableAlteration.of(statement)
        .flatMap(alteration -> rewrite(migration, alteration))
        .or(() -> PlainUpdate.of(statement).flatMap(this::update))
        .or(() -> Truncation.of(statement).flatMap(this::truncation));
  }

  private Optional<StatementWatch> rewrite(CheckedMigration migration, TableAlteration alteration) {
    return baseline
        .tables()
        .find(alteration.table())
        .map(
            oid ->
                new RewriteWatch(
                    oid,
                    baseline.tables().family(oid),
                    ledger,
                    baseline.hasEventTriggers(),
                    types -> retyped(migration, oid, alteration, types)));
  }

  /** The same instants in another form are no other values. */
  private void retyped(
      CheckedMigration migration, String table, TableAlteration alteration, TypeSteps types) {
    Set<String> changed = types.narrowed();
    for (String column : alteration.overwritten()) {
      Optional<String> kept =
          alteration.inUtc().contains(column) ? types.betweenTimestamps(column) : Optional.empty();
      kept.ifPresentOrElse(
          number -> {
            changed.remove(number);
            sameInstants.add(table + "/" + number);
          },
          () -> overwrites(migration, table, column));
    }
    changed.forEach(number -> narrowed(migration.id(), table, number));
  }

  private void narrowed(MigrationId migration, String table, String number) {
    new CatalogNames(baseline.snapshot())
        .column(table, number)
        .ifPresent(
            name ->
                narrowed.add(
                    new Found(
                        new Effect(EffectKind.NARROW_TYPE, name),
                        "on the way to its last type",
                        rows(table),
                        true,
                        migration,
                        true,
                        List.of())));
  }

  private void overwrites(CheckedMigration migration, String table, String column) {
    baseline
        .snapshot()
        .rows(CatalogPart.ATTRIBUTE)
        .filter(row -> row.get("attrelid").equals(table) && row.get("attname").equals(column))
        .findFirst()
        .flatMap(row -> new CatalogNames(baseline.snapshot()).of(row))
        .ifPresent(
            name ->
                overwritten.add(
                    new Found(
                        new Effect(EffectKind.OVERWRITE_COLUMN, name),
                        "its USING computes every value anew",
                        rows(table),
                        true,
                        migration.id(),
                        true,
                        List.of())));
  }

  private @Nullable Long rows(String table) {
    return baseline.snapshot().statistics(table).flatMap(s -> s.estimate()).orElse(null);
  }

  private Optional<StatementWatch> update(PlainUpdate update) {
    Optional<String> found = baseline.tables().find(update.table());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String table = found.get();
    if (mayOnlyFill(update, table)) {
      return Optional.of(new FillWatch(update, table, baseline.tables(), filled));
    }
    boolean partitioned = baseline.tables().kind(table).equals("p");
    return partitioned
        ? Optional.of(new MoveWatch(table, baseline.tables(), moved))
        : Optional.empty();
  }

  /** Columns that were there by that name must be guarded; the others may be new. */
  private boolean mayOnlyFill(PlainUpdate update, String table) {
    Set<String> unguarded = new HashSet<>(update.columns());
    unguarded.removeAll(update.onlyWhereNull());
    Set<String> family = baseline.tables().family(table);
    return "rp".contains(baseline.tables().kind(table))
        && baseline
            .snapshot()
            .rows(CatalogPart.ATTRIBUTE)
            .noneMatch(
                row ->
                    family.contains(row.get("attrelid"))
                        && !row.is("attisdropped")
                        && unguarded.contains(row.get("attname")));
  }

  private Optional<StatementWatch> truncation(Truncation truncation) {
    Set<String> tables = new HashSet<>();
    for (List<String> name : truncation.tables()) {
      baseline.tables().find(name).ifPresent(oid -> tables.addAll(baseline.tables().family(oid)));
    }
    tables.removeIf(oid -> baseline.tables().kind(oid).equals("f")); // PostgreSQL locks none
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(new EmptyTruncateWatch(tables, ledger, baseline.startCounters()));
  }
}
