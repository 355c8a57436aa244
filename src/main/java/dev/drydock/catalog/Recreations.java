package dev.drydock.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds derived objects that were dropped and made again: they carry no data, so owner, name and
 * definition are their identity, not the OID.
 */
final class Recreations {

  private static final Set<CatalogPart> CARRY_DATA_OR_STATE =
      Set.of(
          CatalogPart.NAMESPACE,
          CatalogPart.ATTRIBUTE,
          CatalogPart.TYPE,
          CatalogPart.ENUM,
          CatalogPart.EXTENSION,
          CatalogPart.SUBSCRIPTION,
          CatalogPart.DATABASE,
          CatalogPart.TABLESPACE,
          CatalogPart.ROLE);

  private final List<CatalogChange> changes = new ArrayList<>();
  private final Map<String, String> keys = new HashMap<>();

  private Recreations() {}

  /** Puts the two halves of each such object together. */
  static Recreations in(OwnChanges own) {
    var recreations = new Recreations();
    var before = new CatalogNames(own.before());
    var after = new CatalogNames(own.after());
    Map<String, CatalogChange> made = new HashMap<>();
    for (CatalogChange change : own.changes()) {
      CatalogRow row = change.after();
      if (change.before() == null && row != null) {
        identity(row, after).ifPresent(name -> made.put(name, change));
      }
    }
    own.changes().forEach(change -> recreations.add(change, made, before));
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
    if (again.isEmpty()) {
      changes.add(change);
      return;
    }
    CatalogChange now = again.get();
    keys.put(mark(change.part(), change.key()), now.key());
    changes.add(
        new CatalogChange(
            change.part(), change.key(), gone, now.after(), now.rawAfter(), now.command()));
  }

  private static Optional<String> identity(CatalogRow row, CatalogNames names) {
    if (CARRY_DATA_OR_STATE.contains(row.part())) {
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
    if (row.part() == CatalogPart.TEXT_SEARCH_MAPPING) {
      return Optional.empty();
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

  /** The key under which an object lives on, if it was made again. */
  Optional<String> keyNow(CatalogPart part, String key) {
    return Optional.ofNullable(keys.get(mark(part, key)));
  }

  private static String mark(CatalogPart part, String key) {
    return part.name() + key;
  }
}
