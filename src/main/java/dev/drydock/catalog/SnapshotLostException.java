package dev.drydock.catalog;

import java.sql.SQLException;

/**
 * How the catalog was before the run cannot be told any more: the cursor that holds it is not the
 * one it was.
 */
public final class SnapshotLostException extends SQLException {

  private static final long serialVersionUID = 1L;

  SnapshotLostException() {
    super("the cursor that holds the catalog as it was is not as it was left", "24000");
  }
}
