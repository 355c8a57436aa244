package dev.drydock.online;

/**
 * An UPDATE that is executed in batches.
 *
 * @param schema of its table, unquoted
 * @param table unquoted
 * @param statement the UPDATE of the whole table, as written or as a safe form has it
 * @param rows most rows to change in one batch; it begins with fewer and grows while batches are
 *     quick
 * @param repeatable whether a row may be visited twice without harm: its condition leaves out what
 *     it has filled, as {@code WHERE c IS NULL} does
 * @param overwrites whether it may overwrite what rows held before the run
 */
public record Backfill(
    String schema,
    String table,
    String statement,
    int rows,
    boolean repeatable,
    boolean overwrites) {

  /** Why a table cannot be walked through, behind its name. */
  public static final String WITHOUT_KEY =
      " has no primary key and no unique index over NOT NULL columns, all of them ascending, and the"
          + " UPDATE would change a row again that it meets twice";

  /** What helps then. */
  public static final String KEY_OR_NULL =
      "Add a primary key first, or let its WHERE demand that each column it sets IS NULL.";

  /** Most rows per batch where nobody asks for a number. */
  public static final int USUAL_ROWS = 20_000;
}
