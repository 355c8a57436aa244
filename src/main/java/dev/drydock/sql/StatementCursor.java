package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks over a statement's tokens; whoever recognises a shape asks it step by step, and anything
 * unexpected is an empty answer, so that nothing is ever guessed.
 */
final class StatementCursor {

  private final Tokens tokens;
  private int at;

  StatementCursor(Tokens tokens) {
    this(tokens, 0);
  }

  StatementCursor(Tokens tokens, int from) {
    this.tokens = tokens;
    this.at = from;
  }

  int at() {
    return at;
  }

  boolean atEnd() {
    return at >= tokens.size();
  }

  /** Goes past these words if they stand here. */
  boolean skip(String... words) {
    if (!tokens.is(at, words)) {
      return false;
    }
    at += words.length;
    return true;
  }

  boolean skip(char punctuation) {
    if (!tokens.isPunctuation(at, punctuation)) {
      return false;
    }
    at++;
    return true;
  }

  boolean skipOperator(String operator) {
    if (tokens.kind(at) != TokenKind.OPERATOR || !tokens.written(at).equals(operator)) {
      return false;
    }
    at++;
    return true;
  }

  /** Goes past {@code ::}. */
  boolean skipCast() {
    boolean first = skip(':');
    return first && skip(':');
  }

  /** A name of one part, folded as the server folds it. */
  Optional<String> name() {
    TokenKind kind = tokens.kind(at);
    if (kind != TokenKind.WORD && kind != TokenKind.QUOTED_NAME) {
      return Optional.empty();
    }
    return Optional.of(Names.folded(tokens.written(at++)));
  }

  /** A name with its schema, if it has one. */
  Optional<List<String>> qualifiedName() {
    var parts = new ArrayList<String>();
    do {
      Optional<String> part = name();
      if (part.isEmpty()) {
        return Optional.empty();
      }
      parts.add(part.get());
    } while (skip('.'));
    return Optional.of(List.copyOf(parts));
  }

  /** Goes past {@code [1]} and {@code .field} behind a column. */
  void skipParts() {
    while (tokens.isPunctuation(at, '[') || tokens.isPunctuation(at, '.')) {
      at =
          tokens.isPunctuation(at, '.')
              ? at + 2
              : findOutside(at + 1, i -> tokens.isPunctuation(i, ']')) + 1;
    }
  }

  /** From here on, the place of the next token for which a stop holds outside parentheses. */
  int findOutside(int from, Stop stop) {
    int depth = 0;
    for (int i = from; i < tokens.size(); i++) {
      if (depth == 0 && stop.at(i)) {
        return i;
      }
      depth += opens(i) ? 1 : 0;
      depth -= closes(i) ? 1 : 0;
    }
    return tokens.size();
  }

  private boolean opens(int i) {
    return tokens.isPunctuation(i, '(') || tokens.isPunctuation(i, '[');
  }

  private boolean closes(int i) {
    return tokens.isPunctuation(i, ')') || tokens.isPunctuation(i, ']');
  }

  void goTo(int place) {
    at = place;
  }

  /** Where to stop. */
  @FunctionalInterface
  interface Stop {

    /** Whether to stop at that token. */
    boolean at(int token);
  }
}
