package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads differences of comments, labels, settings, memberships and default privileges. */
final class ListEffects {

  private final EffectSink sink;

  ListEffects(EffectSink sink) {
    this.sink = sink;
  }

  void made(CatalogChange change, CatalogRow after) {
    if (after.part() == CatalogPart.DEFAULT_PRIVILEGES && after.none("defaclnamespace")) {
      defaultPrivileges(change, after);
    } else if (after.part() == CatalogPart.MEMBER) {
      member(change, after);
    }
  }

  /** What belongs to an extension is in no dump of its own. */
  private void member(CatalogChange change, CatalogRow after) {
    Optional<CatalogRow> older =
        CatalogNames.partOf(after.get("classid"))
            .flatMap(part -> sink.before().row(part, after.get("objid")));
    if (older.isPresent() && !sink.gone().changedWithExtension(after)) {
      sink.add(EffectKind.CHANGE_EXTENSION, change, after, "gets a member");
    }
  }

  /** Where there is no row for all schemas, the server's own default privileges hold. */
  private void defaultPrivileges(CatalogChange change, CatalogRow after) {
    String rights = DefaultPrivilegeKind.ofPublic(after.get("defaclobjtype"));
    List<String> lost = AccessList.lost(new AccessList.Held(null, "", "", rights), held(after));
    if (!lost.isEmpty()) {
      sink.add(EffectKind.CHANGE_DEFAULT_PRIVILEGES, change, after, String.join(", ", lost));
    }
  }

  void gone(CatalogChange change, CatalogRow row) {
    switch (row.part()) {
      case DESCRIPTION:
      case SHARED_DESCRIPTION:
        sink.add(EffectKind.DROP_COMMENT, change, row, null);
        break;
      case SECURITY_LABEL:
      case SHARED_SECURITY_LABEL:
        sink.add(EffectKind.DROP_SECURITY_LABEL, change, row, null);
        break;
      case DEFAULT_PRIVILEGES:
        sink.add(EffectKind.CHANGE_DEFAULT_PRIVILEGES, change, row, null);
        break;
      case SETTING:
        sink.add(EffectKind.CHANGE_SETTING, change, row, null);
        break;
      case MEMBER:
        sink.add(EffectKind.CHANGE_EXTENSION, change, row, "loses a member");
        break;
      default:
        break;
    }
  }

  void changed(CatalogChange change, CatalogRow before, CatalogRow after) {
    switch (before.part()) {
      case DESCRIPTION:
      case SHARED_DESCRIPTION:
        if (!before.sameIn(after, "description")) {
          sink.add(EffectKind.CHANGE_COMMENT, change, before, null);
        }
        break;
      case SECURITY_LABEL:
      case SHARED_SECURITY_LABEL:
        if (!before.sameIn(after, "label")) {
          sink.add(EffectKind.CHANGE_OBJECT, change, before, "security label");
        }
        break;
      case DEFAULT_PRIVILEGES:
        defaultPrivileges(change, before, after);
        break;
      case SETTING:
        Options.lost(before, after, "setconfig")
            .ifPresent(lost -> sink.add(EffectKind.CHANGE_SETTING, change, before, lost));
        break;
      default:
        break;
    }
  }

  private void defaultPrivileges(CatalogChange change, CatalogRow before, CatalogRow after) {
    List<String> lost = AccessList.lost(held(before), held(after));
    if (!lost.isEmpty()) {
      sink.add(EffectKind.CHANGE_DEFAULT_PRIVILEGES, change, before, String.join(", ", lost));
    }
  }

  private static AccessList.Held held(CatalogRow row) {
    return new AccessList.Held(row.find("defaclacl").orElse(null), "", "", "");
  }

  /** The order of the labels that were there, whatever numbers they have now. */
  void enums(List<CatalogChange> changes) {
    var types = new ArrayList<String>();
    for (CatalogChange change : changes) {
      CatalogRow before = change.before();
      CatalogRow after = change.after();
      if (before == null || sink.gone().is(CatalogPart.TYPE, before.get("enumtypid"))) {
        continue;
      }
      if (after == null) {
        sink.add(EffectKind.DROP_ENUM_VALUE, change, before, null);
      } else if (!before.sameIn(after, "enumlabel")) {
        sink.add(EffectKind.RENAME_ENUM_VALUE, change, before, "now " + after.get("enumlabel"));
      }
      String type = before.get("enumtypid");
      if (!types.contains(type)) {
        types.add(type);
        order(change, type);
      }
    }
  }

  private void order(CatalogChange change, String type) {
    List<String> before = labels(sink.before(), type);
    List<String> after = new ArrayList<>(labels(sink.after(), type));
    after.retainAll(before);
    List<String> kept = new ArrayList<>(before);
    kept.retainAll(after);
    if (!kept.equals(after)) {
      Optional<String> name = sink.before().row(CatalogPart.TYPE, type).flatMap(sink.names()::of);
      sink.add(EffectKind.CHANGE_ENUM_ORDER, name, change, "", null);
    }
  }

  private static List<String> labels(CatalogSnapshot in, String type) {
    return in.rows(CatalogPart.ENUM)
        .filter(row -> row.get("enumtypid").equals(type))
        .sorted(
            (a, b) ->
                Float.compare(
                    Float.parseFloat(a.get("enumsortorder")),
                    Float.parseFloat(b.get("enumsortorder"))))
        .map(CatalogRow::key)
        .toList();
  }
}
