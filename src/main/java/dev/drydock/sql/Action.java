package dev.drydock.sql;

import java.util.List;

/**
 * One thing a statement does. A statement does several where it has several parts: each part of an
 * ALTER TABLE, each data-modifying WITH query, each element of CREATE SCHEMA is an action of its
 * own.
 */
public sealed interface Action permits TableChange, Creation, ObjectChange, DataChange, Command {

  /** Where it begins in the statement's text. */
  int offset();

  /** What it makes happen inside: the statements of a DO block, of EXPLAIN ANALYZE. */
  default List<Action> inner() {
    return List.of();
  }
}
