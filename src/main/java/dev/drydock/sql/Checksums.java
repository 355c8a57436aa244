package dev.drydock.sql;

import dev.drydock.migration.Checksum;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Computes a migration's two hashes. Line endings are normalised for both; for the meaning the
 * tokens count, one after the other, and neither comments, white space between them nor empty
 * statements. Needs no grammar and accepts any text.
 */
final class Checksums {

  /**
   * Cannot occur in a text that PostgreSQL accepts, so it keeps {@code a b} apart from {@code ab}.
   */
  private static final char BETWEEN_TOKENS = 0;

  private Checksums() {}

  static Checksum of(String text) {
    String normalised = text.indexOf('\r') < 0 ? text : text.replaceAll("\r\n?", "\n");
    return new Checksum(sha256(normalised), sha256(tokens(normalised)));
  }

  private static String tokens(String text) {
    var tokens = new StringBuilder(text.length());
    var lexer = new Lexer(text);
    boolean statementEnded = false;
    while (lexer.nextCode() != TokenKind.END) {
      if (lexer.is(';')) {
        statementEnded = tokens.length() > 0;
        continue;
      }
      if (statementEnded) {
        tokens.append(';').append(BETWEEN_TOKENS);
        statementEnded = false;
      }
      tokens.append(text, lexer.start(), lexer.end()).append(BETWEEN_TOKENS);
    }
    return tokens.toString();
  }

  /** SHA-256 of a text's UTF-8 bytes, as 64 hex digits. */
  static String sha256(String text) {
    try {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
