package dev.drydock.sql;

/** What PostgreSQL's lexer makes of a piece of text. */
enum TokenKind {
  /** An identifier or keyword without quotes. */
  WORD,
  /** {@code "…"} or {@code U&"…"}. */
  QUOTED_NAME,
  /** {@code '…'}, with any prefix, and all its continuations. */
  STRING,
  /** {@code $tag$…$tag$}. */
  DOLLAR_STRING,
  NUMBER,
  /** {@code $1}. */
  PARAMETER,
  OPERATOR,
  /** One of {@code ( ) [ ] , ; : .}, a backslash, or anything else that stands alone. */
  PUNCTUATION,
  /** A line or block comment. */
  COMMENT,
  END;

  boolean isLiteral() {
    return this == STRING || this == DOLLAR_STRING;
  }
}
