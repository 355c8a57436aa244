package dev.drydock.catalog;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Collects effects, and knows both moments that they are read from. */
final class EffectSink {

  private final OwnChanges own;
  private final CatalogNames names;
  private final GoneObjects gone;
  private final Map<String, String> renewed;
  private final Map<String, String> remadeFunctions;
  private final Set<String> retyped;
  private final List<CatalogEffect> effects = new ArrayList<>();

  EffectSink(OwnChanges own, GoneObjects gone, Recreations recreations) {
    this.own = own;
    this.renewed = recreations.renewed(CatalogPart.CLASS);
    this.remadeFunctions = recreations.renewed(CatalogPart.PROC);
    this.gone = gone;
    this.names = new CatalogNames(own.before());
    this.retyped = retyped(own);
  }

  private static Set<String> retyped(OwnChanges own) {
    return own.changes().stream()
        .filter(CatalogChange::isRetyped)
        .map(change -> change.key().substring(0, change.key().indexOf('/')))
        .collect(Collectors.toSet());
  }

  CatalogSnapshot before() {
    return own.before();
  }

  CatalogSnapshot after() {
    return own.after();
  }

  CatalogNames names() {
    return names;
  }

  /** OIDs now of the relations that were dropped and made again. */
  Map<String, String> renewed() {
    return renewed;
  }

  /** OIDs now of the functions that were dropped and made again. */
  Map<String, String> remadeFunctions() {
    return remadeFunctions;
  }

  /** Whether two deparsed texts of something that belongs to a relation say the same. */
  boolean sameText(String relation, @Nullable String before, @Nullable String after) {
    if (before == null || after == null) {
      return false;
    }
    return before.equals(after)
        || (retyped.contains(relation)
            && TextCasts.without(before).equals(TextCasts.without(after)));
  }

  GoneObjects gone() {
    return gone;
  }

  List<CatalogEffect> effects() {
    return effects;
  }

  /** Notes an effect on a row's own object. */
  void add(EffectKind kind, CatalogChange change, CatalogRow row, @Nullable String what) {
    add(kind, names.of(row), change, relationOf(row), what);
  }

  /** Notes an effect; none where the object has no name, because it belongs to nothing old. */
  void add(
      EffectKind kind,
      Optional<String> object,
      CatalogChange change,
      String relation,
      @Nullable String what) {
    if (object.isEmpty()) {
      return;
    }
    Long rows = carriesRows(kind) ? rows(relation) : null;
    effects.add(
        new CatalogEffect(
            new Effect(kind, object.get()),
            what,
            change.part(),
            change.key(),
            relation,
            change.after() == null,
            change.command(),
            rows));
  }

  private static boolean carriesRows(EffectKind kind) {
    switch (kind) {
      case DROP_TABLE:
      case DROP_COLUMN:
      case DROP_MATERIALIZED_VIEW:
      case REWRITE_TABLE:
      case TRUNCATE:
      case NARROW_TYPE:
      case CHANGE_TYPE:
      case DETACH_PARTITION:
        return true;
      default:
        return false;
    }
  }

  /** The planner's estimate, over all partitions; null when it has none. */
  @Nullable Long rows(String relation) {
    if (own.before().statistics(relation).isPresent()) {
      return own.before().statistics(relation).flatMap(TableStatistics::estimate).orElse(null);
    }
    Long sum = null;
    for (CatalogRow child : own.before().rows(CatalogPart.INHERITS).toList()) {
      if (child.get("inhparent").equals(relation)) {
        Long part = rows(child.get("inhrelid"));
        sum = part == null ? sum : Long.valueOf((sum == null ? 0L : sum) + part);
      }
    }
    return sum;
  }

  private static String relationOf(CatalogRow row) {
    switch (row.part()) {
      case CLASS:
        return row.get("oid");
      case ATTRIBUTE:
        return row.get("attrelid");
      case ATTRDEF:
        return row.get("adrelid");
      case CONSTRAINT:
        return row.get("conrelid");
      case TRIGGER:
        return row.get("tgrelid");
      case RULE:
        return row.get("ev_class");
      case POLICY:
        return row.get("polrelid");
      case INHERITS:
        return row.get("inhrelid");
      case SEQUENCE:
        return row.get("seqrelid");
      default:
        return "";
    }
  }
}
