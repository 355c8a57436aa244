package dev.drydock.catalog;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is gone, and so what goes without saying: the index of a dropped table is not a loss of its
 * own.
 */
final class GoneObjects {

  private final CatalogSnapshot before;
  private final Map<CatalogPart, Set<String>> gone = new EnumMap<>(CatalogPart.class);
  private final Set<String> columns = new HashSet<>();
  private final Set<String> detached = new HashSet<>();
  private final Map<String, Set<String>> parents = new HashMap<>();
  private final Set<String> updatedExtensions = new HashSet<>();
  private final Set<String> noLongerIdentity = new HashSet<>();
  private final Set<String> indexesOfGoneConstraints = new HashSet<>();

  GoneObjects(CatalogSnapshot before, List<CatalogChange> changes) {
    this.before = before;
    for (CatalogChange change : changes) {
      CatalogRow old = change.before();
      if (old != null) {
        note(change, old);
      }
    }
    before
        .rows(CatalogPart.INHERITS)
        .forEach(
            row ->
                parents
                    .computeIfAbsent(row.get("inhrelid"), ignored -> new HashSet<>())
                    .add(row.get("inhparent")));
  }

  private void note(CatalogChange change, CatalogRow old) {
    CatalogRow now = change.after();
    if (now == null) {
      gone.computeIfAbsent(change.part(), ignored -> new HashSet<>()).add(change.key());
      if (change.part() == CatalogPart.CONSTRAINT) {
        ownIndex(old).ifPresent(indexesOfGoneConstraints::add);
      } else if (change.part() == CatalogPart.INHERITS) {
        detached.add(old.get("inhrelid"));
      }
    } else if (change.part() == CatalogPart.ATTRIBUTE
        && now.is("attisdropped")
        && !old.is("attisdropped")) {
      columns.add(change.key());
    } else if (change.part() == CatalogPart.ATTRIBUTE
        && !old.get("attidentity").isEmpty()
        && now.get("attidentity").isEmpty()) {
      noLongerIdentity.add(change.key());
    } else if (change.part() == CatalogPart.CONSTRAINT && !old.sameIn(now, "conindid")) {
      // Made again over another index, and what the two prove is compared by the constraints.
      ownIndex(old).ifPresent(indexesOfGoneConstraints::add);
    } else if (change.part() == CatalogPart.EXTENSION
        && !old.sameIn(now, "extversion", "extnamespace")) {
      updatedExtensions.add(change.key());
    }
  }

  /** The index that belongs to a key; a foreign key only notes one of the table it points at. */
  private static Optional<String> ownIndex(CatalogRow constraint) {
    return "pux".contains(constraint.get("contype"))
        ? Optional.of(constraint.get("conindid"))
        : Optional.empty();
  }

  boolean relation(String oid) {
    return is(CatalogPart.CLASS, oid);
  }

  boolean column(String relation, String number) {
    return columns.contains(relation + "/" + number) || relation(relation);
  }

  boolean is(CatalogPart part, String key) {
    return gone.getOrDefault(part, Set.of()).contains(key);
  }

  /** The relations it inherited from or was a partition of. */
  Set<String> parents(String relation) {
    return parents.getOrDefault(relation, Set.of());
  }

  /** Whether the row went because of something larger that is reported by itself. */
  boolean impliesLossOf(CatalogRow row) {
    return withExtension(row) || withOwner(row) || changedWithExtension(row);
  }

  private boolean withExtension(CatalogRow row) {
    Optional<CatalogRow> member =
        before.row(CatalogPart.MEMBER, row.part().catalog() + "/" + row.key());
    if (withInternal(row.part(), row.key())) {
      return true;
    }
    boolean holdsRows = row.part() == CatalogPart.CLASS && "rpm".contains(row.get("relkind"));
    return !holdsRows
        && member.filter(m -> is(CatalogPart.EXTENSION, m.get("refobjid"))).isPresent();
  }

  /** The functions and casts that come with a range type. */
  private boolean withInternal(CatalogPart part, String key) {
    return before
        .row(CatalogPart.INTERNAL, part.catalog() + "/" + key)
        .filter(
            owner -> {
              String oid = owner.get("refobjid");
              if (owner.get("refclassid").equals(String.valueOf(CatalogPart.PROC.catalog()))) {
                return is(CatalogPart.PROC, oid);
              }
              String range =
                  before
                      .row(CatalogPart.MULTIRANGE, oid)
                      .map(type -> type.get("rngtypid"))
                      .orElse(oid);
              return is(CatalogPart.TYPE, range);
            })
        .isPresent();
  }

  /** Whether the row belongs to an extension that was brought to another version. */
  boolean changedWithExtension(CatalogRow row) {
    if (row.part() == CatalogPart.MEMBER) {
      return updatedExtensions.contains(row.get("refobjid"));
    }
    return before
        .row(CatalogPart.MEMBER, row.part().catalog() + "/" + row.key())
        .filter(member -> updatedExtensions.contains(member.get("refobjid")))
        .isPresent();
  }

  private boolean withOwner(CatalogRow row) {
    switch (row.part()) {
      case CLASS:
        return relationWithOwner(row);
      case ATTRDEF:
        return column(row.get("adrelid"), row.get("adnum"));
      case CONSTRAINT:
        return constraintWithOwner(row);
      case TRIGGER:
        return row.is("tgisinternal")
            || relation(row.get("tgrelid"))
            || is(CatalogPart.TRIGGER, row.get("tgparentid"))
            || (!row.none("tgparentid") && detached.contains(row.get("tgrelid")));
      case RULE:
        return relation(row.get("ev_class"));
      case POLICY:
        return relation(row.get("polrelid"));
      case STATISTICS:
        return relation(row.get("stxrelid")) || all(row, "stxrelid", row.get("stxkeys"));
      case INHERITS:
        return relation(row.get("inhrelid")) || relation(row.get("inhparent"));
      case TYPE:
        return !row.none("typrelid");
      case ENUM:
        return is(CatalogPart.TYPE, row.get("enumtypid"));
      default:
        return plainWithOwner(row);
    }
  }

  private boolean plainWithOwner(CatalogRow row) {
    switch (row.part()) {
      case DESCRIPTION:
      case SECURITY_LABEL:
      case SHARED_DESCRIPTION:
      case SHARED_SECURITY_LABEL:
        return describedIsGone(row);
      case PUBLICATION_TABLE:
        return relation(row.get("prrelid")) || is(CatalogPart.PUBLICATION, row.get("prpubid"));
      case PUBLICATION_SCHEMA:
        return is(CatalogPart.PUBLICATION, row.get("pnpubid"))
            || is(CatalogPart.NAMESPACE, row.get("pnnspid"));
      case FAMILY_OPERATOR:
      case FAMILY_FUNCTION:
        return is(CatalogPart.OPERATOR_FAMILY, row.get("family"));
      case TEXT_SEARCH_MAPPING:
        return is(CatalogPart.TEXT_SEARCH_CONFIGURATION, row.get("mapcfg"));
      case DEFAULT_PRIVILEGES:
        return is(CatalogPart.NAMESPACE, row.get("defaclnamespace")) || goneRole(row.get("role"));
      case MEMBERSHIP:
        return goneRole(row.get("role")) || goneRole(row.get("member"));
      case SETTING:
        return goneRole(row.get("role"));
      case MEMBER:
        return is(CatalogPart.EXTENSION, row.get("refobjid"))
            || CatalogNames.partOf(row.get("classid"))
                .filter(part -> is(part, row.get("objid")))
                .isPresent();
      default:
        return false;
    }
  }

  private boolean goneRole(String name) {
    return gone.getOrDefault(CatalogPart.ROLE, Set.of()).stream()
        .anyMatch(
            key -> before.row(CatalogPart.ROLE, key).orElseThrow().get("rolname").equals(name));
  }

  private boolean relationWithOwner(CatalogRow row) {
    String oid = row.get("oid");
    if (parents(oid).stream().anyMatch(this::relation)) {
      return row.is("relispartition") || "iI".contains(row.get("relkind"));
    }
    if (row.get("relkind").equals("S")) {
      return before
          .row(CatalogPart.SEQUENCE_OWNER, oid)
          .filter(
              owner ->
                  column(owner.get("refobjid"), owner.get("refobjsubid"))
                      || noLongerIdentity.contains(
                          owner.get("refobjid") + "/" + owner.get("refobjsubid")))
          .isPresent();
    }
    return before.row(CatalogPart.INDEX, oid).filter(this::indexWithOwner).isPresent();
  }

  private boolean indexWithOwner(CatalogRow index) {
    return relation(index.get("indrelid"))
        || indexesOfGoneConstraints.contains(index.get("indexrelid"))
        || all(index, "indrelid", index.get("indkey"));
  }

  private boolean constraintWithOwner(CatalogRow row) {
    return relation(row.get("conrelid"))
        || is(CatalogPart.TYPE, row.get("contypid"))
        || is(CatalogPart.CONSTRAINT, row.get("conparentid"))
        || (!row.none("conparentid") && detached.contains(row.get("confrelid")))
        || all(
            row, "conrelid", String.join(" ", RowText.elements(row.find("conkey").orElse(null))));
  }

  private boolean all(CatalogRow row, String relation, String numbers) {
    List<String> keys = RowText.vector(numbers);
    return !keys.isEmpty()
        && keys.stream().allMatch(number -> columns.contains(row.get(relation) + "/" + number));
  }

  private boolean describedIsGone(CatalogRow row) {
    String oid = row.get("objoid");
    Optional<CatalogPart> part = CatalogNames.partOf(row.get("classoid"));
    if (part.isEmpty()) {
      return !CatalogNames.isLargeObject(row.get("classoid"));
    }
    boolean ofColumn = part.get() == CatalogPart.CLASS && !row.get("objsubid").equals("0");
    return ofColumn ? column(oid, row.get("objsubid")) : is(part.get(), oid);
  }
}
