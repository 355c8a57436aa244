package dev.drydock.sql;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads off a range of tokens which functions it calls and which names it mentions. */
final class Expressions {

  private static final Set<String> CONSTANT_WORDS =
      Set.of("true", "false", "null", "array", "cast", "as", "row");
  private static final Set<String> PLAIN_OPERATORS = Set.of("+", "-", "*", "/", "%", "||");

  private final Tokens tokens;
  private final int from;
  private final int to;
  private final List<QualifiedName> functions = new ArrayList<>();
  private final List<QualifiedName> names = new ArrayList<>();
  private final Set<QualifiedName> implicit = new LinkedHashSet<>();
  private boolean constant = true;

  private Expressions(Tokens tokens, int from, int to) {
    this.tokens = tokens;
    this.from = from;
    this.to = to;
  }

  static Expression of(Tokens tokens, int from, int to) {
    if (to <= from) {
      throw new MisfitException("an expression is missing");
    }
    var read = new Expressions(tokens, from, to);
    read.read();
    return new Expression(
        tokens.text().substring(tokens.start(from), tokens.end(to - 1)),
        tokens.start(from),
        read.functions,
        read.names,
        List.copyOf(read.implicit),
        read.constant && read.functions.isEmpty() && read.names.isEmpty(),
        new NullChecks(tokens).in(from, to));
  }

  private void read() {
    int i = from;
    while (i < to) {
      if (tokens.isCast(i)) {
        i = afterType(i + 2);
      } else if (tokens.is(i, "operator") && tokens.isPunctuation(i + 1, '(')) {
        constant = false;
        i = operator(i + 2);
      } else if (tokens.isName(i)) {
        i = name(i);
      } else {
        constant &= isConstant(i);
        i = operator(i);
      }
    }
  }

  /** A sign alone, or in {@code OPERATOR(schema.+)} behind its schemas; answers where it ends. */
  private int operator(int first) {
    int i = first;
    while (tokens.isName(i) && tokens.isPunctuation(i + 1, '.')) {
      i += 2;
    }
    if (i < to && tokens.kind(i) == TokenKind.OPERATOR) {
      implicit.add(
          new QualifiedName(
              i > first ? Optional.of(Names.folded(tokens.written(i - 2))) : Optional.empty(),
              tokens.written(i),
              tokens.start(first)));
    }
    return i + 1;
  }

  private boolean isConstant(int i) {
    switch (tokens.kind(i)) {
      case STRING:
      case DOLLAR_STRING:
      case NUMBER:
        return true;
      case OPERATOR:
        return PLAIN_OPERATORS.contains(tokens.written(i));
      case PUNCTUATION:
        return "()[],".contains(tokens.written(i));
      default:
        return false;
    }
  }

  private int name(int i) {
    String word = tokens.word(i);
    boolean dotted = tokens.isPunctuation(i + 1, '.') && i + 2 < to;
    if (!dotted && Keywords.BARE_FUNCTIONS.contains(word)) {
      functions.add(qualified(i, i));
      return i + 1;
    }
    if (!dotted && Keywords.SOFT.contains(word) && isOperand(i)) {
      names.add(qualified(i, i));
      return i + 1;
    }
    if (!dotted && Keywords.RESERVED.contains(word)) {
      constant &= CONSTANT_WORDS.contains(word);
      return word.equals("as") ? afterAlias(i + 1) : i + 1;
    }
    int last = i;
    while (tokens.isPunctuation(last + 1, '.') && tokens.isName(last + 2) && last + 2 < to) {
      last += 2;
    }
    boolean star = tokens.isPunctuation(last + 1, '.');
    add(i, last);
    return star ? last + 3 : last + 1;
  }

  /** Whether a word stands where a value is expected, so that it is a column's name. */
  private boolean isOperand(int i) {
    String before = i > from ? tokens.word(i - 1) : "";
    boolean begins =
        i == from
            || Keywords.BEFORE_OPERAND.contains(before)
            || tokens.kind(i - 1) == TokenKind.OPERATOR
            || tokens.isPunctuation(i - 1, '(')
            || tokens.isPunctuation(i - 1, ',');
    boolean ends =
        i + 1 >= to
            || Keywords.BEHIND_OPERAND.contains(tokens.word(i + 1))
            || tokens.kind(i + 1) == TokenKind.OPERATOR
            || tokens.isCast(i + 1)
            || tokens.isPunctuation(i + 1, ')')
            || tokens.isPunctuation(i + 1, ',');
    return begins && ends;
  }

  private void add(int first, int last) {
    boolean called = last + 1 < to && tokens.isPunctuation(last + 1, '(');
    boolean typed = last + 1 < to && tokens.kind(last + 1) == TokenKind.STRING;
    String word = first == last ? tokens.word(first) : "";
    if (called && !Keywords.TYPES.contains(word) && isCall(first, last + 1)) {
      functions.add(qualified(first, last));
    } else if (typed) {
      implicit.add(qualified(first, last));
    } else if (!Keywords.TYPES.contains(word) && !Keywords.FILLERS.contains(word)) {
      names.add(qualified(first, last));
    }
  }

  /** A list of columns behind a table, an alias or a WITH query looks like a call, too. */
  private boolean isCall(int first, int parenthesis) {
    if (first > from) {
      String before = tokens.word(first - 1);
      boolean afterName =
          tokens.isName(first - 1)
              && !Keywords.RESERVED.contains(before)
              && !Keywords.FILLERS.contains(before)
              && !before.equals("call")
              && !before.equals("perform");
      if (before.equals("into") || before.equals("with") || before.equals("recursive")) {
        return false;
      }
      if (afterName || tokens.isPunctuation(first - 1, ')')) {
        return false;
      }
    }
    return !isQueryName(parenthesis);
  }

  private boolean isQueryName(int parenthesis) {
    int close = new Cursor(tokens, parenthesis, tokens.size()).closing();
    return tokens.is(close + 1, "as")
        && (tokens.isPunctuation(close + 2, '(')
            || tokens.is(close + 2, "materialized")
            || tokens.is(close + 2, "not", "materialized"));
  }

  /** Behind AS stands an alias or the type of a CAST, and neither is a name that is used. */
  private int afterAlias(int i) {
    if (i >= to || !tokens.isName(i) || Keywords.RESERVED.contains(tokens.word(i))) {
      return i;
    }
    return afterType(i);
  }

  private int afterType(int i) {
    var cursor = new Cursor(tokens, i, to);
    int start = i < to ? tokens.start(i) : 0;
    TypeReader.known(cursor)
        .ifPresent(type -> implicit.add(new QualifiedName(type.schema(), type.name(), start)));
    return Math.max(cursor.index(), i + 1);
  }

  private QualifiedName qualified(int first, int last) {
    Optional<String> schema =
        last == first ? Optional.empty() : Optional.of(Names.folded(tokens.written(last - 2)));
    return new QualifiedName(schema, Names.folded(tokens.written(last)), tokens.start(first));
  }
}
