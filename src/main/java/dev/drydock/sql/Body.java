package dev.drydock.sql;

import java.util.List;

/**
 * The body of a routine or DO block.
 *
 * @param text of the body; empty where it is in a file of the server
 * @param offset of its first character in the statement's text
 * @param actions what its statements do, as far as it could be read; offsets are those of the
 *     statement's text where the body is in dollar quotes; a routine's argument defaults and SET
 *     clauses come first
 * @param dynamic places of EXECUTE, whose SQL is made at run time
 * @param readable whether all of it was understood: false for other languages than SQL and
 *     PL/pgSQL, and for what could not be parsed
 */
public record Body(
    String text, int offset, List<Action> actions, List<Integer> dynamic, boolean readable) {

  public Body {
    actions = List.copyOf(actions);
    dynamic = List.copyOf(dynamic);
  }

  /** Whether everything it does is in {@link #actions}: all understood, and nothing dynamic. */
  public boolean isTransparent() {
    return readable && dynamic.isEmpty();
  }
}
