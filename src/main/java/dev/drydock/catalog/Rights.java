package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.List;

/** Reads differences of owners and grants. */
final class Rights {

  private final EffectSink sink;

  Rights(EffectSink sink) {
    this.sink = sink;
  }

  /**
   * Where an object keeps its access list.
   *
   * @param ownerRights letters its owner has while the list is null
   * @param publicRights letters everybody has while it is null
   */
  record Grants(String field, String ownerRights, String publicRights) {}

  void changed(
      CatalogChange change, CatalogRow before, CatalogRow after, String owner, Grants grants) {
    if (!owner.isEmpty() && !before.sameIn(after, owner)) {
      sink.add(EffectKind.CHANGE_OWNER, change, before, null);
    }
    if (grants.field().isEmpty() || before.sameIn(after, grants.field(), owner(owner, grants))) {
      return;
    }
    List<String> lost =
        AccessList.lost(
            held(sink.before(), before, owner, grants), held(sink.after(), after, owner, grants));
    if (!lost.isEmpty()) {
      sink.add(EffectKind.REVOKE, change, before, String.join(", ", lost));
    }
  }

  private static String owner(String owner, Grants grants) {
    return owner.isEmpty() ? grants.field() : owner;
  }

  private static AccessList.Held held(
      CatalogSnapshot in, CatalogRow row, String owner, Grants grants) {
    String name = "";
    if (!owner.isEmpty()) {
      name = in.row(CatalogPart.ROLE, row.get(owner)).map(r -> r.get("rolname")).orElse("");
    }
    boolean plain = name.matches("[A-Za-z0-9_]*");
    String asListed = plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    String list = row.find(grants.field()).orElse(null);
    String ownerRights = owner.isEmpty() ? "" : grants.ownerRights();
    return new AccessList.Held(list, asListed, ownerRights, grants.publicRights());
  }
}
