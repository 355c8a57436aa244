package dev.drydock.sql;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An expression or query as written, with what can be read off its tokens.
 *
 * @param text as written
 * @param offset where it begins in the statement's text
 * @param functions every function it calls, by name, and the ones SQL calls without parentheses
 *     ({@code current_timestamp}, {@code now} for them is {@code current_timestamp})
 * @param names every other name in it, qualified where written so: columns, tables, aliases; more
 *     than there are columns, never fewer
 * @param implicit operators and the types of casts, whose use may call functions too
 * @param constant whether it is a literal, perhaps signed, cast or in an array: no function, no
 *     name, no parameter, no query
 * @param nullChecks columns that a top-level {@code AND col IS NULL} requires to be null
 */
public record Expression(
    String text,
    int offset,
    List<QualifiedName> functions,
    List<QualifiedName> names,
    List<QualifiedName> implicit,
    boolean constant,
    List<QualifiedName> nullChecks) {

  public Expression {
    functions = List.copyOf(functions);
    names = List.copyOf(names);
    implicit = List.copyOf(implicit);
    nullChecks = List.copyOf(nullChecks);
  }

  /** Reads a text that is one, such as the server prints of a default. */
  public static Expression of(String text) {
    Tokens tokens = Tokens.of(text);
    return Expressions.of(tokens, 0, tokens.size());
  }

  /** Where it ends in the statement's text. */
  public int end() {
    return offset + text.length();
  }

  /** Whether it is the literal NULL, perhaps cast. */
  public boolean isNull() {
    return constant && Tokens.firstWord(text).equals("null");
  }

  /** The column of a condition that is exactly {@code column IS NOT NULL}. */
  public Optional<String> notNullColumn() {
    Tokens tokens = Tokens.of(text);
    boolean exact = tokens.size() == 4 && tokens.isName(0) && tokens.is(1, "is", "not", "null");
    return exact ? Optional.of(Names.folded(tokens.written(0))) : Optional.empty();
  }

  /** The function that it is one call of, perhaps in parentheses, without its schema. */
  public Optional<String> onlyCall() {
    Tokens tokens = Tokens.of(text);
    int first = 0;
    int last = tokens.size() - 1;
    while (last > first && tokens.isPunctuation(first, '(') && tokens.closing(first) == last) {
      first++;
      last--;
    }
    int name = tokens.isPunctuation(first + 1, '.') ? first + 2 : first;
    boolean call =
        name + 1 < last
            && tokens.isName(name)
            && tokens.isPunctuation(name + 1, '(')
            && tokens.closing(name + 1) == last;
    return call ? Optional.of(Names.folded(tokens.written(name))) : Optional.empty();
  }

  /** Whether it calls a function of this name, whatever its schema. */
  public boolean calls(String function) {
    return functions.stream().anyMatch(f -> f.name().equals(function));
  }

  /** Whether this unqualified name occurs in it, alone or behind an alias. */
  public boolean mentions(String column) {
    return names.stream().anyMatch(n -> n.name().equals(column));
  }

  /** The value of the literal it consists of; empty where it is anything else. */
  public Optional<String> literal() {
    Tokens tokens = Tokens.of(text);
    boolean alone = tokens.size() == 1 || (tokens.isCast(1) && !hasOperator(tokens));
    return tokens.size() > 0 && tokens.kind(0).isLiteral() && constant && alone
        ? Optional.of(Names.literal(tokens.written(0)))
        : Optional.empty();
  }

  private static boolean hasOperator(Tokens tokens) {
    return IntStream.range(0, tokens.size()).anyMatch(i -> tokens.kind(i) == TokenKind.OPERATOR);
  }

  /** The arguments of every call of a function of this name, whatever its schema. */
  public List<List<Expression>> argumentsOf(String function) {
    Tokens tokens = Tokens.of(text);
    return IntStream.range(0, Math.max(0, tokens.size() - 1))
        .filter(i -> tokens.isName(i) && tokens.isPunctuation(i + 1, '('))
        .filter(i -> Names.folded(tokens.written(i)).equals(function))
        .mapToObj(i -> arguments(new Cursor(tokens, i + 1, tokens.size())))
        .toList();
  }

  /** None where they cannot be told apart. */
  private static List<Expression> arguments(Cursor call) {
    try {
      Cursor inside = call.inside();
      return inside.commaSeparated(() -> inside.spanUntil(() -> inside.at(',')));
    } catch (MisfitException e) {
      return List.of();
    }
  }

  /** The literal that is the first argument of the first call of a function of this name. */
  public Optional<String> firstArgument(String function) {
    Tokens tokens = Tokens.of(text);
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (tokens.written(i).equalsIgnoreCase(function)
          && tokens.written(i + 1).equals("(")
          && tokens.kind(i + 2).isLiteral()) {
        return Optional.of(Names.literal(tokens.written(i + 2)));
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
