package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads CREATE TRIGGER and CREATE RULE, from behind those words on. */
final class TriggerReader {

  private final Cursor cursor;
  private final boolean orReplace;
  private final int offset;
  private Optional<Expression> when = Optional.empty();

  TriggerReader(Cursor cursor, boolean orReplace, int offset) {
    this.cursor = cursor;
    this.orReplace = orReplace;
    this.offset = offset;
  }

  Action trigger(boolean constraint) {
    String name = cursor.name();
    String timing = cursor.expectAny("before", "after", "instead");
    if (timing.equals("instead")) {
      cursor.expect("of");
      timing = "instead of";
    }
    List<String> updateColumns = new ArrayList<>();
    List<String> events = new ArrayList<>();
    do {
      events.add(cursor.expectAny("insert", "update", "delete", "truncate"));
      if (cursor.accept("of")) {
        updateColumns.addAll(cursor.commaSeparated(cursor::name));
      }
    } while (cursor.accept("or"));
    cursor.expect("on");
    ObjectRef object = ObjectRef.part(ObjectKind.TRIGGER, cursor.qualified(), name);
    boolean[] forEachRow = {false};
    while (!cursor.accept("execute")) {
      clause(forEachRow);
    }
    cursor.expectAny("function", "procedure");
    QualifiedName function = cursor.qualified();
    cursor.inside();
    cursor.expectEnd();
    return new Creation.CreateTrigger(
        object,
        orReplace,
        constraint,
        timing,
        events,
        updateColumns,
        forEachRow[0],
        when,
        function,
        offset);
  }

  private void clause(boolean[] forEachRow) {
    if (cursor.accept("from")) {
      cursor.qualified();
    } else if (cursor.accept("when")) {
      when = Optional.of(cursor.parenthesisedExpression());
    } else if (cursor.accept("referencing")) {
      while (cursor.acceptAny("old", "new")) {
        cursor.expectAny("table", "row");
        cursor.accept("as");
        cursor.name();
      }
    } else if (cursor.accept("for")) {
      cursor.accept("each");
      forEachRow[0] = cursor.expectAny("row", "statement").equals("row");
    } else if (!cursor.accept("not", "deferrable")
        && !cursor.accept("deferrable")
        && !cursor.accept("initially", "deferred")) {
      cursor.expect("initially", "immediate");
    }
  }

  Action rule() {
    String name = cursor.name();
    cursor.expect("as", "on");
    String event = cursor.expectAny("select", "insert", "update", "delete");
    cursor.expect("to");
    ObjectRef object = ObjectRef.part(ObjectKind.RULE, cursor.qualified(), name);
    List<Action> actions = new ArrayList<>();
    if (cursor.accept("where")) {
      Expression condition = cursor.spanUntil(() -> cursor.at("do"));
      if (!condition.functions().isEmpty()) {
        actions.add(new DataChange.Query(condition, false, condition.offset()));
      }
    }
    cursor.expect("do");
    boolean instead = cursor.accept("instead");
    cursor.accept("also");
    if (cursor.at('(') && !atQuery()) {
      Cursor inside = cursor.inside();
      cursor.expectEnd();
      actions.addAll(BodyReader.split(inside.tokens(), inside.index(), inside.limit()));
    } else if (!cursor.accept("nothing")) {
      actions.addAll(ActionReader.inRoutine(cursor));
    }
    return new Creation.CreateRule(object, orReplace, event, instead, actions, offset);
  }

  /** One query in parentheses of its own, such as {@code (SELECT …) UNION …}. */
  private boolean atQuery() {
    return cursor.closing() < cursor.limit() - 1;
  }
}
