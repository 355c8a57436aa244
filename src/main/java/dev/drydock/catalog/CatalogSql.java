package dev.drydock.catalog;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the queries of {@link CatalogReader}: all parts in one SELECT, so in one round trip. */
final class CatalogSql {

  /** A row that this transaction wrote. */
  private static final String OURS = " AND " + OwnRows.of("x");

  /** Its command, of a row that this transaction wrote; null of any other. */
  private static final String OUR_COMMAND = "CASE WHEN true" + OURS + " THEN x.cmin::text END";

  /** Several parts read each of these; the rows that the transaction wrote are looked for once. */
  private static final List<String> READ_TWICE = List.of("pg_class", "pg_attribute");

  private static final String TEMPORARY =
      "temp AS MATERIALIZED (SELECT n.oid FROM pg_namespace n"
          + " WHERE n.nspname ~ '^pg_(toast_)?temp_')";

  private final int major;

  CatalogSql(int major) {
    this.major = major;
  }

  /** Everything; deparsed texts for the relations with one of these names. */
  String everything(Collection<String> names) {
    return these(List.of(CatalogPart.values()), names);
  }

  /**
   * What all databases use, but what can be read later; of that the keys, where rows can vanish,
   * and what the relations of these names have.
   */
  String atFirst(Collection<String> names) {
    List<CatalogPart> parts =
        Arrays.stream(CatalogPart.values())
            .filter(part -> part.definition().unused() == null)
            .toList();
    var query = new StringJoiner("\nUNION ALL\n");
    query.add(all(parts, names, part -> part.definition().firstRows()));
    parts.stream()
        .filter(part -> exists(part) && part.isLater() && part.vanishes())
        .forEach(part -> query.add(keys(part, "")));
    return query.toString();
  }

  /** The other parts of which this database has something, by their numbers. */
  String used() {
    return Arrays.stream(CatalogPart.values())
        .filter(part -> exists(part) && part.definition().unused() != null)
        .map(part -> "(%d, %s)".formatted(part.ordinal(), part.definition().used()))
        .collect(
            Collectors.joining(
                ", ", "SELECT v.part FROM (VALUES ", ") AS v(part, used) WHERE v.used"));
  }

  /** Everything of some parts; deparsed texts for the relations with one of these names. */
  String these(Collection<CatalogPart> parts, Collection<String> names) {
    return all(parts, names, part -> "");
  }

  private String all(
      Collection<CatalogPart> parts,
      Collection<String> names,
      Function<CatalogPart, String> filter) {
    String named =
        "SELECT c.oid FROM pg_class c WHERE c.relname = ANY ("
            + PinnedQuery.array(names)
            + "::name[]) UNION SELECT i.inhrelid FROM pg_inherits i JOIN named n"
            + " ON n.oid = i.inhparent";
    var query = new StringJoiner("\nUNION ALL\n", with(named, ""), "");
    parts.stream()
        .filter(this::exists)
        .forEach(part -> query.add(select(part, part.definition().before(), filter.apply(part))));
    return query.toString();
  }

  /**
   * What this transaction wrote, and where rows may have vanished, the keys that are left.
   *
   * @param relations OIDs of the relations whose deparsed texts are wanted
   * @param names names of views whose deparsed texts are wanted, should they be made again
   * @param wanted a condition, whether rows are wanted at all: a practice only plans how to look
   */
  String changes(
      Collection<String> relations, Collection<String> names, LookedAt parts, String wanted) {
    String named =
        "SELECT unnest("
            + PinnedQuery.array(relations)
            + "::oid[]) AS oid UNION SELECT c.oid FROM pg_class c WHERE c.relname = ANY ("
            + PinnedQuery.array(names)
            + "::name[])";
    String ours = " AND " + wanted + OURS;
    var first = new StringBuilder();
    for (String catalog : READ_TWICE) {
      first
          .append("written_%s AS MATERIALIZED (SELECT x.*, x.xmin, x.cmin".formatted(catalog))
          .append(" FROM %s x WHERE true%s), ".formatted(catalog, ours));
    }
    var query = new StringJoiner("\nUNION ALL\n", with(named, first.toString()), "");
    parts.written().stream().filter(this::exists).forEach(part -> query.add(written(part, ours)));
    parts.reread().stream()
        .filter(this::exists)
        .forEach(part -> query.add(select(part, null, " AND " + wanted)));
    parts.small().stream()
        .filter(this::exists)
        .forEach(part -> query.add(select(part, OUR_COMMAND, " AND " + wanted)));
    parts.keys().stream()
        .filter(this::exists)
        .forEach(part -> query.add(keys(part, " AND %1$s HAVING %1$s".formatted(wanted))));
    return query.toString();
  }

  /**
   * Single rows.
   *
   * @param relations OIDs of the relations whose deparsed texts are wanted
   */
  String only(Map<CatalogPart, Set<String>> keys, Collection<String> relations) {
    String named = "SELECT unnest(" + PinnedQuery.array(relations) + "::oid[]) AS oid";
    var query = new StringJoiner("\nUNION ALL\n", with(named, ""), "");
    keys.forEach(
        (part, wanted) ->
            query.add(
                select(
                    part,
                    null,
                    " AND (%s) = ANY (%s::text[])"
                        .formatted(part.definition().keyExpression(), PinnedQuery.array(wanted)))));
    return query.toString();
  }

  /** How many objects there are; what goes with a relation is none of its own. */
  String count() {
    return Arrays.stream(CatalogPart.values())
        .filter(part -> exists(part) && !part.isLater())
        .map(
            part ->
                "(SELECT count(*) FROM %s WHERE (%s))"
                    .formatted(part.definition().from(), part.definition().where()))
        .collect(Collectors.joining(" + ", "WITH " + TEMPORARY + " SELECT ", ""));
  }

  /** The keys that are there now. */
  String keys(Collection<CatalogPart> parts) {
    return parts.stream()
        .filter(this::exists)
        .map(part -> keys(part, ""))
        .collect(Collectors.joining("\nUNION ALL\n", "WITH " + TEMPORARY + "\n", ""));
  }

  private boolean exists(CatalogPart part) {
    return part.existsOn(major);
  }

  private static String with(String named, String first) {
    return "WITH RECURSIVE " + first + TEMPORARY + ", named AS MATERIALIZED (" + named + ")\n";
  }

  private String select(CatalogPart part, @Nullable String extra, String filter) {
    return select(part, extra, part.definition().from(), filter);
  }

  private String select(CatalogPart part, @Nullable String extra, String from, String filter) {
    PartDefinition definition = part.definition();
    String text = "NULL";
    if (definition.text() != null) {
      text =
          "CASE WHEN %s IN (SELECT oid FROM named) THEN %s END"
              .formatted(definition.relation(), definition.text());
    }
    return "SELECT %d AS part, %s AS key, %s AS fields, %s AS text, %s AS extra FROM %s WHERE (%s)%s"
        .formatted(
            part.ordinal(),
            definition.keyExpression(),
            definition.rowExpression(major),
            text,
            extra == null ? "NULL" : extra,
            from,
            definition.where(),
            filter);
  }

  private String written(CatalogPart part, String ours) {
    String from = part.definition().from();
    for (String catalog : READ_TWICE) {
      if (from.startsWith(catalog + " x")) {
        return select(part, "x.cmin::text", "written_" + from, "");
      }
    }
    return select(part, "x.cmin::text", from, ours);
  }

  private String keys(CatalogPart part, String filter) {
    PartDefinition definition = part.definition();
    return "SELECT %d, NULL, string_agg(%s, E'\\n'), NULL, NULL FROM %s WHERE (%s)%s"
        .formatted(
            part.ordinal(),
            definition.keyExpression(),
            definition.from(),
            definition.where(),
            filter);
  }
}
