package dev.drydock.catalog;

/** How one tells that a vanished catalog row is this transaction's doing. */
enum Vanishing {
  /** This backend holds ACCESS EXCLUSIVE on that relation. */
  RELATION_LOCK,
  /** This backend holds ACCESS EXCLUSIVE on that object: every DROP leaves it. */
  OBJECT_LOCK,
  /** This transaction's own counters of the catalog moved; there is no lock to see. */
  COUNTER,
  /** Its rows vanish only with the relation or function they describe. */
  WITH_PARENT,
  /** Rows without a visible {@code xmin}: all is read again once the catalog's counters moved. */
  UNSTAMPED,
  /** Only explains other differences. */
  SILENT
}
