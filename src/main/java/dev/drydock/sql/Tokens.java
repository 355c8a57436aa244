package dev.drydock.sql;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The tokens of a statement, comments left out, with keywords easy to ask for. */
final class Tokens {

  private static final String NO_KEYWORD = "";

  /** Length from which an INSERT counts as bulk, in characters. */
  private static final int BULK = 64 << 10;

  private record Token(TokenKind kind, int start, int end) {}

  private final String text;
  private final List<Token> tokens;

  /** For each opening parenthesis the index of its closing one, or -1; filled when first asked. */
  private int @Nullable [] closing;

  private Tokens(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  /** Index of the parenthesis that closes the one at {@code i}, or -1. */
  int closing(int i) {
    if (closing == null) {
      closing = closings();
    }
    return closing[i];
  }

  private int[] closings() {
    int[] found = new int[tokens.size()];
    Arrays.fill(found, -1);
    var open = new ArrayDeque<Integer>();
    for (int i = 0; i < found.length; i++) {
      if (isPunctuation(i, '(')) {
        open.push(i);
      } else if (isPunctuation(i, ')') && !open.isEmpty()) {
        found[open.pop()] = i;
      }
    }
    return found;
  }

  static Tokens of(String text) {
    return of(text, 0, text.length());
  }

  /** The tokens of a part of a text; their offsets are those of the whole. */
  static Tokens of(String text, int from, int to) {
    List<Token> tokens = new ArrayList<>();
    var lexer = new Lexer(text, from, to);
    while (lexer.nextCode() != TokenKind.END) {
      tokens.add(new Token(lexer.kind(), lexer.start(), lexer.end()));
    }
    return new Tokens(text, tokens);
  }

  /**
   * The tokens of one statement. Of an INSERT of more than 64 KB, rows of nothing but literals are
   * left out from the second on: they say nothing, and there may be millions.
   */
  static Tokens ofStatement(String text) {
    boolean bulk = text.length() > BULK && firstWord(text).equals("insert");
    return bulk ? withoutPlainRows(text) : of(text);
  }

  private static Tokens withoutPlainRows(String text) {
    List<Token> tokens = new ArrayList<>();
    var lexer = new Lexer(text);
    int depth = 0;
    int values = -1;
    int rowStart = -1;
    boolean plain = false;
    while (lexer.nextCode() != TokenKind.END) {
      values = depth == 0 && lexer.isWord("values") && values < 0 ? tokens.size() : values;
      if (lexer.is('(') && depth++ == 0) {
        boolean further = values >= 0 && tokens.size() > values + 1;
        rowStart = further && isComma(text, tokens) ? tokens.size() - 1 : -1;
        plain = true;
      }
      plain &= isPlain(lexer);
      tokens.add(new Token(lexer.kind(), lexer.start(), lexer.end()));
      if (lexer.is(')') && --depth == 0 && plain && rowStart >= 0) {
        tokens.subList(rowStart, tokens.size()).clear();
      }
    }
    return new Tokens(text, tokens);
  }

  private static boolean isComma(String text, List<Token> tokens) {
    return text.charAt(tokens.get(tokens.size() - 1).start()) == ',';
  }

  private static boolean isPlain(Lexer lexer) {
    return lexer.kind() != TokenKind.QUOTED_NAME
            && lexer.kind() != TokenKind.PARAMETER
            && lexer.kind() != TokenKind.WORD
        || lexer.isWord("null")
        || lexer.isWord("true")
        || lexer.isWord("false")
        || lexer.isWord("default");
  }

  /** The first word of a text in lower case; empty where it begins with something else. */
  static String firstWord(String text) {
    var lexer = new Lexer(text);
    return lexer.nextCode() == TokenKind.WORD ? lexer.token().toLowerCase(Locale.ROOT) : NO_KEYWORD;
  }

  String text() {
    return text;
  }

  int size() {
    return tokens.size();
  }

  /** {@code END} before the first and behind the last. */
  TokenKind kind(int i) {
    return i >= 0 && i < tokens.size() ? tokens.get(i).kind() : TokenKind.END;
  }

  int start(int i) {
    return tokens.get(i).start();
  }

  int end(int i) {
    return tokens.get(i).end();
  }

  /** The token as written. */
  String written(int i) {
    return i < tokens.size() ? text.substring(start(i), end(i)) : NO_KEYWORD;
  }

  /** The token in lower case where it is a word without quotes, else empty. */
  String word(int i) {
    return kind(i) == TokenKind.WORD ? written(i).toLowerCase(Locale.ROOT) : NO_KEYWORD;
  }

  boolean is(int i, String... words) {
    for (int w = 0; w < words.length; w++) {
      if (!word(i + w).equals(words[w])) {
        return false;
      }
    }
    return true;
  }

  boolean isOperator(int i, String operator) {
    return kind(i) == TokenKind.OPERATOR && written(i).equals(operator);
  }

  /** Whether it is {@code ::}, which the lexer gives as two. */
  boolean isCast(int i) {
    return isPunctuation(i, ':') && isPunctuation(i + 1, ':') && end(i) == start(i + 1);
  }

  boolean isName(int i) {
    return kind(i) == TokenKind.WORD || kind(i) == TokenKind.QUOTED_NAME;
  }

  boolean isPunctuation(int i, char c) {
    return kind(i) == TokenKind.PUNCTUATION && text.charAt(start(i)) == c;
  }

  /** Index of the first place from {@code from} on where these words stand in a row, or -1. */
  int find(int from, String... words) {
    for (int i = from; i < tokens.size(); i++) {
      if (is(i, words)) {
        return i;
      }
    }
    return -1;
  }

  boolean has(String... words) {
    return find(0, words) >= 0;
  }
}
