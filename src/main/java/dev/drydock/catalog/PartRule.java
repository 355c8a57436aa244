package dev.drydock.catalog;

import dev.drydock.migration.EffectKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which effects the differences of one part's rows are.
 *
 * @param drop a row is gone
 * @param change anything but name, schema, owner and grants differs
 * @param rename the name differs
 * @param name column of the name; empty for none
 * @param schema column of the schema; empty for none
 * @param owner column of the owner; empty for none
 * @param grants column of the access list; empty for none
 * @param ownerRights letters an owner has while the access list is null
 * @param publicRights letters everybody has while it is null
 * @param ignored columns that differ without a loss, or that are looked at by themselves
 */
record PartRule(
    EffectKind drop,
    EffectKind change,
    EffectKind rename,
    String name,
    String schema,
    String owner,
    String grants,
    String ownerRights,
    String publicRights,
    List<String> ignored) {

  private static final Map<CatalogPart, PartRule> RULES = rules();

  static @Nullable PartRule of(CatalogPart part) {
    return RULES.get(part);
  }

  private PartRule named(String field) {
    return new PartRule(
        drop, change, rename, field, schema, owner, grants, ownerRights, publicRights, ignored);
  }

  private PartRule in(String field) {
    return new PartRule(
        drop, change, rename, name, field, owner, grants, ownerRights, publicRights, ignored);
  }

  private PartRule owned(String field) {
    return new PartRule(
        drop, change, rename, name, schema, field, grants, ownerRights, publicRights, ignored);
  }

  private PartRule granted(String field, String ownerLetters, String publicLetters) {
    return new PartRule(
        drop, change, rename, name, schema, owner, field, ownerLetters, publicLetters, ignored);
  }

  private PartRule ignoring(String... fields) {
    return new PartRule(
        drop,
        change,
        rename,
        name,
        schema,
        owner,
        grants,
        ownerRights,
        publicRights,
        List.of(fields));
  }

  private static PartRule rule(EffectKind drop, EffectKind change, EffectKind rename) {
    return new PartRule(drop, change, rename, "", "", "", "", "", "", List.of());
  }

  private static PartRule rule(EffectKind drop, EffectKind change) {
    return rule(drop, change, EffectKind.RENAME_OBJECT);
  }

  private static PartRule rule(EffectKind drop) {
    return rule(drop, EffectKind.CHANGE_OBJECT, EffectKind.RENAME_OBJECT);
  }

  private static Map<CatalogPart, PartRule> rules() {
    var rules = new EnumMap<CatalogPart, PartRule>(CatalogPart.class);
    dependents(rules);
    types(rules);
    programs(rules);
    foreign(rules);
    shared(rules);
    return rules;
  }

  private static void dependents(Map<CatalogPart, PartRule> rules) {
    rules.put(
        CatalogPart.CONSTRAINT,
        rule(EffectKind.DROP_CONSTRAINT, EffectKind.CHANGE_CONSTRAINT, EffectKind.RENAME_CONSTRAINT)
            .named("conname")
            .ignoring(
                "connamespace",
                "conindid",
                "conparentid",
                "convalidated",
                "conenforced",
                "conpfeqop"));
    rules.put(
        CatalogPart.TRIGGER,
        rule(EffectKind.DROP_TRIGGER, EffectKind.CHANGE_TRIGGER, EffectKind.RENAME_TRIGGER)
            .named("tgname")
            .ignoring("tgrelid", "tgenabled", "tgparentid", "tgconstraint"));
    rules.put(
        CatalogPart.RULE,
        rule(EffectKind.DROP_RULE, EffectKind.CHANGE_RULE, EffectKind.RENAME_RULE)
            .named("rulename")
            .ignoring("ev_class", "ev_enabled", "action"));
    rules.put(
        CatalogPart.POLICY,
        rule(EffectKind.DROP_POLICY, EffectKind.CHANGE_POLICY, EffectKind.RENAME_POLICY)
            .named("polname"));
    rules.put(
        CatalogPart.STATISTICS,
        rule(EffectKind.DROP_STATISTICS, EffectKind.CHANGE_STATISTICS)
            .named("stxname")
            .in("stxnamespace")
            .owned("stxowner"));
    rules.put(
        CatalogPart.EVENT_TRIGGER,
        rule(EffectKind.DROP_EVENT_TRIGGER, EffectKind.CHANGE_TRIGGER)
            .named("evtname")
            .owned("evtowner")
            .ignoring("evtenabled"));
  }

  private static void types(Map<CatalogPart, PartRule> rules) {
    rules.put(
        CatalogPart.NAMESPACE,
        rule(EffectKind.DROP_SCHEMA, EffectKind.CHANGE_OBJECT, EffectKind.RENAME_SCHEMA)
            .named("nspname")
            .owned("nspowner")
            .granted("nspacl", "UC", ""));
    rules.put(
        CatalogPart.TYPE,
        rule(EffectKind.DROP_TYPE, EffectKind.CHANGE_DOMAIN, EffectKind.RENAME_TYPE)
            .named("typname")
            .in("typnamespace")
            .owned("typowner")
            .granted("typacl", "U", "U")
            .ignoring("typnotnull", "typdefault", "typrelid"));
    rules.put(
        CatalogPart.COLLATION,
        rule(EffectKind.DROP_COLLATION, EffectKind.CHANGE_COLLATION)
            .named("collname")
            .in("collnamespace")
            .owned("collowner"));
    rules.put(
        CatalogPart.CONVERSION,
        rule(EffectKind.DROP_CONVERSION).named("conname").in("connamespace").owned("conowner"));
    rules.put(CatalogPart.CAST, rule(EffectKind.DROP_CAST));
    rules.put(CatalogPart.TRANSFORM, rule(EffectKind.DROP_TRANSFORM));
    rules.put(
        CatalogPart.OPERATOR,
        rule(EffectKind.DROP_OPERATOR).named("oprname").in("oprnamespace").owned("oprowner"));
    rules.put(
        CatalogPart.OPERATOR_CLASS,
        rule(EffectKind.DROP_OPERATOR_CLASS).named("opcname").in("opcnamespace").owned("opcowner"));
    rules.put(
        CatalogPart.OPERATOR_FAMILY,
        rule(EffectKind.DROP_OPERATOR_FAMILY)
            .named("opfname")
            .in("opfnamespace")
            .owned("opfowner"));
    rules.put(CatalogPart.FAMILY_OPERATOR, rule(EffectKind.CHANGE_OBJECT));
    rules.put(CatalogPart.FAMILY_FUNCTION, rule(EffectKind.CHANGE_OBJECT));
  }

  private static void programs(Map<CatalogPart, PartRule> rules) {
    rules.put(
        CatalogPart.PROC,
        rule(EffectKind.DROP_FUNCTION, EffectKind.REPLACE_FUNCTION, EffectKind.RENAME_FUNCTION)
            .named("proname")
            .in("pronamespace")
            .owned("proowner")
            .granted("proacl", "X", "X"));
    rules.put(CatalogPart.AGGREGATE, rule(EffectKind.DROP_AGGREGATE, EffectKind.REPLACE_FUNCTION));
    rules.put(
        CatalogPart.EXTENSION,
        rule(EffectKind.DROP_EXTENSION, EffectKind.CHANGE_EXTENSION)
            .named("extname")
            .in("extnamespace")
            .owned("extowner"));
    rules.put(CatalogPart.ACCESS_METHOD, rule(EffectKind.DROP_ACCESS_METHOD).named("amname"));
    rules.put(
        CatalogPart.LANGUAGE,
        rule(EffectKind.DROP_LANGUAGE)
            .named("lanname")
            .owned("lanowner")
            .granted("lanacl", "U", "U"));
    textSearch(rules, CatalogPart.TEXT_SEARCH_CONFIGURATION, "cfgname", "cfgnamespace", "cfgowner");
    textSearch(rules, CatalogPart.TEXT_SEARCH_DICTIONARY, "dictname", "dictnamespace", "dictowner");
    textSearch(rules, CatalogPart.TEXT_SEARCH_PARSER, "prsname", "prsnamespace", "");
    textSearch(rules, CatalogPart.TEXT_SEARCH_TEMPLATE, "tmplname", "tmplnamespace", "");
    rules.put(CatalogPart.TEXT_SEARCH_MAPPING, rule(EffectKind.CHANGE_OBJECT));
  }

  private static void textSearch(
      Map<CatalogPart, PartRule> rules,
      CatalogPart part,
      String name,
      String schema,
      String owner) {
    rules.put(part, rule(EffectKind.DROP_TEXT_SEARCH).named(name).in(schema).owned(owner));
  }

  private static void foreign(Map<CatalogPart, PartRule> rules) {
    rules.put(
        CatalogPart.FOREIGN_DATA_WRAPPER,
        rule(EffectKind.DROP_FOREIGN_DATA_WRAPPER, EffectKind.CHANGE_OPTIONS)
            .named("fdwname")
            .owned("fdwowner")
            .granted("fdwacl", "U", ""));
    rules.put(
        CatalogPart.FOREIGN_SERVER,
        rule(EffectKind.DROP_FOREIGN_SERVER, EffectKind.CHANGE_OPTIONS)
            .named("srvname")
            .owned("srvowner")
            .granted("srvacl", "U", ""));
    rules.put(
        CatalogPart.FOREIGN_TABLE, rule(EffectKind.DROP_FOREIGN_TABLE, EffectKind.CHANGE_OPTIONS));
    rules.put(
        CatalogPart.USER_MAPPING, rule(EffectKind.DROP_USER_MAPPING, EffectKind.CHANGE_OPTIONS));
    rules.put(
        CatalogPart.PUBLICATION,
        rule(EffectKind.DROP_PUBLICATION, EffectKind.CHANGE_PUBLICATION)
            .named("pubname")
            .owned("pubowner"));
    rules.put(
        CatalogPart.PUBLICATION_TABLE,
        rule(EffectKind.CHANGE_PUBLICATION, EffectKind.CHANGE_PUBLICATION).ignoring("prpubid"));
    rules.put(
        CatalogPart.PUBLICATION_SCHEMA,
        rule(EffectKind.CHANGE_PUBLICATION, EffectKind.CHANGE_PUBLICATION).ignoring("pnpubid"));
    rules.put(
        CatalogPart.SUBSCRIPTION,
        rule(EffectKind.DROP_SUBSCRIPTION, EffectKind.CHANGE_SUBSCRIPTION)
            .named("subname")
            .owned("subowner"));
  }

  private static void shared(Map<CatalogPart, PartRule> rules) {
    rules.put(
        CatalogPart.DATABASE,
        rule(EffectKind.DROP_DATABASE)
            .named("datname")
            .owned("datdba")
            .granted("datacl", "CTc", "Tc"));
    rules.put(
        CatalogPart.TABLESPACE,
        rule(EffectKind.DROP_TABLESPACE, EffectKind.CHANGE_OPTIONS)
            .named("spcname")
            .owned("spcowner")
            .granted("spcacl", "C", ""));
    rules.put(
        CatalogPart.ROLE,
        rule(EffectKind.DROP_ROLE, EffectKind.CHANGE_ROLE, EffectKind.RENAME_ROLE)
            .named("rolname"));
    rules.put(CatalogPart.PARAMETER, rule(EffectKind.REVOKE).granted("paracl", "", ""));
    rules.put(CatalogPart.MEMBERSHIP, rule(EffectKind.REVOKE, EffectKind.REVOKE));
    rules.put(CatalogPart.SEQUENCE, rule(EffectKind.DROP_SEQUENCE, EffectKind.CHANGE_SEQUENCE));
  }
}
