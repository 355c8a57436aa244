package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds derived objects that were dropped and made again: they carry no data, so owner, name and
 * definition are their identity, not the OID.
 */
final class Recreations {

  private static final Set<CatalogPart> CARRY_DATA_OR_STATE =
      Set.of(
          CatalogPart.NAMESPACE,
          CatalogPart.ATTRIBUTE,
          CatalogPart.INHERITS,
          CatalogPart.TEXT_SEARCH_MAPPING,
          CatalogPart.TYPE,
          CatalogPart.ENUM,
          CatalogPart.EXTENSION,
          CatalogPart.SUBSCRIPTION,
          CatalogPart.DATABASE,
          CatalogPart.TABLESPACE,
          CatalogPart.ROLE);

  private static final Map<CatalogPart, String> RELATION =
      Map.of(
          CatalogPart.CONSTRAINT, "conrelid",
          CatalogPart.TRIGGER, "tgrelid",
          CatalogPart.RULE, "ev_class",
          CatalogPart.POLICY, "polrelid",
          CatalogPart.STATISTICS, "stxrelid",
          CatalogPart.ATTRDEF, "adrelid");

  private final OwnChanges own;
  private final List<CatalogChange> changes = new ArrayList<>();
  private final Map<String, String> keys = new HashMap<>();

  private Recreations(OwnChanges own) {
    this.own = own;
  }

  /** Puts the two halves of each such object together. */
  static Recreations in(OwnChanges own) {
    var recreations = new Recreations(own);
    var before = new CatalogNames(own.before());
    var after = new CatalogNames(own.after());
    Map<String, CatalogChange> made = new HashMap<>();
    for (CatalogChange change : own.changes()) {
      CatalogRow row = change.after();
      if (change.before() == null && row != null) {
        identity(row, after).ifPresent(name -> made.put(name, change));
      }
    }
    for (CatalogChange change : own.changes()) {
      if (change.part() == CatalogPart.CLASS) {
        recreations.add(change, made, before);
      }
    }
    for (CatalogChange change : own.changes()) {
      if (change.part() != CatalogPart.CLASS) {
        recreations.add(change, made, before);
      }
    }
    return recreations;
  }

  private void add(
      CatalogChange change, Map<String, CatalogChange> made, CatalogNames namesBefore) {
    CatalogRow gone = change.before();
    if (gone == null || change.after() != null) {
      changes.add(change);
      return;
    }
    Optional<CatalogChange> again =
        identity(gone, namesBefore).flatMap(name -> Optional.ofNullable(made.get(name)));
    if (again.isEmpty() || !sameRelation(gone, again.get().after())) {
      changes.add(change);
      return;
    }
    CatalogChange now = again.get();
    keys.put(mark(change.part(), change.key()), now.key());
    changes.add(
        new CatalogChange(
            change.part(), change.key(), gone, now.after(), now.rawAfter(), now.command()));
  }

  /** What belongs to a table that is gone went with it, whatever another table has of that name. */
  private boolean sameRelation(CatalogRow gone, @Nullable CatalogRow made) {
    if (gone.part() == CatalogPart.CLASS && made != null) {
      return !isIndexOfGoneTable(gone, made);
    }
    String field = RELATION.get(gone.part());
    if (field == null || made == null || gone.none(field) || gone.sameIn(made, field)) {
      return true;
    }
    return keyNow(CatalogPart.CLASS, gone.get(field)).filter(made.get(field)::equals).isPresent();
  }

  private boolean isIndexOfGoneTable(CatalogRow gone, CatalogRow made) {
    Optional<CatalogRow> old = own.before().row(CatalogPart.INDEX, gone.get("oid"));
    Optional<CatalogRow> now = own.after().row(CatalogPart.INDEX, made.get("oid"));
    return old.isPresent() && now.isPresent() && !old.get().sameIn(now.get(), "indrelid");
  }

  private static Optional<String> identity(CatalogRow row, CatalogNames names) {
    if (CARRY_DATA_OR_STATE.contains(row.part()) || row.part() == CatalogPart.MEMBER) {
      return Optional.empty();
    }
    String kind = row.part().name();
    if (row.part() == CatalogPart.CLASS) {
      if (!"viI".contains(row.get("relkind"))) {
        return Optional.empty();
      }
      kind += row.get("relkind");
    }
    String start = kind + " ";
    if (row.part() == CatalogPart.FAMILY_OPERATOR || row.part() == CatalogPart.FAMILY_FUNCTION) {
      return names.of(row).map(name -> start + name + row.get("definition"));
    }
    if (row.part() == CatalogPart.PUBLICATION_TABLE) {
      return names.of(row).map(name -> start + name + row.get("prrelid"));
    }
    if (row.part() == CatalogPart.PUBLICATION_SCHEMA) {
      return names.of(row).map(name -> start + name + row.get("pnnspid"));
    }
    if (row.part() == CatalogPart.DESCRIPTION) {
      return names.of(row).map(name -> start + row.get("classoid") + " " + name);
    }
    if (row.part() == CatalogPart.SECURITY_LABEL) {
      return names.of(row).map(name -> start + row.get("provider") + " " + name);
    }
    return names.of(row).map(name -> start + name);
  }

  /** The changes, in which a recreated object has both a row before and one after. */
  List<CatalogChange> changes() {
    return changes;
  }

  /** Keys now of the objects of a part that were made again, by their former ones. */
  Map<String, String> renewed(CatalogPart part) {
    var renewed = new HashMap<String, String>();
    keys.forEach(
        (mark, now) -> {
          if (mark.startsWith(part.name())) {
            renewed.put(mark.substring(part.name().length()), now);
          }
        });
    return renewed;
  }

  /** The key under which an object lives on, if it was made again. */
  Optional<String> keyNow(CatalogPart part, String key) {
    return Optional.ofNullable(keys.get(mark(part, key)));
  }

  private static String mark(CatalogPart part, String key) {
    return part.name() + key;
  }
}
