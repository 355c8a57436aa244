package dev.drydock.sql;

/** A comment that says how to execute: {@code -- drydock: plain}. */
public sealed interface Directive {

  /** Line in the file, from 1. */
  int line();

  /** Number of the statement that follows the comment; zero where none does. */
  int statement();

  /** Execute exactly what is written: no safe form is put in its place. */
  record Plain(int line, int statement) implements Directive {}

  /**
   * The column whose change of type is declared may move to the end of its table, so that the
   * change need not write the table anew under a lock. Holds for its file.
   *
   * @param column as written, such as {@code orders.id}
   */
  record MovingColumn(String column, int line) implements Directive {
    @Override
    public int statement() {
      return 0;
    }
  }

  /**
   * Execute the UPDATE that follows in batches, each in a transaction of its own.
   *
   * @param rows rows per batch, from 1 to {@value #MOST}
   */
  record Backfill(int rows, int line, int statement) implements Directive {

    /** Largest batch that still counts as one. */
    public static final int MOST = 1_000_000;
  }
}
