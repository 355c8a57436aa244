package dev.drydock.catalog;

import dev.drydock.migration.ObjectName;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The names of a snapshot's objects as SQL writes them: {@code schema.table.column}, {@code
 * schema.index}, {@code schema.table.constraint}, {@code schema.function(integer)}.
 */
public final class CatalogNames {

  private static final Map<Integer, CatalogPart> CLASSES = classes();

  private final CatalogSnapshot snapshot;

  public CatalogNames(CatalogSnapshot snapshot) {
    this.snapshot = snapshot;
  }

  private static Map<Integer, CatalogPart> classes() {
    var classes = new HashMap<Integer, CatalogPart>();
    for (CatalogPart part : CatalogPart.values()) {
      if (part.vanishing() != Vanishing.SILENT) {
        classes.put(part.catalog(), part);
      }
    }
    return classes;
  }

  /** The name of a row's object; empty where it belongs to something the snapshot does not hold. */
  public Optional<String> of(CatalogRow row) {
    switch (row.part()) {
      case NAMESPACE:
        return quoted(row, "nspname");
      case CLASS:
        return inSchema(row, "relnamespace", "relname");
      case ATTRIBUTE:
        return relation(row.get("attrelid")).map(table -> table + "." + name(row, "attname"));
      case ATTRDEF:
        return column(row.get("adrelid"), row.get("adnum"));
      case INDEX:
        return relation(row.get("indexrelid"));
      case SEQUENCE:
        return relation(row.get("seqrelid"));
      case FOREIGN_TABLE:
        return relation(row.get("ftrelid"));
      case INHERITS:
        return relation(row.get("inhrelid"));
      case CONSTRAINT:
        return row.none("conrelid")
            ? under(type(row.get("contypid")), row, "conname")
            : under(relation(row.get("conrelid")), row, "conname");
      case TYPE:
        return inSchema(row, "typnamespace", "typname");
      case ENUM:
        return under(type(row.get("enumtypid")), row, "enumlabel");
      case PROC:
        return inSchema(row, "pronamespace", "proname").map(f -> f + "(" + row.get("args") + ")");
      case AGGREGATE:
        return named(CatalogPart.PROC, row.get("aggfnoid"));
      case TRIGGER:
        return under(relation(row.get("tgrelid")), row, "tgname");
      case RULE:
        return under(relation(row.get("ev_class")), row, "rulename");
      case POLICY:
        return under(relation(row.get("polrelid")), row, "polname");
      case STATISTICS:
        return inSchema(row, "stxnamespace", "stxname");
      default:
        return ofPlain(row);
    }
  }

  private Optional<String> ofPlain(CatalogRow row) {
    switch (row.part()) {
      case EXTENSION:
        return quoted(row, "extname");
      case MEMBER:
        return named(CatalogPart.EXTENSION, row.get("refobjid"));
      case EVENT_TRIGGER:
        return quoted(row, "evtname");
      case PUBLICATION:
        return quoted(row, "pubname");
      case PUBLICATION_TABLE:
        return named(CatalogPart.PUBLICATION, row.get("prpubid"));
      case PUBLICATION_SCHEMA:
        return named(CatalogPart.PUBLICATION, row.get("pnpubid"));
      case SUBSCRIPTION:
        return quoted(row, "subname");
      case COLLATION:
        return inSchema(row, "collnamespace", "collname");
      case CONVERSION:
        return inSchema(row, "connamespace", "conname");
      case CAST:
        return Optional.of(row.get("source") + " as " + row.get("target"));
      case TRANSFORM:
        return Optional.of(row.get("type") + " language " + row.get("language"));
      case OPERATOR:
        return schema(row.get("oprnamespace")).map(schema -> operator(schema, row));
      case OPERATOR_CLASS:
        return inSchema(row, "opcnamespace", "opcname");
      case OPERATOR_FAMILY:
        return inSchema(row, "opfnamespace", "opfname");
      case FAMILY_OPERATOR:
      case FAMILY_FUNCTION:
        return named(CatalogPart.OPERATOR_FAMILY, row.get("family"));
      case ACCESS_METHOD:
        return quoted(row, "amname");
      case LANGUAGE:
        return quoted(row, "lanname");
      case TEXT_SEARCH_CONFIGURATION:
        return inSchema(row, "cfgnamespace", "cfgname");
      case TEXT_SEARCH_MAPPING:
        return named(CatalogPart.TEXT_SEARCH_CONFIGURATION, row.get("mapcfg"));
      case TEXT_SEARCH_DICTIONARY:
        return inSchema(row, "dictnamespace", "dictname");
      case TEXT_SEARCH_PARSER:
        return inSchema(row, "prsnamespace", "prsname");
      case TEXT_SEARCH_TEMPLATE:
        return inSchema(row, "tmplnamespace", "tmplname");
      case FOREIGN_DATA_WRAPPER:
        return quoted(row, "fdwname");
      case FOREIGN_SERVER:
        return quoted(row, "srvname");
      default:
        return ofShared(row);
    }
  }

  private Optional<String> ofShared(CatalogRow row) {
    switch (row.part()) {
      case USER_MAPPING:
        return Optional.of(ObjectName.of(row.get("srvname"), row.get("usename")));
      case DEFAULT_PRIVILEGES:
        return Optional.of(defaultPrivileges(row));
      case DESCRIPTION:
      case SECURITY_LABEL:
      case SHARED_DESCRIPTION:
      case SHARED_SECURITY_LABEL:
        return described(row.get("classoid"), row.get("objoid"), row.get("objsubid"));
      case DATABASE:
        return quoted(row, "datname");
      case TABLESPACE:
        return quoted(row, "spcname");
      case ROLE:
        return quoted(row, "rolname");
      case MEMBERSHIP:
        return Optional.of(ObjectName.of(row.get("role"), row.get("member")));
      case SETTING:
        return Optional.of(setting(row));
      case PARAMETER:
        return Optional.of(row.get("parname"));
      default:
        return Optional.empty();
    }
  }

  /** The name of the object that a comment or label is on. */
  public Optional<String> described(String catalog, String oid, String column) {
    if (isLargeObject(catalog)) {
      return Optional.of(oid);
    }
    CatalogPart part = CLASSES.get(Integer.parseInt(catalog));
    if (part == null) {
      return Optional.empty();
    }
    return part == CatalogPart.CLASS && !column.equals("0")
        ? column(oid, column)
        : named(part, oid);
  }

  /** Large objects have no names, and are in no part. */
  static boolean isLargeObject(String catalog) {
    return Integer.parseInt(catalog) == CatalogPart.LARGE_OBJECT;
  }

  /** The part whose objects have that class. */
  static Optional<CatalogPart> partOf(String catalog) {
    return Optional.ofNullable(CLASSES.get(Integer.parseInt(catalog)));
  }

  /** {@code schema.table}. */
  public Optional<String> relation(String oid) {
    return named(CatalogPart.CLASS, oid);
  }

  /** {@code schema.table.column}. */
  public Optional<String> column(String relation, String number) {
    return named(CatalogPart.ATTRIBUTE, relation + "/" + number);
  }

  private Optional<String> type(String oid) {
    return named(CatalogPart.TYPE, oid);
  }

  private Optional<String> schema(String oid) {
    return named(CatalogPart.NAMESPACE, oid);
  }

  private Optional<String> named(CatalogPart part, String key) {
    return snapshot.row(part, key).flatMap(this::of);
  }

  private Optional<String> inSchema(CatalogRow row, String schema, String name) {
    return schema(row.get(schema)).map(found -> found + "." + name(row, name));
  }

  private static Optional<String> under(Optional<String> parent, CatalogRow row, String name) {
    return parent.map(found -> found + "." + name(row, name));
  }

  private static Optional<String> quoted(CatalogRow row, String field) {
    return Optional.of(name(row, field));
  }

  private static String name(CatalogRow row, String field) {
    return ObjectName.quoted(row.get(field));
  }

  private static String operator(String schema, CatalogRow row) {
    return "%s.%s(%s,%s)".formatted(schema, row.get("oprname"), row.get("left"), row.get("right"));
  }

  private static String setting(CatalogRow row) {
    String role = row.get("role");
    String database = row.get("database");
    if (role.isEmpty()) {
      return ObjectName.quoted(database);
    }
    return database.isEmpty() ? ObjectName.quoted(role) : ObjectName.of(role, database);
  }

  private String defaultPrivileges(CatalogRow row) {
    String kind = DefaultPrivilegeKind.words(row.get("defaclobjtype"));
    String role = ObjectName.quoted(row.get("role"));
    return schema(row.get("defaclnamespace"))
        .map(schema -> role + "." + schema + "." + kind)
        .orElse(role + "." + kind)
        .toLowerCase(Locale.ROOT);
  }
}
