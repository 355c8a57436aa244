package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/** Rows that a statement reads or writes. */
public sealed interface DataChange extends Action {

  /**
   * {@code INSERT}.
   *
   * @param source what follows the columns: VALUES, a query or DEFAULT VALUES; for lists of more
   *     than 64 KB only its head and tail were looked at
   * @param updated columns that ON CONFLICT DO UPDATE assigns; empty without it
   */
  record Insert(
      QualifiedName table,
      List<String> columns,
      Expression source,
      Conflict conflict,
      List<Assignment> updated,
      int offset)
      implements DataChange {

    /** What happens on a conflict. */
    public enum Conflict {
      FAILS,
      DO_NOTHING,
      DO_UPDATE
    }
  }

  /**
   * A column that is given a value.
   *
   * @param whole false where only an element or a field of it is
   */
  record Assignment(String column, boolean whole, Optional<Expression> value) {}

  /**
   * {@code UPDATE}.
   *
   * @param from whether rows of other tables take part
   * @param where empty where every row is meant
   */
  record Update(
      QualifiedName table,
      boolean only,
      List<Assignment> assignments,
      boolean from,
      Optional<Expression> where,
      int offset)
      implements DataChange {

    /** Whether a top-level {@code AND col IS NULL} guards every assigned column. */
    public boolean overwritesNothing() {
      return !assignments.isEmpty()
          && assignments.stream()
              .allMatch(
                  a ->
                      where.stream()
                          .flatMap(w -> w.nullChecks().stream())
                          .anyMatch(n -> n.name().equals(a.column())));
    }
  }

  record Delete(
      QualifiedName table, boolean only, boolean using, Optional<Expression> where, int offset)
      implements DataChange {}

  /** {@code MERGE}; the verbs are in lower case: {@code insert}, {@code update}, {@code delete}. */
  record Merge(QualifiedName table, List<String> verbs, int offset) implements DataChange {}

  record Truncate(List<QualifiedName> tables, boolean restartIdentity, boolean cascade, int offset)
      implements DataChange {

    public Truncate {
      tables = List.copyOf(tables);
    }
  }

  /**
   * {@code SELECT}, {@code VALUES}, {@code TABLE}, and the queries in other statements.
   *
   * @param locksRows {@code FOR UPDATE} and its kin
   */
  record Query(Expression query, boolean locksRows, int offset) implements DataChange {

    /** Functions it calls; any of them may write. */
    public List<QualifiedName> functions() {
      return query.functions();
    }
  }

  /**
   * {@code COPY} from or to a file or program of the server.
   *
   * @param table empty for a query
   * @param query what the query does
   */
  record Copy(
      Optional<QualifiedName> table, boolean from, boolean program, List<Action> query, int offset)
      implements DataChange {

    @Override
    public List<Action> inner() {
      return query;
    }
  }
}
