package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/** A statement that runs something, or steers how others run. */
public sealed interface Command extends Action {

  /** {@code DO}. */
  record DoBlock(String language, Body body, int offset) implements Command {

    @Override
    public List<Action> inner() {
      return body.actions();
    }
  }

  record Call(QualifiedName procedure, Expression arguments, int offset) implements Command {}

  /**
   * {@code SET}.
   *
   * @param name of the setting, in lower case: {@code search_path}, {@code role}, {@code session
   *     authorization}, {@code constraints}, {@code time zone}
   * @param value as written
   */
  record Set(String name, String value, boolean local, int offset) implements Command {}

  /** {@code RESET}; {@code all} for ALL. */
  record Reset(String name, int offset) implements Command {}

  /**
   * {@code LOCK TABLE}.
   *
   * @param mode in lower case, such as {@code access exclusive}
   */
  record Lock(List<QualifiedName> tables, String mode, boolean nowait, int offset)
      implements Command {}

  /**
   * {@code REINDEX}.
   *
   * @param target {@code index}, {@code table}, {@code schema}, {@code database} or {@code system}
   * @param name empty where the current database is meant
   */
  record Reindex(String target, Optional<QualifiedName> name, boolean concurrently, int offset)
      implements Command {}

  record Cluster(Optional<QualifiedName> table, Optional<String> index, int offset)
      implements Command {}

  record Vacuum(List<QualifiedName> tables, boolean full, int offset) implements Command {}

  record Analyze(List<QualifiedName> tables, int offset) implements Command {}

  record RefreshView(QualifiedName view, boolean concurrently, boolean withData, int offset)
      implements Command {}

  /** {@code EXPLAIN}; its statement runs only with ANALYZE. */
  record Explain(boolean analyze, List<Action> actions, int offset) implements Command {

    @Override
    public List<Action> inner() {
      return analyze ? actions : List.of();
    }
  }

  /** {@code BEGIN}, {@code COMMIT} and all that begins, ends or divides a transaction. */
  record TransactionControl(String verb, int offset) implements Command {}

  /** A statement that leaves the database as it is: SHOW, LISTEN, NOTIFY, CHECKPOINT, DISCARD … */
  record Harmless(String verb, int offset) implements Command {}

  /** Valid as far as it goes, but what it does is not modelled: unjudged. */
  record Unknown(String verb, int offset) implements Command {}

  /** Not understood: unjudged. */
  record Unparsed(String reason, int offset) implements Command {}
}
