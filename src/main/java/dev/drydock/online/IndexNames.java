package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The names of an index's columns, of which the server makes that of a nameless one: an expression
 * is called after its function.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/commands/indexcmds.c">
 *     ChooseIndexColumnNames in PostgreSQL's source</a>
 */
final class IndexNames {

  private static final SqlParser PARSER = new SqlParser();

  private IndexNames() {}

  /** Whether all of them are as the server's: it looks deeper into other expressions. */
  static boolean areCertain(Creation.CreateIndex build) {
    return build.parts().stream().allMatch(part -> name(part).isPresent());
  }

  /** With those of INCLUDE, each once. */
  static List<String> columns(Creation.CreateIndex build) {
    var columns = new ArrayList<String>();
    build.parts().forEach(part -> columns.add(free(name(part).orElse("expr"), columns)));
    build.include().forEach(column -> columns.add(free(column, columns)));
    return columns;
  }

  /** Those of an index that exists. */
  static List<String> columns(RelationFacts.Index index) {
    return PARSER
        .parse(new Statement(1, 0, 1, 1, index.definition()))
        .all(Creation.CreateIndex.class)
        .findFirst()
        .map(IndexNames::columns)
        .orElseGet(() -> index.columns().stream().map(c -> c.isEmpty() ? "expr" : c).toList());
  }

  private static Optional<String> name(Creation.IndexPart part) {
    return part.column().or(() -> part.expression().flatMap(e -> e.onlyCall()));
  }

  private static String free(String name, List<String> columns) {
    String free = name;
    for (int n = 1; columns.contains(free); n++) {
      free = name + n;
    }
    return free;
  }
}
