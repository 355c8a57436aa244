package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.Optional;

/** Reads the differences of {@code pg_attribute} and {@code pg_attrdef}. */
final class ColumnEffects {

  private final EffectSink sink;

  ColumnEffects(EffectSink sink) {
    this.sink = sink;
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (before.is("attisdropped") || sink.gone().relation(before.get("attrelid"))) {
      return;
    }
    if (after.is("attisdropped")) {
      sink.add(EffectKind.DROP_COLUMN, change, before, null);
      return;
    }
    if (!before.sameIn(after, "attname")) {
      sink.add(EffectKind.RENAME_COLUMN, change, before, "now " + after.get("attname"));
    }
    boolean retyped = !before.sameIn(after, "atttypid", "atttypmod");
    if (retyped) {
      type(change, before, after);
    }
    boolean sorts = !before.none("attcollation") && !after.none("attcollation");
    if (!before.sameIn(after, "attcollation") && (sorts || !retyped)) {
      sink.add(EffectKind.CHANGE_COLLATION, change, before, null);
    }
    weakened(change, before, after);
    storage(change, before, after);
    grants(change, before, after);
  }

  private void type(CatalogChange change, CatalogRow before, CatalogRow after) {
    var types = new ColumnTypes(sink.before(), sink.after());
    if (types.isCatalogOnly(before, after)) {
      return;
    }
    EffectKind kind =
        types.isLossless(before, after) ? EffectKind.CHANGE_TYPE : EffectKind.NARROW_TYPE;
    String what = ColumnTypes.words(before) + " to " + ColumnTypes.words(after);
    sink.add(kind, change, before, what);
  }

  private void weakened(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (before.is("attnotnull") && !after.is("attnotnull")) {
      sink.add(EffectKind.DROP_NOT_NULL, change, before, null);
    }
    if (!before.get("attidentity").isEmpty() && !before.sameIn(after, "attidentity")) {
      EffectKind kind =
          after.get("attidentity").isEmpty() ? EffectKind.DROP_IDENTITY : EffectKind.CHANGE_DEFAULT;
      sink.add(kind, change, before, null);
    }
    if (!before.get("attgenerated").isEmpty() && after.get("attgenerated").isEmpty()) {
      sink.add(EffectKind.DROP_EXPRESSION, change, before, null);
    }
  }

  private void storage(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (!before.sameIn(after, "attcompression")
        || (!before.sameIn(after, "attstorage") && before.sameIn(after, "atttypid"))) {
      sink.add(EffectKind.CHANGE_STORAGE, change, before, null);
    }
    String target = before.get("attstattarget");
    boolean set = !target.isEmpty() && !target.equals("-1");
    if (set && !before.sameIn(after, "attstattarget")) {
      sink.add(EffectKind.CHANGE_STATISTICS, change, before, null);
    }
    Options.lost(before, after, "attoptions")
        .or(() -> Options.lost(before, after, "attfdwoptions"))
        .ifPresent(lost -> sink.add(EffectKind.CHANGE_OPTIONS, change, before, lost));
  }

  void grants(CatalogChange change, CatalogRow before, CatalogRow after) {
    new Rights(sink).changed(change, before, after, "", new Rights.Grants("attacl", "", ""));
  }

  void defaultGone(CatalogChange change, CatalogRow row) {
    Optional<CatalogRow> before = column(sink.before(), row);
    Optional<CatalogRow> after = column(sink.after(), row);
    boolean generated = before.filter(c -> !c.get("attgenerated").isEmpty()).isPresent();
    boolean identityNow = after.filter(c -> !c.get("attidentity").isEmpty()).isPresent();
    if (!generated) {
      String what = identityNow ? "now an identity" : null;
      sink.add(EffectKind.DROP_DEFAULT, change, row, what);
    } else if (after.filter(c -> c.get("attgenerated").isEmpty()).isEmpty()) {
      sink.add(EffectKind.CHANGE_EXPRESSION, change, row, null);
    }
  }

  void defaultChanged(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (NodeText.same(before.get("adbin"), after.get("adbin")) || sameText(before, after)) {
      return;
    }
    boolean generated =
        column(sink.before(), before).filter(c -> !c.get("attgenerated").isEmpty()).isPresent();
    boolean plainNow =
        column(sink.after(), after).filter(c -> c.get("attgenerated").isEmpty()).isPresent();
    if (!generated || !plainNow) {
      sink.add(
          generated ? EffectKind.CHANGE_EXPRESSION : EffectKind.CHANGE_DEFAULT,
          change,
          before,
          null);
    }
  }

  /** A changed type wraps its default into a cast; that alone changes nothing. */
  private boolean sameText(CatalogRow before, CatalogRow after) {
    if (before.text() == null || after.text() == null) {
      return false;
    }
    if (before.text().equals(after.text())) {
      return true;
    }
    Optional<CatalogRow> old = column(sink.before(), before);
    Optional<CatalogRow> now = column(sink.after(), after);
    boolean typeChanged =
        old.isPresent() && now.isPresent() && !old.get().sameIn(now.get(), "atttypid", "atttypmod");
    return typeChanged && withoutCasts(before.text()).equals(withoutCasts(after.text()));
  }

  private static String withoutCasts(String expression) {
    return expression
        .replaceAll("::[a-z_ ]+(\\(\\d+(,\\d+)?\\))?(\\[\\])*", "")
        .replaceAll("[()']", "");
  }

  private static Optional<CatalogRow> column(CatalogSnapshot in, CatalogRow attrdef) {
    return in.row(CatalogPart.ATTRIBUTE, attrdef.get("adrelid") + "/" + attrdef.get("adnum"));
  }
}
