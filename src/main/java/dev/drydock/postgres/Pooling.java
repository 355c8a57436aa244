package dev.drydock.postgres;

/** What stands between a connection and the server that it is for. */
public enum Pooling {
  /** Nothing that shares server sessions: what a session is told, it remembers. */
  DIRECT,
  /** A pooler that gives the server session to somebody else after each transaction. */
  TRANSACTION,
  /** A proxy of which nobody can tell; to be treated as {@link #TRANSACTION}. */
  UNPROVEN;

  /** Whether a lock or a setting of a session can be relied on behind the next COMMIT. */
  public boolean keepsSessions() {
    return this == DIRECT;
  }

  /** What the user says of it: {@code drydock.pooler}. */
  public enum Setting {
    /** Find out. */
    AUTO,
    /** Nothing is in between, or only a pooler in session mode. */
    NONE,
    /** A pooler in transaction mode is in between. */
    TRANSACTION
  }
}
