package dev.drydock.sql;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A query that gives all columns of one table: {@code SELECT * FROM clients WHERE …}.
 *
 * @param table as written
 * @param rest from its FROM on, as written
 */
public record StarQuery(QualifiedName table, String rest) {

  private static final Set<String> JOINING =
      Set.of("join", "inner", "left", "right", "full", "cross", "natural");

  /** The query taken apart; empty where it is another, or reads more than one table. */
  public static Optional<StarQuery> of(String query) {
    Tokens tokens = Tokens.of(query);
    boolean qualified = tokens.isName(1) && tokens.isPunctuation(2, '.');
    int from = qualified ? 4 : 2;
    boolean star = tokens.is(0, "select") && tokens.isOperator(from - 1, "*");
    if (!star || !tokens.is(from, "from") || !tokens.isName(from + 1)) {
      return Optional.empty();
    }
    try {
      return of(query, tokens, from);
    } catch (MisfitException noName) {
      return Optional.empty();
    }
  }

  private static Optional<StarQuery> of(String query, Tokens tokens, int from) {
    var cursor = new Cursor(tokens, from + 1, tokens.size());
    QualifiedName table = cursor.asWritten();
    cursor.accept("as");
    boolean alias = cursor.atName() && !JOINING.contains(cursor.word());
    if (alias) {
      cursor.any();
    }
    boolean further = cursor.at(',') || cursor.at('(') || JOINING.contains(cursor.word());
    return further
        ? Optional.empty()
        : Optional.of(new StarQuery(table, query.substring(tokens.start(from))));
  }

  /** The same query with the columns by name. */
  public String naming(Collection<String> columns) {
    return columns.stream()
        .map(QualifiedName::quoted)
        .collect(Collectors.joining(", ", "SELECT ", " " + rest));
  }
}
