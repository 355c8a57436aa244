package dev.drydock.sql;

import java.util.List;

/**
 * What an expert would have typed instead of one statement: statements that, run in order, each in
 * a transaction of its own or in none, end in the state that the one would have ended in.
 *
 * @param statements without semicolons; the first one that waits for nobody is not necessarily the
 *     last: a scan or build beside the traffic comes in between
 */
public record SafeForm(List<String> statements) {

  public SafeForm {
    statements = List.copyOf(statements);
    if (statements.isEmpty()) {
      throw new IllegalArgumentException("a safe form has a statement");
    }
  }

  static SafeForm of(String... statements) {
    return new SafeForm(List.of(statements));
  }
}
