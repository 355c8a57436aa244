package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A place among a statement's tokens that moves forward while the statement is read. What does not
 * fit is a {@link MisfitException}. Not for several threads.
 */
final class Cursor {

  private final Tokens tokens;
  private final int limit;

  /** Where names without a schema belong: set inside CREATE SCHEMA only. */
  private final Optional<String> schema;

  private int at;

  Cursor(Tokens tokens) {
    this(tokens, 0, tokens.size());
  }

  Cursor(Tokens tokens, int from, int limit) {
    this(tokens, from, limit, Optional.empty());
  }

  Cursor(Tokens tokens, int from, int limit, Optional<String> schema) {
    this.tokens = tokens;
    this.at = from;
    this.limit = limit;
    this.schema = schema;
  }

  Tokens tokens() {
    return tokens;
  }

  int index() {
    return at;
  }

  void moveTo(int index) {
    at = index;
  }

  int limit() {
    return limit;
  }

  boolean atEnd() {
    return at >= limit;
  }

  /** Where the current token begins in the text; at the end, where the last one ends. */
  int offset() {
    if (atEnd()) {
      return at == 0 ? 0 : tokens.end(at - 1);
    }
    return tokens.start(at);
  }

  MisfitException misfit() {
    return new MisfitException(
        atEnd() ? "it ends too early" : "\"" + tokens.written(at) + "\" does not fit there");
  }

  void expectEnd() {
    if (!atEnd()) {
      throw misfit();
    }
  }

  String written() {
    return atEnd() ? "" : tokens.written(at);
  }

  /** The current keyword in lower case; empty for anything else. */
  String word() {
    return atEnd() ? "" : tokens.word(at);
  }

  boolean at(String... words) {
    return at + words.length <= limit && tokens.is(at, words);
  }

  boolean atAny(String... words) {
    String word = word();
    for (String wanted : words) {
      if (word.equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  boolean accept(String... words) {
    boolean fits = at(words);
    at += fits ? words.length : 0;
    return fits;
  }

  boolean acceptAny(String... words) {
    boolean fits = atAny(words);
    at += fits ? 1 : 0;
    return fits;
  }

  void expect(String... words) {
    if (!accept(words)) {
      throw misfit();
    }
  }

  /** Takes one of these keywords. */
  String expectAny(String... words) {
    String word = word();
    if (!acceptAny(words)) {
      throw misfit();
    }
    return word;
  }

  boolean at(char punctuation) {
    return !atEnd() && tokens.isPunctuation(at, punctuation);
  }

  boolean accept(char punctuation) {
    boolean fits = at(punctuation);
    at += fits ? 1 : 0;
    return fits;
  }

  void expect(char punctuation) {
    if (!accept(punctuation)) {
      throw misfit();
    }
  }

  boolean acceptOperator(String operator) {
    boolean fits = !atEnd() && tokens.isOperator(at, operator);
    at += fits ? 1 : 0;
    return fits;
  }

  boolean atName() {
    return !atEnd() && tokens.isName(at);
  }

  boolean atLiteral() {
    return !atEnd() && tokens.kind(at).isLiteral();
  }

  /** Takes one token, whatever it is. */
  String any() {
    if (atEnd()) {
      throw misfit();
    }
    return tokens.written(at++);
  }

  /** A single name, folded. */
  String name() {
    if (!atName()) {
      throw misfit();
    }
    String written = tokens.written(at++);
    if (tokens.kind(at - 1) == TokenKind.QUOTED_NAME && accept("uescape")) {
      return Names.folded(written, Names.literal(literalToken()));
    }
    return Names.folded(written);
  }

  /** The name of an object: one to three parts; a database's name in front is left out. */
  QualifiedName qualified() {
    QualifiedName name = asWritten();
    return name.schema().isPresent() ? name : new QualifiedName(schema, name.name(), name.offset());
  }

  /** The same for what need not be in the schema that is being made: types above all. */
  QualifiedName asWritten() {
    int offset = offset();
    List<String> parts = new ArrayList<>(3);
    do {
      parts.add(name());
    } while (accept('.'));
    int last = parts.size() - 1;
    return new QualifiedName(
        last == 0 ? Optional.empty() : Optional.of(parts.get(last - 1)), parts.get(last), offset);
  }

  /** The value of a string literal. */
  String literal() {
    return Names.literal(literalToken());
  }

  private String literalToken() {
    if (!atLiteral()) {
      throw misfit();
    }
    return tokens.written(at++);
  }

  boolean ifExists() {
    return accept("if", "exists");
  }

  boolean ifNotExists() {
    return accept("if", "not", "exists");
  }

  /** {@code CASCADE} or {@code RESTRICT}; whether it is the former. */
  boolean cascade() {
    return !accept("restrict") && accept("cascade");
  }

  <T> List<T> commaSeparated(Supplier<T> item) {
    List<T> items = new ArrayList<>();
    do {
      items.add(item.get());
    } while (accept(','));
    return items;
  }

  <T> List<T> parenthesised(Supplier<T> item) {
    expect('(');
    if (accept(')')) {
      return List.of();
    }
    List<T> items = commaSeparated(item);
    expect(')');
    return items;
  }

  List<String> namesInParentheses() {
    return parenthesised(this::name);
  }

  /** Index of the parenthesis that closes the one the cursor stands on. */
  int closing() {
    int close = at('(') ? tokens.closing(at) : -1;
    if (close < 0 || close >= limit) {
      throw new MisfitException("a parenthesis is not closed");
    }
    return close;
  }

  /** Passes over a parenthesised part and answers a cursor over its inside. */
  Cursor inside() {
    if (!at('(')) {
      throw misfit();
    }
    int close = closing();
    var inside = new Cursor(tokens, at + 1, close, schema);
    at = close + 1;
    return inside;
  }

  /** Passes over a parenthesised part where there is one. */
  void skipParentheses() {
    if (at('(')) {
      at = closing() + 1;
    }
  }

  /** An expression in parentheses, read without them. */
  Expression parenthesisedExpression() {
    Cursor inside = inside();
    return Expressions.of(tokens, inside.at, inside.limit);
  }

  /** An expression that ends before a comma or where told, outside parentheses and CASE. */
  Expression expressionUntil(BooleanSupplier stop) {
    int from = at;
    skipUntil(() -> at(',') || stop.getAsBoolean());
    if (at == from) {
      throw misfit();
    }
    return Expressions.of(tokens, from, at);
  }

  /** All up to where told to stop, commas included. */
  Expression spanUntil(BooleanSupplier stop) {
    int from = at;
    skipUntil(stop);
    return Expressions.of(tokens, from, at);
  }

  /** Everything that is left. */
  Expression rest() {
    if (atEnd()) {
      throw misfit();
    }
    int from = at;
    at = limit;
    return Expressions.of(tokens, from, limit);
  }

  /** Moves on until told to stop, or before a closing parenthesis that is not its own. */
  void skipUntil(BooleanSupplier stop) {
    int depth = 0;
    while (!atEnd()) {
      boolean closes = at(')') || at(']') || (at("end") && depth > 0);
      if (depth == 0 && (closes || stop.getAsBoolean())) {
        return;
      }
      depth += at('(') || at('[') || at("case") ? 1 : 0;
      depth -= closes ? 1 : 0;
      at++;
    }
    if (depth > 0) {
      throw misfit();
    }
  }

  /** The text between two tokens as written, the second left out. */
  String text(int from, int to) {
    return to <= from ? "" : tokens.text().substring(tokens.start(from), tokens.end(to - 1));
  }
}
