package dev.drydock.catalog;

/**
 * Tells rows of the catalog that this transaction itself wrote: visible, but by a transaction still
 * in progress.
 */
public final class OwnRows {

  private OwnRows() {}

  /**
   * A condition; true of none where the transaction has no id yet.
   *
   * @param alias of the catalog, all names pinned
   */
  public static String of(String alias) {
    return ("CASE WHEN age(%1$s.xmin) <= 0 THEN pg_xact_status(("
            + "pg_current_xact_id_if_assigned()::text::int8 - age(%1$s.xmin))::text::xid8)"
            + " = 'in progress' ELSE false END")
        .formatted(alias);
  }
}
