package dev.drydock.lint;

import dev.drydock.sql.DataType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A type taken apart: {@code timestamp(3) with time zone} is {@code timestamp with time zone} with
 * 3.
 *
 * @param name in canonical form, without modifiers
 * @param modifiers numbers in its parentheses
 */
record TypeName(String name, List<Integer> modifiers, boolean array) {

  private static final Pattern FORM = Pattern.compile("([^(\\[]+)(?:\\(([\\d,\\s]*)\\))?([^\\[]*)");

  TypeName {
    modifiers = List.copyOf(modifiers);
  }

  /** Takes apart what {@code format_type} or {@link DataType#toString} prints. */
  static Optional<TypeName> of(String canonical) {
    boolean array = canonical.endsWith("[]");
    String scalar = canonical.replace("[]", "").strip();
    Matcher form = FORM.matcher(scalar);
    if (!form.matches()) {
      return Optional.empty();
    }
    String name = (form.group(1).strip() + " " + form.group(3).strip()).strip();
    return Optional.of(new TypeName(name, numbers(form.group(2)), array));
  }

  private static List<Integer> numbers(String text) {
    if (text == null || text.isBlank()) {
      return List.of();
    }
    return Arrays.stream(text.split(",")).map(n -> Integer.valueOf(n.strip())).toList();
  }

  TypeName element() {
    return new TypeName(name, modifiers, false);
  }

  /** The modifier at a place, or what its absence means. */
  int modifier(int place, int absent) {
    return place < modifiers.size() ? modifiers.get(place) : absent;
  }

  boolean isText() {
    return name.equals("text") || (name.equals("character varying") && modifiers.isEmpty());
  }

  /** Whether its values have an order that a collation decides. */
  boolean isCollatable() {
    return isOneOf("text", "character varying", "character", "name", "citext");
  }

  boolean isOneOf(String... names) {
    return Arrays.asList(names).contains(name);
  }
}
