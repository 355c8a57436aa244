package dev.drydock.sql;

/** The text does not read on as expected; caught where the statement's reading began. */
final class MisfitException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MisfitException(String message) {
    super(message, null, false, false);
  }
}
