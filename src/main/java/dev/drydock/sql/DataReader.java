package dev.drydock.sql;

import dev.drydock.sql.DataChange.Assignment;
import dev.drydock.sql.DataChange.Insert.Conflict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads statements about rows, their WITH queries included. */
final class DataReader {

  private static final Set<String> CHANGES = Set.of("insert", "update", "delete", "merge");

  private final Cursor cursor;
  private final boolean inRoutine;
  private final List<Action> actions = new ArrayList<>();

  DataReader(Cursor cursor, boolean inRoutine) {
    this.cursor = cursor;
    this.inRoutine = inRoutine;
  }

  /** Every action of the statement: those of its WITH queries first, its own last. */
  List<Action> read() {
    int from = cursor.index();
    int offset = cursor.offset();
    with();
    switch (cursor.word()) {
      case "insert":
        insert();
        break;
      case "update":
        update();
        break;
      case "delete":
        delete();
        break;
      case "merge":
        merge();
        break;
      default:
        query(from, offset);
        hiddenChanges(from, offset, 0);
        return actions;
    }
    hiddenChanges(from, offset, 1);
    Expression all = Expressions.of(cursor.tokens(), from, cursor.limit());
    if (!all.functions().isEmpty()) {
      actions.add(new DataChange.Query(all, false, offset));
    }
    return actions;
  }

  /** A change in parentheses that is none of the WITH queries read: what it does is unknown. */
  private void hiddenChanges(int from, int offset, int own) {
    int changes = 0;
    for (int i = from + 1; i < cursor.limit(); i++) {
      boolean verb = CHANGES.contains(cursor.tokens().word(i));
      changes += verb && cursor.tokens().isPunctuation(i - 1, '(') ? 1 : 0;
    }
    long known = actions.stream().filter(DataReader::isChange).count();
    if (changes > known - own) {
      actions.add(new Command.Unparsed("a change of rows stands in parentheses", offset));
    }
  }

  private static boolean isChange(Action action) {
    return action instanceof DataChange.Insert
        || action instanceof DataChange.Update
        || action instanceof DataChange.Delete
        || action instanceof DataChange.Merge;
  }

  private void with() {
    if (!cursor.accept("with")) {
      return;
    }
    cursor.accept("recursive");
    do {
      cursor.name();
      cursor.skipParentheses();
      cursor.expect("as");
      if (!cursor.accept("not", "materialized")) {
        cursor.accept("materialized");
      }
      withQuery(cursor.inside());
      searchAndCycle();
    } while (cursor.accept(','));
  }

  private void searchAndCycle() {
    if (cursor.accept("search")) {
      cursor.expectAny("depth", "breadth");
      cursor.expect("first", "by");
      cursor.commaSeparated(cursor::name);
      cursor.expect("set");
      cursor.name();
    }
    if (cursor.accept("cycle")) {
      cursor.commaSeparated(cursor::name);
      cursor.expect("set");
      cursor.name();
      cursor.skipUntil(() -> cursor.at("using"));
      cursor.expect("using");
      cursor.name();
    }
  }

  private void withQuery(Cursor inside) {
    if (inside.atAny("insert", "update", "delete", "merge", "with")) {
      for (Action action : new DataReader(inside, true).read()) {
        if (!(action instanceof DataChange.Query)) {
          actions.add(action);
        }
      }
    } else if (inside.atEnd()) {
      throw inside.misfit();
    }
  }

  private void insert() {
    int offset = cursor.offset();
    cursor.expect("insert");
    cursor.expect("into");
    QualifiedName table = cursor.qualified();
    if (cursor.accept("as")) {
      cursor.name();
    }
    List<String> columns = List.of();
    if (cursor.at('(') && !atQueryInParentheses()) {
      Cursor inside = cursor.inside();
      columns = inside.commaSeparated(() -> target(inside));
      inside.expectEnd();
    }
    if (cursor.accept("overriding")) {
      cursor.expectAny("system", "user");
      cursor.expect("value");
    }
    Expression source = source();
    Conflict conflict = Conflict.FAILS;
    List<Assignment> updated = List.of();
    if (cursor.accept("on", "conflict")) {
      cursor.skipUntil(() -> cursor.at("do", "nothing") || cursor.at("do", "update"));
      cursor.expect("do");
      conflict = cursor.accept("nothing") ? Conflict.DO_NOTHING : Conflict.DO_UPDATE;
      if (conflict == Conflict.DO_UPDATE) {
        cursor.expect("update", "set");
        updated = assignments();
        cursor.skipUntil(() -> cursor.at("returning"));
      }
    }
    returning();
    actions.add(new DataChange.Insert(table, columns, source, conflict, updated, offset));
  }

  private Expression source() {
    if (cursor.at("with")) {
      int before = cursor.index();
      with();
      cursor.moveTo(before);
    } else if (!cursor.at('(') && !cursor.atAny("default", "values", "select", "table")) {
      throw cursor.misfit();
    }
    return cursor.spanUntil(() -> cursor.at("on", "conflict") || cursor.at("returning"));
  }

  private boolean atQueryInParentheses() {
    int i = cursor.index();
    while (cursor.tokens().isPunctuation(i, '(')) {
      i++;
    }
    String word = cursor.tokens().word(i);
    return List.of("select", "with", "values", "table").contains(word);
  }

  /** The column of {@code a}, {@code a.field} or {@code a[1]}. */
  private static String target(Cursor cursor) {
    String column = cursor.name();
    while (cursor.at('.') || cursor.at('[')) {
      if (cursor.accept('.')) {
        cursor.name();
      } else {
        cursor.expect('[');
        cursor.skipUntil(() -> false);
        cursor.expect(']');
      }
    }
    return column;
  }

  private List<Assignment> assignments() {
    List<Assignment> assignments = new ArrayList<>();
    do {
      int before = cursor.index();
      if (cursor.at('(')) {
        Cursor inside = cursor.inside();
        inside
            .commaSeparated(() -> target(inside))
            .forEach(column -> assignments.add(new Assignment(column, true, Optional.empty())));
        expectEquals();
        value();
      } else {
        String column = target(cursor);
        boolean whole = cursor.index() == before + 1;
        expectEquals();
        assignments.add(new Assignment(column, whole, Optional.of(value())));
      }
    } while (cursor.accept(','));
    return assignments;
  }

  private void expectEquals() {
    if (!cursor.acceptOperator("=")) {
      throw cursor.misfit();
    }
  }

  private Expression value() {
    return cursor.expressionUntil(() -> cursor.atAny("where", "returning") || atFromClause());
  }

  /** FROM, but not that of IS DISTINCT FROM. */
  private boolean atFromClause() {
    return cursor.at("from") && !cursor.tokens().is(cursor.index() - 1, "distinct");
  }

  private void update() {
    int offset = cursor.offset();
    cursor.expect("update");
    boolean only = cursor.accept("only");
    QualifiedName table = table();
    String alias = alias("set").orElse(table.name());
    cursor.expect("set");
    List<Assignment> assignments = assignments();
    boolean from = cursor.accept("from");
    cursor.skipUntil(() -> cursor.atAny("where", "returning"));
    Optional<Expression> where = where().map(w -> ofTarget(w, alias));
    returning();
    actions.add(new DataChange.Update(table, only, assignments, from, where, offset));
  }

  /** Only null checks of the table itself say anything about what is overwritten. */
  private static Expression ofTarget(Expression where, String alias) {
    List<QualifiedName> checks =
        where.nullChecks().stream()
            .filter(n -> n.schema().isEmpty() || n.schema().get().equals(alias))
            .toList();
    return new Expression(
        where.text(),
        where.offset(),
        where.functions(),
        where.names(),
        where.implicit(),
        where.constant(),
        checks);
  }

  private void delete() {
    int offset = cursor.offset();
    cursor.expect("delete");
    cursor.expect("from");
    boolean only = cursor.accept("only");
    QualifiedName table = table();
    alias("using");
    boolean using = cursor.accept("using");
    cursor.skipUntil(() -> cursor.atAny("where", "returning"));
    Optional<Expression> where = where();
    returning();
    actions.add(new DataChange.Delete(table, only, using, where, offset));
  }

  private QualifiedName table() {
    QualifiedName table = cursor.at('(') ? cursor.inside().qualified() : cursor.qualified();
    cursor.acceptOperator("*");
    return table;
  }

  private Optional<String> alias(String next) {
    if (cursor.accept("as")) {
      return Optional.of(cursor.name());
    }
    boolean alias = cursor.atName() && !cursor.atAny(next, "where", "returning");
    return alias ? Optional.of(cursor.name()) : Optional.empty();
  }

  private Optional<Expression> where() {
    return cursor.accept("where")
        ? Optional.of(cursor.spanUntil(() -> cursor.at("returning")))
        : Optional.empty();
  }

  private void returning() {
    if (cursor.accept("returning")) {
      cursor.rest();
    }
    cursor.expectEnd();
  }

  private void merge() {
    int offset = cursor.offset();
    cursor.expect("merge");
    cursor.expect("into");
    cursor.accept("only");
    QualifiedName table = table();
    cursor.skipUntil(() -> cursor.at("using"));
    cursor.expect("using");
    List<String> verbs = new ArrayList<>();
    cursor.skipUntil(() -> cursor.at("when"));
    while (cursor.accept("when")) {
      cursor.skipUntil(() -> cursor.at("then"));
      cursor.expect("then");
      verbs.add(cursor.expectAny("insert", "update", "delete", "do"));
      cursor.skipUntil(() -> cursor.atAny("when", "returning"));
    }
    if (verbs.isEmpty()) {
      throw cursor.misfit();
    }
    returning();
    verbs.remove("do");
    actions.add(new DataChange.Merge(table, verbs, offset));
  }

  private void query(int from, int offset) {
    if (!cursor.at('(') && !cursor.atAny("select", "values", "table")) {
      throw cursor.misfit();
    }
    boolean select = cursor.at("select");
    cursor.skipUntil(() -> cursor.at("into") || cursor.at("for"));
    int stopped = cursor.index();
    boolean locks = locksRows();
    cursor.moveTo(stopped);
    if (select && !inRoutine && cursor.accept("into")) {
      into(from, offset);
    } else {
      Expression query = Expressions.of(cursor.tokens(), from, cursor.limit());
      actions.add(new DataChange.Query(query, locks, offset));
    }
    cursor.moveTo(cursor.limit());
  }

  private boolean locksRows() {
    while (!cursor.atEnd()) {
      if (cursor.accept("for")
          && (cursor.atAny("update", "share") || cursor.at("no", "key") || cursor.at("key"))) {
        return true;
      }
      cursor.skipUntil(() -> cursor.at("for"));
      if (!cursor.at("for")) {
        cursor.expectEnd();
      }
    }
    return false;
  }

  private void into(int from, int offset) {
    Creation.Persistence persistence = Creation.Persistence.PERMANENT;
    if (cursor.acceptAny("temporary", "temp")) {
      persistence = Creation.Persistence.TEMPORARY;
    } else if (cursor.accept("unlogged")) {
      persistence = Creation.Persistence.UNLOGGED;
    }
    cursor.accept("table");
    ObjectRef table = ObjectRef.of(ObjectKind.TABLE, cursor.qualified());
    Expression query = Expressions.of(cursor.tokens(), from, cursor.limit());
    actions.add(new Creation.CreateTableAs(table, persistence, false, query, true, offset));
  }
}
