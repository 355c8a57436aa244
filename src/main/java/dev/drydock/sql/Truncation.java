package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A TRUNCATE without CASCADE, read from its tokens.
 *
 * @param tables the names of its tables, schema first where it is written
 */
public record Truncation(List<List<String>> tables) {

  public Truncation {
    tables = List.copyOf(tables);
  }

  /** Reads a statement; empty for anything but such a TRUNCATE. */
  public static Optional<Truncation> of(String statement) {
    if (!Tokens.firstWord(statement).equals("truncate")) {
      return Optional.empty();
    }
    var cursor = new StatementCursor(Tokens.of(statement), 1);
    cursor.skip("table");
    var tables = new ArrayList<List<String>>();
    do {
      cursor.skip("only");
      Optional<List<String>> table = cursor.qualifiedName();
      if (table.isEmpty()) {
        return Optional.empty();
      }
      tables.add(table.get());
      cursor.skipOperator("*");
    } while (cursor.skip(','));
    if (!cursor.skip("restart", "identity")) {
      cursor.skip("continue", "identity");
    }
    cursor.skip("restrict");
    return cursor.atEnd() ? Optional.of(new Truncation(tables)) : Optional.empty();
  }
}
