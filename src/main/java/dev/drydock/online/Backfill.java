package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;

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
 * @param automatic whether a form made it of a statement that fires no trigger
 */
public record Backfill(
    String schema,
    String table,
    String statement,
    int rows,
    boolean repeatable,
    boolean overwrites,
    boolean automatic) {

  /** The one of a form that gives old rows the default of a column. */
  static Backfill fromDefault(RelationFacts table, String column) {
    return new Backfill(
        table.schema(),
        table.name(),
        "UPDATE %s SET %s WHERE %s IS NULL"
            .formatted(Naming.of(table), setsDefault(column), SqlQuoting.identifier(column)),
        USUAL_ROWS,
        true,
        false,
        true);
  }

  private static String setsDefault(String column) {
    return SqlQuoting.identifier(column) + " = DEFAULT";
  }

  /** Whether it is such a one. */
  boolean fillsFromDefault(String column) {
    return automatic && statement.contains(" SET " + setsDefault(column) + " WHERE ");
  }

  /** Why a table cannot be walked through, behind its name. */
  public static final String WITHOUT_KEY =
      " has no key that batches can go along (a primary key, or a unique index over NOT NULL columns,"
          + " all ascending, and where they are several of types whose operators lie in one schema),"
          + " and the UPDATE would change a row again that it meets twice";

  /** What helps then. */
  public static final String KEY_OR_NULL =
      "Add a primary key first, or let its WHERE demand that each column it sets IS NULL.";

  /** What the names of triggers begin with that a form itself has while it fills. */
  public static final String OWN_TRIGGERS = "zzz_drydock";

  /** Most rows per batch where nobody asks for a number. */
  public static final int USUAL_ROWS = 20_000;
}
