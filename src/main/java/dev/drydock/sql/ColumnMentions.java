package dev.drydock.sql;

import java.util.Optional;
import java.util.function.IntPredicate;

/** Puts another column's name into definitions as the server prints them. */
public final class ColumnMentions {

  private final Tokens tokens;
  private final String text;
  private final String column;
  private final String other;

  private ColumnMentions(String text, String column, String other) {
    this.tokens = Tokens.of(text);
    this.text = text;
    this.column = column;
    this.other = other;
  }

  /**
   * An expression, or what follows USING in an index, with one column in the place of another.
   *
   * @return empty where a type, function or collation has the column's name, so that nobody can
   *     tell them apart
   */
  public static Optional<String> replaced(String text, String column, String other) {
    return new ColumnMentions(text, column, other).replaced(place -> true);
  }

  /** The same within a foreign key: on its own side or on the side it points at. */
  public static Optional<String> replacedInKey(
      String text, String column, String other, boolean pointedAt) {
    var mentions = new ColumnMentions(text, column, other);
    int from = mentions.tokens.find(0, "references");
    int open = mentions.opening(from);
    int close = open < 0 ? -1 : mentions.tokens.closing(open);
    return close < 0
        ? Optional.empty()
        : mentions.replaced(
            place ->
                pointedAt == (place > open && place < close) && !(place > from && place < open));
  }

  /** What follows {@code USING} in an index as {@code pg_get_indexdef} prints it, with it. */
  public static Optional<String> tailOfIndex(String definition) {
    Tokens tokens = Tokens.of(definition);
    int using = tokens.find(0, "using");
    return using < 0 ? Optional.empty() : Optional.of(definition.substring(tokens.start(using)));
  }

  /** A foreign key that points at its table by the table's full name. */
  public static String pointingAt(String text, String table) {
    var key = new ColumnMentions(text, "", "");
    int from = key.tokens.find(0, "references");
    int open = key.opening(from);
    return open < 0
        ? text
        : text.substring(0, key.tokens.end(from))
            + " "
            + table
            + text.substring(key.tokens.start(open));
  }

  private int opening(int from) {
    int open = from;
    while (open >= 0 && open < tokens.size() && !tokens.isPunctuation(open, '(')) {
      open++;
    }
    return open < tokens.size() ? open : -1;
  }

  private Optional<String> replaced(IntPredicate within) {
    var result = new StringBuilder();
    int copied = 0;
    for (int i = 0; i < tokens.size(); i++) {
      if (!isColumn(i) || !within.test(i)) {
        continue;
      }
      if (isSomethingElse(i)) {
        return Optional.empty();
      }
      result.append(text, copied, tokens.start(i)).append(QualifiedName.quoted(other));
      copied = tokens.end(i);
    }
    return Optional.of(result.append(text.substring(copied)).toString());
  }

  private boolean isColumn(int i) {
    String written = tokens.isName(i) ? tokens.written(i) : "";
    return tokens.kind(i) == TokenKind.WORD
        ? written.equals(column)
        : Names.folded(written).equals(column);
  }

  /** A type behind a cast, a function, a collation, a part of a longer name. */
  private boolean isSomethingElse(int i) {
    return i > 0
            && (tokens.isCast(i - 1)
                || tokens.isPunctuation(i - 1, '.')
                || tokens.is(i - 1, "collate"))
        || tokens.isPunctuation(i + 1, '(')
        || tokens.isPunctuation(i + 1, '.');
  }
}
