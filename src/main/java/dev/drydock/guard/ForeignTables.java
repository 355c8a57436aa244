package dev.drydock.guard;

import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run wrote in foreign tables. Nobody counts their rows here; only the lock tells, so every
 * statement that could have written is taken for one that did.
 */
final class ForeignTables {

  private static final String UNCOUNTED = "its rows are elsewhere and not counted";

  private final TransactionState state;
  private final Baseline baseline;
  private final OwnChanges own;

  ForeignTables(TransactionState state, Baseline baseline, OwnChanges own) {
    this.state = state;
    this.baseline = baseline;
    this.own = own;
  }

  List<Found> find() {
    var found = new ArrayList<Found>();
    state.foreignTables().forEach(oid -> add(found, EffectKind.WRITE_FOREIGN_TABLE, oid));
    state.marks().exclusive().stream()
        .filter(oid -> baseline.tables().kind(oid).equals("f") && mayBeEmptied(oid))
        .forEach(oid -> add(found, EffectKind.TRUNCATE, oid));
    return found;
  }

  /** TRUNCATE leaves no trace but its lock, which ALTER and DROP take as well. */
  private boolean mayBeEmptied(String oid) {
    if (own.after().row(CatalogPart.CLASS, oid).isEmpty()) {
      return false;
    }
    boolean plain = !baseline.unjudged() && !baseline.words().contains("truncate");
    return !(plain && altered(oid));
  }

  private boolean altered(String oid) {
    return own.changes().stream()
        .anyMatch(
            change ->
                change.key().equals(oid)
                    || change.key().startsWith(oid + "/")
                    || (change.after() != null && change.after().values().contains(oid))
                    || (change.before() != null && change.before().values().contains(oid)));
  }

  private void add(List<Found> found, EffectKind kind, String oid) {
    new CatalogNames(baseline.snapshot())
        .relation(oid)
        .ifPresent(
            name ->
                found.add(
                    new Found(
                        new Effect(kind, name), UNCOUNTED, null, false, null, false, List.of())));
  }
}
