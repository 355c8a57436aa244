package dev.drydock.sql;

import java.util.List;
import java.util.Locale;

/**
 * An object gets another name.
 *
 * @param object as the statement names it, such as {@code orders.total}
 * @param newName its own new name, without what it lies in
 */
public record Renaming(String object, String newName) {

  /** Those that a statement says in plain words. */
  public static List<Renaming> in(String statement) {
    return statement.toLowerCase(Locale.ROOT).contains("rename")
        ? new SqlParser()
            .parse(new Statement(1, 0, 1, 1, statement)).actions().stream()
                .filter(ObjectChange.Rename.class::isInstance)
                .map(ObjectChange.Rename.class::cast)
                .map(rename -> new Renaming(rename.object().toString(), rename.newName()))
                .toList()
        : List.of();
  }
}
