package dev.drydock.sql;

/**
 * Where the grammar does not accept a statement.
 *
 * @param offset in the statement's text
 * @param message in the server's manner: {@code syntax error at or near "tabel"}
 */
public record SyntaxProblem(int offset, String message) {

  /** The same in a text of which this one is a part. */
  SyntaxProblem after(int start) {
    return new SyntaxProblem(start + offset, message);
  }
}
