package dev.drydock.migration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A name as SQL writes it, such as {@code public.clients.email} or {@code public."Order"}, in its
 * parts.
 *
 * @param parts the parts without quotes, as the catalog holds them
 * @param arguments what stands in parentheses behind it, normalised; null when there are none
 */
public record ObjectName(List<String> parts, @Nullable String arguments) {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /**
   * Words that PostgreSQL 18 does not take as a bare table or column name, and the one that ends
   * the name in a declaration.
   */
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization because binary both case cast"
                  + " check collate collation column concurrently constraint create cross"
                  + " current_catalog current_date current_role current_schema current_time"
                  + " current_timestamp current_user default deferrable desc distinct do else end"
                  + " except false fetch for foreign freeze from full grant group having ilike in"
                  + " initially inner intersect into is isnull join lateral leading left like limit"
                  + " localtime localtimestamp natural not notnull null offset on only or order"
                  + " outer overlaps placing primary references returning right select session_user"
                  + " similar some symmetric system_user table tablesample then to trailing true"
                  + " union unique user using variadic verbose when where window with")
              .split(" "));

  public ObjectName {
    parts = List.copyOf(parts);
  }

  /** The full name of something that lies in a schema. */
  public static ObjectName in(String schema, String name) {
    return new ObjectName(List.of(schema, name), null);
  }

  /** The parts of a name as somebody wrote it; unquoted ones are folded to lower case. */
  public static ObjectName parse(String written) {
    var parts = new ArrayList<String>();
    var part = new StringBuilder();
    int i = 0;
    while (i < written.length() && written.charAt(i) != '(') {
      char c = written.charAt(i);
      if (c == '"') {
        i = quoted(written, i, part);
      } else if (c == '.') {
        parts.add(part.toString());
        part.setLength(0);
        i++;
      } else {
        part.append(Character.isWhitespace(c) ? "" : lower(c));
        i++;
      }
    }
    parts.add(part.toString());
    return new ObjectName(parts, i < written.length() ? normalised(written.substring(i)) : null);
  }

  private static int quoted(String written, int open, StringBuilder part) {
    int i = open + 1;
    while (i < written.length()) {
      if (written.charAt(i) != '"') {
        part.append(written.charAt(i));
        i++;
      } else if (i + 1 < written.length() && written.charAt(i + 1) == '"') {
        part.append('"');
        i += 2;
      } else {
        return i + 1;
      }
    }
    return i;
  }

  private static String lower(char c) {
    return c >= 'A' && c <= 'Z' ? String.valueOf((char) (c + 32)) : String.valueOf(c);
  }

  private static String normalised(String arguments) {
    String inside = arguments.substring(1, Math.max(1, arguments.lastIndexOf(')')));
    return List.of(inside.split(",", -1)).stream()
        .map(ObjectName::typeName)
        .collect(Collectors.joining(","));
  }

  /** A type by the name that {@code format_type} gives it. */
  private static String typeName(String written) {
    String type = written.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    String array = type.endsWith("[]") ? "[]" : "";
    String element = type.substring(0, type.length() - array.length());
    return TypeAliases.canonical(element) + array;
  }

  /** An identifier, quoted only where SQL needs it. */
  public static String quoted(String identifier) {
    boolean plain = PLAIN.matcher(identifier).matches() && !RESERVED.contains(identifier);
    return plain ? identifier : '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** Identifiers joined by points, each quoted only where SQL needs it. */
  public static String of(String... identifiers) {
    return List.of(identifiers).stream().map(ObjectName::quoted).collect(Collectors.joining("."));
  }
}
