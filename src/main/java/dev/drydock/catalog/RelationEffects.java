package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the differences of {@code pg_class}: tables, views, sequences, indexes. */
final class RelationEffects {

  private final EffectSink sink;
  private final IndexEffects indexes;

  RelationEffects(EffectSink sink) {
    this.sink = sink;
    this.indexes = new IndexEffects(sink);
  }

  void gone(CatalogChange change, CatalogRow row) {
    sink.add(drop(row.get("relkind")), change, row, null);
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    String kind = before.get("relkind");
    if (!before.sameIn(after, "relname")) {
      sink.add(rename(kind), change, before, "now " + after.get("relname"));
    }
    if (!before.sameIn(after, "relnamespace")) {
      sink.add(EffectKind.SET_SCHEMA, change, before, null);
    }
    new Rights(sink).changed(change, before, after, "relowner", grants(kind));
    Options.lost(before, after, "reloptions")
        .ifPresent(lost -> sink.add(EffectKind.CHANGE_OPTIONS, change, before, lost));
    if (!before.none("reloftype") && !before.sameIn(after, "reloftype")) {
      sink.add(EffectKind.CHANGE_OBJECT, change, before, "no longer a table of its type");
    }
    storage(change, before, after);
    switchedOff(change, before, after);
    if (!before.sameIn(after, "oid")) {
      recreated(change, before, after);
    }
  }

  /** Options of what lies out of line, which are the table's in SQL. */
  void toastChanged(CatalogChange change, CatalogRow before, CatalogRow after) {
    String table = before.get("relation");
    Options.lost(before, after, "reloptions")
        .ifPresent(
            lost ->
                sink.add(
                    EffectKind.CHANGE_OPTIONS,
                    sink.names().relation(table),
                    change,
                    table,
                    "toast: " + lost));
  }

  private Rights.Grants grants(String kind) {
    if (kind.equals("S")) {
      return new Rights.Grants("relacl", "rwU", "");
    }
    return new Rights.Grants("relacl", sink.before().major() >= 17 ? "arwdDxtm" : "arwdDxt", "");
  }

  private void storage(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (!before.sameIn(after, "relam") && !before.none("relam")) {
      sink.add(EffectKind.CHANGE_ACCESS_METHOD, change, before, null);
    }
    if (!before.sameIn(after, "reltablespace")) {
      sink.add(EffectKind.CHANGE_TABLESPACE, change, before, null);
    }
    if (before.get("relpersistence").equals("p") && after.get("relpersistence").equals("u")) {
      sink.add(EffectKind.SET_UNLOGGED, change, before, null);
    }
    boolean rewritten = !before.sameIn(after, "relfilenode") && before.sameIn(after, "oid");
    if (rewritten && before.get("relkind").equals("r")) {
      sink.add(EffectKind.REWRITE_TABLE, change, before, null);
    }
    if (before.is("relispopulated") && !after.is("relispopulated")) {
      sink.add(EffectKind.TRUNCATE, change, before, "no longer populated");
    }
  }

  private void switchedOff(CatalogChange change, CatalogRow before, CatalogRow after) {
    boolean full = after.get("relreplident").equals("f"); // tells every column: nothing is missing
    if (!full && !before.sameIn(after, "relreplident")) {
      sink.add(EffectKind.CHANGE_REPLICA_IDENTITY, change, before, null);
    }
    boolean off =
        (before.is("relrowsecurity") && !after.is("relrowsecurity"))
            || (before.is("relforcerowsecurity") && !after.is("relforcerowsecurity"));
    if (off) {
      sink.add(EffectKind.DISABLE_ROW_SECURITY, change, before, null);
    }
    boolean detached = before.is("relispartition") && !after.is("relispartition");
    if (detached && !"iI".contains(before.get("relkind"))) {
      sink.add(EffectKind.DETACH_PARTITION, change, before, null);
    }
  }

  private void recreated(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (before.get("relkind").equals("v")) {
      viewRecreated(change, before, after);
      return;
    }
    Optional<CatalogRow> old = sink.before().row(CatalogPart.INDEX, before.get("oid"));
    Optional<CatalogRow> now = sink.after().row(CatalogPart.INDEX, after.get("oid"));
    if (old.isPresent() && now.isPresent() && !indexes.same(old.get(), now.get())) {
      sink.add(EffectKind.CHANGE_INDEX, change, before, IndexEffects.what(old.get(), now.get()));
    }
    if (old.isPresent() && now.isPresent()) {
      indexes.unmarked(change, old.get(), now.get());
      indexes.remade(change, before.get("oid"), after.get("oid"));
    }
  }

  /** The stored query is looked at with the view's rule; here its columns and their grants. */
  private void viewRecreated(CatalogChange change, CatalogRow before, CatalogRow after) {
    List<String> lost = new ArrayList<>();
    var types = new ColumnTypes(sink.before(), sink.after());
    for (int number = 1; ; number++) {
      Optional<CatalogRow> old = column(sink.before(), before, number);
      if (old.isEmpty()) {
        break;
      }
      Optional<CatalogRow> now = column(sink.after(), after, number);
      if (now.isEmpty()
          || !old.get().sameIn(now.get(), "attname")
          || !types.isLossless(old.get(), now.get())) {
        lost.add(old.get().get("attname"));
      } else {
        new ColumnEffects(sink).grants(change, old.get(), now.get());
      }
    }
    if (!lost.isEmpty()) {
      sink.add(
          EffectKind.REPLACE_VIEW,
          change,
          before,
          "without or with other " + String.join(", ", lost));
    }
  }

  private static Optional<CatalogRow> column(CatalogSnapshot in, CatalogRow view, int number) {
    return in.row(CatalogPart.ATTRIBUTE, view.get("oid") + "/" + number);
  }

  private static EffectKind drop(String relkind) {
    switch (relkind) {
      case "v":
        return EffectKind.DROP_VIEW;
      case "m":
        return EffectKind.DROP_MATERIALIZED_VIEW;
      case "S":
        return EffectKind.DROP_SEQUENCE;
      case "i":
      case "I":
        return EffectKind.DROP_INDEX;
      case "f":
        return EffectKind.DROP_FOREIGN_TABLE;
      case "c":
        return EffectKind.DROP_TYPE;
      default:
        return EffectKind.DROP_TABLE;
    }
  }

  private static EffectKind rename(String relkind) {
    switch (relkind) {
      case "v":
        return EffectKind.RENAME_VIEW;
      case "m":
        return EffectKind.RENAME_MATERIALIZED_VIEW;
      case "S":
        return EffectKind.RENAME_SEQUENCE;
      case "i":
      case "I":
        return EffectKind.RENAME_INDEX;
      case "c":
        return EffectKind.RENAME_TYPE;
      default:
        return EffectKind.RENAME_TABLE;
    }
  }
}
