package dev.drydock.sql;

import java.util.Optional;

/**
 * An object as a statement names it.
 *
 * @param name its own name; for a part of something (column, constraint, trigger, rule, policy,
 *     enum value) the name of what it is part of
 * @param part name of the part; empty for whole objects
 * @param arguments argument types of a routine as {@code format_type} prints them ({@code integer,
 *     text}), of an operator as written; without parentheses; empty where none are written
 */
public record ObjectRef(
    ObjectKind kind, QualifiedName name, Optional<String> part, Optional<String> arguments) {

  public static ObjectRef of(ObjectKind kind, QualifiedName name) {
    return new ObjectRef(kind, name, Optional.empty(), Optional.empty());
  }

  public static ObjectRef part(ObjectKind kind, QualifiedName whole, String part) {
    return new ObjectRef(kind, whole, Optional.of(part), Optional.empty());
  }

  /** The part's name, or the object's own. */
  public String simpleName() {
    return part.orElse(name.name());
  }

  /** As declarations name it: {@code public.clients.email}, {@code f(integer, text)}. */
  @Override
  public String toString() {
    return name
        + part.map(p -> "." + QualifiedName.quoted(p)).orElse("")
        + arguments.map(a -> "(" + a + ")").orElse("");
  }
}
