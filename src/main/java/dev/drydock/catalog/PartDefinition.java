package dev.drydock.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a catalog is read: one paragraph of {@code parts.txt}.
 *
 * @param catalog OID of the catalog
 * @param since major version from which it exists
 * @param relation the column that holds the relation it belongs to; null when there is none
 * @param text the deparsed form; null when there is none
 * @param before what only the first look reads; null when there is nothing
 * @param unused how its catalog is where nobody uses it, {@code empty} or {@code other rows}; null
 *     where all use it
 * @param later what to read rows from that were not read at first, up to the column of the relation
 *     they are asked by; null where all are read at first
 */
record PartDefinition(
    int catalog,
    int since,
    Vanishing vanishing,
    String from,
    List<String> key,
    String where,
    List<String> fields,
    List<String> names,
    @Nullable String relation,
    @Nullable String text,
    @Nullable String before,
    @Nullable String unused,
    @Nullable String later) {

  /** Loaded once, when the first part is asked for. */
  private static final class Holder {
    static final Map<String, PartDefinition> ALL = load();
  }

  static PartDefinition of(String words) {
    PartDefinition found = Holder.ALL.get(words);
    if (found == null) {
      throw new IllegalStateException("parts.txt lacks " + words);
    }
    return found;
  }

  int position(String field) {
    int position = names.indexOf(field);
    if (position < 0) {
      throw new IllegalArgumentException("no field " + field + " in " + names);
    }
    return position;
  }

  /** The key as one text; its parts are separated by a slash. */
  String keyExpression() {
    return key.size() == 1
        ? key.get(0) + "::pg_catalog.text"
        : "pg_catalog.concat_ws('/', " + String.join(", ", key) + ")";
  }

  /**
   * Of those that can be read later, the rows to read at first: what belongs to named relations.
   */
  String firstRows() {
    if (later == null) {
      return "";
    }
    String asked = later.substring(later.lastIndexOf(' ') + 1);
    String own = asked + " IN (SELECT oid FROM named)";
    return relation == null || relation.equals(asked)
        ? " AND " + own
        : " AND (" + own + " OR " + relation + " IN (SELECT oid FROM named))";
  }

  /** A condition: whether there is anything of it. */
  String used() {
    return "empty".equals(unused)
        ? "pg_relation_size('%d'::oid::regclass) > 0".formatted(catalog)
        : "EXISTS (SELECT FROM %s WHERE %s)".formatted(from.replaceFirst(" JOIN .*", ""), where);
  }

  /** The fields as the text of one row, on a server of that major version. */
  String rowExpression(int major) {
    return fields.stream()
        .map(field -> expression(field, major))
        .collect(Collectors.joining(", ", "ROW(", ")::pg_catalog.text"));
  }

  private static String expression(String field, int major) {
    int equals = field.indexOf('=');
    if (equals > 0) {
      return field.substring(equals + 1);
    }
    int version = field.indexOf('@');
    if (version < 0) {
      return "x." + field;
    }
    boolean exists = major >= Integer.parseInt(field.substring(version + 1));
    return exists ? "x." + field.substring(0, version) : "NULL";
  }

  private static Map<String, PartDefinition> load() {
    try (InputStream in = PartDefinition.class.getResourceAsStream("parts.txt")) {
      if (in == null) {
        throw new IllegalStateException("parts.txt is missing");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      var all = new HashMap<String, PartDefinition>();
      for (String paragraph : text.replaceAll("(?m)^#.*\n", "").split("\n\n+")) {
        read(paragraph.strip(), all);
      }
      return Map.copyOf(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void read(String paragraph, Map<String, PartDefinition> all) {
    if (paragraph.isEmpty()) {
      return;
    }
    String[] lines = paragraph.replaceAll("\n {4,}", " ").split("\n");
    var values = new HashMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      String[] pair = lines[i].strip().split(" ", 2);
      values.put(pair[0], pair[1]);
    }
    all.put(lines[0].strip(), definition(values));
  }

  private static PartDefinition definition(Map<String, String> values) {
    String[] catalog = required(values, "catalog").split(" since ");
    List<String> fields = List.of(required(values, "fields").split("; "));
    var names = new ArrayList<String>();
    fields.forEach(field -> names.add(field.split("[=@]", 2)[0]));
    return new PartDefinition(
        Integer.parseInt(catalog[0]),
        catalog.length > 1 ? Integer.parseInt(catalog[1]) : 14,
        Vanishing.valueOf(required(values, "vanishing").toUpperCase(Locale.ROOT).replace(' ', '_')),
        required(values, "from"),
        List.of(required(values, "key").split(", ")),
        required(values, "where"),
        fields,
        List.copyOf(names),
        values.get("relation"),
        values.get("text"),
        values.get("before"),
        values.get("unused"),
        values.get("later"));
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("parts.txt lacks " + name + " in " + values);
    }
    return value;
  }
}
