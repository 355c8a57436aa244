package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The tokens of a statement, comments left out, with keywords easy to ask for. */
final class Tokens {

  private static final String NO_KEYWORD = "";

  private record Token(TokenKind kind, int start, int end) {}

  private final String text;
  private final List<Token> tokens;

  private Tokens(String text, List<Token> tokens) {
    this.text = text;
    this.tokens = tokens;
  }

  static Tokens of(String text) {
    List<Token> tokens = new ArrayList<>();
    var lexer = new Lexer(text);
    while (lexer.nextCode() != TokenKind.END) {
      tokens.add(new Token(lexer.kind(), lexer.start(), lexer.end()));
    }
    return new Tokens(text, tokens);
  }

  /** The first word of a text in lower case; empty where it begins with something else. */
  static String firstWord(String text) {
    var lexer = new Lexer(text);
    return lexer.nextCode() == TokenKind.WORD ? lexer.token().toLowerCase(Locale.ROOT) : NO_KEYWORD;
  }

  int size() {
    return tokens.size();
  }

  TokenKind kind(int i) {
    return i < tokens.size() ? tokens.get(i).kind() : TokenKind.END;
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
