package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the differences of all parts that follow a {@link PartRule}. */
final class PlainEffects {

  private final EffectSink sink;

  PlainEffects(EffectSink sink) {
    this.sink = sink;
  }

  void gone(CatalogChange change, CatalogRow row, PartRule rule) {
    sink.add(drop(row, rule), change, row, null);
  }

  private static EffectKind drop(CatalogRow row, PartRule rule) {
    if (row.part() == CatalogPart.TYPE && row.get("typtype").equals("d")) {
      return EffectKind.DROP_DOMAIN;
    }
    if (row.part() != CatalogPart.PROC) {
      return rule.drop();
    }
    switch (row.get("prokind")) {
      case "p":
        return EffectKind.DROP_PROCEDURE;
      case "a":
        return EffectKind.DROP_AGGREGATE;
      default:
        return EffectKind.DROP_FUNCTION;
    }
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after, PartRule rule) {
    if (!rule.name().isEmpty() && !before.sameIn(after, rule.name())) {
      sink.add(rename(before, rule), change, before, "now " + after.get(rule.name()));
    }
    if (!rule.schema().isEmpty() && !before.sameIn(after, rule.schema())) {
      sink.add(EffectKind.SET_SCHEMA, change, before, null);
    }
    new Rights(sink)
        .changed(
            change,
            before,
            after,
            rule.owner(),
            new Rights.Grants(rule.grants(), rule.ownerRights(), rule.publicRights()));
    List<String> differing = differing(before, after, rule);
    if (!differing.isEmpty() && !equalByText(before, after, differing)) {
      sink.add(rule.change(), change, before, null);
    }
  }

  private static EffectKind rename(CatalogRow before, PartRule rule) {
    boolean domain = before.part() == CatalogPart.TYPE && before.get("typtype").equals("d");
    return domain ? EffectKind.RENAME_DOMAIN : rule.rename();
  }

  private boolean equalByText(CatalogRow before, CatalogRow after, List<String> differing) {
    boolean complete =
        before.part() == CatalogPart.CONSTRAINT
            || (before.part() == CatalogPart.STATISTICS && !differing.contains("stxstattarget"));
    return complete && sink.sameText(table(before), before.text(), after.text());
  }

  private static String table(CatalogRow row) {
    return row.get(row.part() == CatalogPart.CONSTRAINT ? "conrelid" : "stxrelid");
  }

  /** Columns that differ and are no key, name, owner, grant, or looked at elsewhere. */
  private List<String> differing(CatalogRow before, CatalogRow after, PartRule rule) {
    Set<String> apart = new HashSet<>(rule.ignored());
    apart.addAll(List.of("oid", rule.name(), rule.schema(), rule.owner(), rule.grants()));
    var differing = new ArrayList<String>();
    for (String field : before.part().definition().names()) {
      if (!apart.contains(field)
          && !NodeText.same(before.get(field), after.get(field))
          && !isRemadeFunction(field, before, after)) {
        differing.add(field);
      }
    }
    return differing;
  }

  /** The function that a trigger calls was made again; how that differs is told by itself. */
  private boolean isRemadeFunction(String field, CatalogRow before, CatalogRow after) {
    return (field.equals("tgfoid") || field.equals("evtfoid"))
        && after.get(field).equals(sink.remadeFunctions().get(before.get(field)));
  }

  /** What a constraint promised of all rows and no longer does. */
  void constraint(CatalogChange change, CatalogRow before, CatalogRow after) {
    boolean invalid = before.is("convalidated") && !after.is("convalidated");
    boolean unenforced = before.is("conenforced") && !after.is("conenforced");
    if (invalid || unenforced) {
      sink.add(
          EffectKind.CHANGE_CONSTRAINT,
          change,
          before,
          unenforced ? "no longer enforced" : "no longer validated");
    }
  }

  /** Fires less than before: disabled, or only on replicas. */
  void enabled(
      CatalogChange change,
      CatalogRow before,
      CatalogRow after,
      String field,
      EffectKind disabled) {
    String was = before.get(field);
    String is = after.get(field);
    boolean fired = was.equals("O") || was.equals("A");
    if (fired && (is.equals("D") || is.equals("R"))) {
      sink.add(disabled, enabledObject(before), change, relation(before), null);
    } else if (!was.equals(is) && was.equals("A")) {
      sink.add(EffectKind.CHANGE_TRIGGER, enabledObject(before), change, relation(before), null);
    }
  }

  /** The triggers behind a foreign key have made-up names; the constraint has the user's. */
  private Optional<String> enabledObject(CatalogRow row) {
    if (row.part() == CatalogPart.TRIGGER && row.is("tgisinternal")) {
      return sink.before()
          .row(CatalogPart.CONSTRAINT, row.get("tgconstraint"))
          .flatMap(sink.names()::of);
    }
    return sink.names().of(row);
  }

  private static String relation(CatalogRow row) {
    switch (row.part()) {
      case TRIGGER:
        return row.get("tgrelid");
      case RULE:
        return row.get("ev_class");
      default:
        return "";
    }
  }

  void view(CatalogChange change, CatalogRow before, CatalogRow after) {
    if (before.sameIn(after, "action", "ev_qual")) {
      return;
    }
    boolean same =
        before.text() != null
            && after.text() != null
            && NodeText.sameQuery(before.text(), after.text(), sink.renewed());
    if (same) {
      return;
    }
    boolean view = before.get("rulename").equals("_RETURN");
    Optional<String> object =
        view ? sink.names().relation(before.get("ev_class")) : sink.names().of(before);
    EffectKind kind = view ? EffectKind.REPLACE_VIEW : EffectKind.CHANGE_RULE;
    sink.add(kind, object, change, before.get("ev_class"), "another query");
  }

  void domain(CatalogChange change, CatalogRow before, CatalogRow after) {
    boolean nullable = before.is("typnotnull") && !after.is("typnotnull");
    boolean noDefault = !before.get("typdefault").isEmpty() && !before.sameIn(after, "typdefault");
    if (nullable || noDefault) {
      sink.add(EffectKind.CHANGE_DOMAIN, change, before, nullable ? "nullable now" : "its default");
    }
  }

  void sequence(CatalogChange change, CatalogRow before, CatalogRow after) {
    boolean narrower =
        number(after, "seqmax") < number(before, "seqmax")
            || number(after, "seqmin") > number(before, "seqmin");
    if (narrower || !before.sameIn(after, "seqincrement", "seqcycle")) {
      sink.add(EffectKind.CHANGE_SEQUENCE, change, before, narrower ? "narrower bounds" : null);
    } else if (!before.get("owner").isEmpty() && !before.sameIn(after, "owner")) {
      sink.add(EffectKind.CHANGE_SEQUENCE, change, before, "its column no longer owns it");
    }
  }

  private static long number(CatalogRow row, String field) {
    return Long.parseLong(row.get(field));
  }
}
