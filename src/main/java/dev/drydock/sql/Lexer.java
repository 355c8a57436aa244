package dev.drydock.sql;

/**
 * A single pass over SQL text by the rules of PostgreSQL's {@code scan.l}: each {@link #next} finds
 * one token, whose kind and bounds are then read from this object.
 *
 * <p>It never fails: a literal or comment without its end reaches to the end of the text and is
 * {@link #unterminated()}. Nothing is copied. Not for several threads.
 */
final class Lexer {

  private static final String OPERATOR_CHARS = "~!@#^&|`?+-*/%<>=";
  private static final String KEEPS_TRAILING_SIGN = "~!@#^&|`?%";

  private final String text;
  private final int limit;
  private int start;
  private int end;
  private TokenKind kind = TokenKind.END;
  private boolean unterminated;

  Lexer(String text) {
    this(text, 0, text.length());
  }

  /** Reads only the given part; offsets stay those of the whole text. */
  Lexer(String text, int from, int limit) {
    this.text = text;
    this.limit = limit;
    this.end = from;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  TokenKind kind() {
    return kind;
  }

  /** Whether the current literal, quoted name or block comment lacks its end. */
  boolean unterminated() {
    return unterminated;
  }

  /** The current token as written. */
  String token() {
    return text.substring(start, end);
  }

  boolean is(char punctuation) {
    return kind == TokenKind.PUNCTUATION && text.charAt(start) == punctuation;
  }

  boolean isEnd() {
    return kind == TokenKind.END;
  }

  /** Whether the current token is this keyword, whatever its case. */
  boolean isWord(String word) {
    return kind == TokenKind.WORD
        && end - start == word.length()
        && text.regionMatches(true, start, word, 0, word.length());
  }

  /** Goes on after the given offset, as if all before it had been read. */
  void skipTo(int offset) {
    end = offset;
  }

  /** Finds the next token that is no comment. */
  TokenKind nextCode() {
    do {
      next();
    } while (kind == TokenKind.COMMENT);
    return kind;
  }

  TokenKind next() {
    start = skipSpace(end);
    unterminated = false;
    if (start >= limit) {
      end = limit;
      kind = TokenKind.END;
      return kind;
    }
    char c = text.charAt(start);
    if (isIdentifierStart(c)) {
      kind = prefixedOrWord(c);
    } else if (isDigit(c) || (c == '.' && isDigit(at(start + 1)))) {
      kind = number();
    } else {
      kind = symbol(c);
    }
    return kind;
  }

  private TokenKind symbol(char c) {
    switch (c) {
      case '\'':
        return string(start + 1, false);
      case '"':
        return quotedName(start + 1);
      case '$':
        return dollar();
      case '-':
        return at(start + 1) == '-' ? lineComment() : operator();
      case '/':
        return at(start + 1) == '*' ? blockComment() : operator();
      default:
        return OPERATOR_CHARS.indexOf(c) >= 0 ? operator() : punctuation();
    }
  }

  private TokenKind prefixedOrWord(char c) {
    char second = at(start + 1);
    if (second == '\'' && "eEbBxXnN".indexOf(c) >= 0) {
      return string(start + 2, c == 'e' || c == 'E');
    }
    if ((c == 'u' || c == 'U') && second == '&') {
      char third = at(start + 2);
      if (third == '\'') {
        return string(start + 3, false);
      }
      if (third == '"') {
        return quotedName(start + 3);
      }
    }
    end = identifierEnd(start + 1);
    return TokenKind.WORD;
  }

  /** Reads the rest of a string from inside its quotes, continuations on later lines included. */
  private TokenKind string(int from, boolean backslashes) {
    int i = from;
    while (true) {
      i = stringPart(i, backslashes);
      if (unterminated) {
        end = limit;
        return TokenKind.STRING;
      }
      int next = continuation(i);
      if (next < 0) {
        end = i;
        return TokenKind.STRING;
      }
      i = next;
    }
  }

  private int stringPart(int from, boolean backslashes) {
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '\\' && backslashes) {
        i += 2;
      } else if (c != '\'') {
        i++;
      } else if (at(i + 1) == '\'') {
        i += 2;
      } else {
        return i + 1;
      }
    }
    unterminated = true;
    return limit;
  }

  /** A quote after a line break goes on with the string; answers the offset after it, or -1. */
  private int continuation(int from) {
    boolean newLine = false;
    int i = from;
    while (i < limit) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        newLine = true;
        i++;
      } else if (isSpace(c)) {
        i++;
      } else if (c == '-' && at(i + 1) == '-') {
        i = lineEnd(i);
      } else {
        return newLine && c == '\'' ? i + 1 : -1;
      }
    }
    return -1;
  }

  private TokenKind quotedName(int from) {
    int i = from;
    while (i < limit) {
      if (text.charAt(i) != '"') {
        i++;
      } else if (at(i + 1) == '"') {
        i += 2;
      } else {
        end = i + 1;
        return TokenKind.QUOTED_NAME;
      }
    }
    end = limit;
    unterminated = true;
    return TokenKind.QUOTED_NAME;
  }

  private TokenKind dollar() {
    if (isDigit(at(start + 1))) {
      int i = start + 2;
      while (isDigit(at(i))) {
        i++;
      }
      end = i;
      return TokenKind.PARAMETER;
    }
    int open = dollarTagEnd(start);
    if (open < 0) {
      return punctuation();
    }
    int close = text.indexOf(text.substring(start, open), open);
    unterminated = close < 0 || close + open - start > limit;
    end = unterminated ? limit : close + open - start;
    return TokenKind.DOLLAR_STRING;
  }

  /** The offset after {@code $tag$}, or -1 where none begins. */
  private int dollarTagEnd(int from) {
    int i = from + 1;
    if (isIdentifierStart(at(i))) {
      i++;
      while (at(i) != '$' && isIdentifierPart(at(i))) {
        i++;
      }
    }
    return at(i) == '$' ? i + 1 : -1;
  }

  /** Where the text between the dollar signs of the current token begins. */
  int dollarBodyStart() {
    return dollarTagEnd(start);
  }

  private TokenKind number() {
    int i = start;
    while (isIdentifierPart(at(i)) && at(i) != '$' || isFraction(i) || isExponentSign(i)) {
      i++;
    }
    end = i;
    return TokenKind.NUMBER;
  }

  /** A point belongs to the number, but {@code 1..10} is a range of PL/pgSQL. */
  private boolean isFraction(int i) {
    return at(i) == '.' && at(i + 1) != '.' && (i == start || text.charAt(i - 1) != '.');
  }

  private boolean isExponentSign(int i) {
    return (at(i) == '+' || at(i) == '-')
        && i > start
        && (text.charAt(i - 1) | 0x20) == 'e'
        && at(start + 1) != 'x'
        && isDigit(at(i + 1));
  }

  private TokenKind operator() {
    int i = start;
    boolean keepsSign = false;
    while (i < limit && OPERATOR_CHARS.indexOf(text.charAt(i)) >= 0 && !commentStarts(i)) {
      keepsSign |= KEEPS_TRAILING_SIGN.indexOf(text.charAt(i)) >= 0;
      i++;
    }
    while (!keepsSign && i - start > 1 && "+-".indexOf(text.charAt(i - 1)) >= 0) {
      i--;
    }
    end = i;
    return TokenKind.OPERATOR;
  }

  private boolean commentStarts(int i) {
    char c = text.charAt(i);
    return (c == '-' && at(i + 1) == '-') || (c == '/' && at(i + 1) == '*');
  }

  private TokenKind punctuation() {
    end = start + 1;
    return TokenKind.PUNCTUATION;
  }

  private TokenKind lineComment() {
    end = lineEnd(start);
    return TokenKind.COMMENT;
  }

  private int lineEnd(int from) {
    int i = from;
    while (i < limit && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
      i++;
    }
    return i;
  }

  private TokenKind blockComment() {
    int depth = 1;
    int i = start + 2;
    while (i < limit && depth > 0) {
      if (text.charAt(i) == '*' && at(i + 1) == '/') {
        depth--;
        i += 2;
      } else if (text.charAt(i) == '/' && at(i + 1) == '*') {
        depth++;
        i += 2;
      } else {
        i++;
      }
    }
    end = Math.min(i, limit);
    unterminated = depth > 0;
    return TokenKind.COMMENT;
  }

  private int identifierEnd(int from) {
    int i = from;
    while (isIdentifierPart(at(i))) {
      i++;
    }
    return i;
  }

  private int skipSpace(int from) {
    int i = from;
    while (i < limit && isSpace(text.charAt(i))) {
      i++;
    }
    return i;
  }

  private char at(int i) {
    return i < limit ? text.charAt(i) : 0;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Every character beyond ASCII may be part of a name. */
  private static boolean isIdentifierStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
  }

  private static boolean isIdentifierPart(char c) {
    return isIdentifierStart(c) || isDigit(c) || c == '$';
  }
}
