package dev.drydock.catalog;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what differs between two moments of a catalog as effects: what was dropped, renamed,
 * narrowed, switched off, taken away.
 *
 * <p>What is new is no effect, and what goes without saying (the indexes of a dropped table) is
 * left out. Pure; needs no connection.
 */
public final class CatalogComparison {

  private final EffectSink sink;
  private final RelationEffects relations;
  private final ColumnEffects columns;
  private final IndexEffects indexes;
  private final PlainEffects plain;
  private final ListEffects lists;

  private CatalogComparison(EffectSink sink) {
    this.sink = sink;
    this.relations = new RelationEffects(sink);
    this.columns = new ColumnEffects(sink);
    this.indexes = new IndexEffects(sink);
    this.plain = new PlainEffects(sink);
    this.lists = new ListEffects(sink);
  }

  /** The effects, in no particular order, each once. */
  public static List<CatalogEffect> effects(OwnChanges own) {
    Recreations recreations = Recreations.in(own);
    List<CatalogChange> changes = recreations.changes();
    var gone = new GoneObjects(own.before(), changes);
    var sink = new EffectSink(own, gone, recreations);
    var comparison = new CatalogComparison(sink);
    changes.forEach(comparison::read);
    comparison.lists.enums(
        changes.stream().filter(change -> change.part() == CatalogPart.ENUM).toList());
    return comparison.withoutInherited();
  }

  private void read(CatalogChange change) {
    CatalogRow before = change.before();
    CatalogRow after = change.after();
    if (before == null) {
      if (after != null) {
        lists.made(change, after);
      }
      return;
    }
    if (after != null) {
      if (!sink.gone().changedWithExtension(before)) {
        changed(change, before, after);
      }
    } else if (!sink.gone().impliesLossOf(before)) {
      gone(change, before);
    }
  }

  private void gone(CatalogChange change, CatalogRow row) {
    PartRule rule = PartRule.of(change.part());
    switch (change.part()) {
      case CLASS:
        relations.gone(change, row);
        break;
      case ATTRDEF:
        columns.defaultGone(change, row);
        break;
      case INHERITS:
        inheritanceGone(change, row);
        break;
      case ENUM:
        break;
      default:
        if (rule == null) {
          lists.gone(change, row);
        } else {
          plain.gone(change, row, rule);
        }
    }
  }

  /** A detached partition is told by its own row, unless it is another table's now. */
  private void inheritanceGone(CatalogChange change, CatalogRow row) {
    String child = row.get("inhrelid");
    Optional<CatalogRow> table =
        sink.before()
            .row(CatalogPart.CLASS, child)
            .filter(one -> !"iI".contains(one.get("relkind")));
    if (table.isEmpty()) {
      return;
    }
    boolean still =
        sink.after()
            .row(CatalogPart.CLASS, child)
            .filter(one -> one.is("relispartition"))
            .isPresent();
    if (!table.get().is("relispartition")) {
      sink.add(EffectKind.DROP_INHERITANCE, change, row, null);
    } else if (still) {
      sink.add(EffectKind.DETACH_PARTITION, change, row, "now a partition of another table");
    }
  }

  private void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    switch (change.part()) {
      case CLASS:
        relations.changed(change, before, after);
        break;
      case TOAST_OPTIONS:
        relations.toastChanged(change, before, after);
        break;
      case ATTRIBUTE:
        columns.changed(change, before, after);
        break;
      case INDEX_COLUMN:
        indexes.statisticsChanged(change, before, after);
        break;
      case ATTRDEF:
        columns.defaultChanged(change, before, after);
        break;
      case INDEX:
        indexes.changed(change, before, after);
        break;
      case SEQUENCE:
        plain.sequence(change, before, after);
        break;
      default:
        changedByRule(change, before, after);
    }
  }

  private void changedByRule(CatalogChange change, CatalogRow before, CatalogRow after) {
    PartRule rule = PartRule.of(change.part());
    if (rule == null) {
      lists.changed(change, before, after);
      return;
    }
    if (before.part() == CatalogPart.TYPE && before.get("typtype").equals("c")) {
      plain.changed(
          change, before, after.withFieldsOf(before, "typname", "typnamespace", "typowner"), rule);
      return;
    }
    if (!before.part().equals(CatalogPart.TRIGGER) || !before.is("tgisinternal")) {
      plain.changed(change, before, after, rule);
    }
    switch (change.part()) {
      case CONSTRAINT:
        plain.constraint(change, before, after);
        break;
      case TRIGGER:
        plain.enabled(change, before, after, "tgenabled", EffectKind.DISABLE_TRIGGER);
        break;
      case EVENT_TRIGGER:
        plain.enabled(change, before, after, "evtenabled", EffectKind.DISABLE_EVENT_TRIGGER);
        break;
      case RULE:
        plain.enabled(change, before, after, "ev_enabled", EffectKind.DISABLE_RULE);
        plain.view(change, before, after);
        break;
      case TYPE:
        plain.domain(change, before, after);
        break;
      default:
        break;
    }
  }

  /** What happened to a parent's column happened to its children's too; told once. */
  private List<CatalogEffect> withoutInherited() {
    Set<String> marks = new HashSet<>();
    sink.effects().forEach(effect -> marks.add(mark(effect, effect.relation())));
    var distinct = new HashSet<Effect>();
    var kept = new ArrayList<CatalogEffect>();
    for (CatalogEffect effect : sink.effects()) {
      boolean inherited =
          isInheritable(effect)
              && sink.gone().parents(effect.relation()).stream()
                  .anyMatch(parent -> marks.contains(mark(effect, parent)));
      if (!inherited && !followsTable(effect) && distinct.add(effect.effect())) {
        kept.add(effect);
      }
    }
    return kept;
  }

  /** An index has its table's schema and owner, and so has a sequence that belongs to a column. */
  private boolean followsTable(CatalogEffect effect) {
    EffectKind kind = effect.effect().kind();
    boolean moves = kind == EffectKind.SET_SCHEMA || kind == EffectKind.CHANGE_OWNER;
    if (!moves || effect.part() != CatalogPart.CLASS) {
      return false;
    }
    String oid = effect.relation();
    String table =
        sink.before()
            .row(CatalogPart.SEQUENCE_OWNER, oid)
            .map(owner -> owner.get("refobjid"))
            .orElse("");
    return sink.before().row(CatalogPart.INDEX, oid).isPresent()
        || sink.effects().stream()
            .anyMatch(
                other ->
                    !table.isEmpty()
                        && other.relation().equals(table)
                        && other.effect().kind() == kind);
  }

  private static boolean isInheritable(CatalogEffect effect) {
    return effect.part() != CatalogPart.CLASS && !effect.relation().isEmpty();
  }

  private static String mark(CatalogEffect effect, String relation) {
    String object = effect.effect().object();
    return relation
        + " "
        + effect.effect().kind()
        + " "
        + object.substring(object.lastIndexOf('.') + 1);
  }
}
