package dev.drydock.sql;

import dev.drydock.sql.Creation.CreateView;
import dev.drydock.sql.Creation.Persistence;
import java.util.List;

/** Reads CREATE VIEW and CREATE MATERIALIZED VIEW, from behind those words on. */
final class ViewReader {

  private final Cursor cursor;
  private final boolean orReplace;
  private final Persistence persistence;
  private final int offset;

  ViewReader(Cursor cursor, boolean orReplace, Persistence persistence, int offset) {
    this.cursor = cursor;
    this.orReplace = orReplace;
    this.persistence = persistence;
    this.offset = offset;
  }

  CreateView plain() {
    ObjectRef object = ObjectRef.of(ObjectKind.VIEW, cursor.qualified());
    List<String> columns = cursor.at('(') ? cursor.namesInParentheses() : List.of();
    List<String> options = cursor.accept("with") ? OptionReader.names(cursor) : List.of();
    cursor.expect("as");
    int end = cursor.limit();
    if (cursor.tokens().is(end - 2, "check", "option")) {
      end -= cursor.tokens().is(end - 3, "with") ? 3 : 4;
    }
    Expression query = Expressions.of(cursor.tokens(), cursor.index(), end);
    cursor.moveTo(cursor.limit());
    return new CreateView(
        object, orReplace, false, persistence, columns, options, query, true, offset);
  }

  CreateView materialized() {
    boolean ifNotExists = cursor.ifNotExists();
    ObjectRef object = ObjectRef.of(ObjectKind.MATERIALIZED_VIEW, cursor.qualified());
    List<String> columns = cursor.at('(') ? cursor.namesInParentheses() : List.of();
    List<String> options = List.of();
    while (!cursor.accept("as")) {
      if (cursor.acceptAny("using", "tablespace")) {
        cursor.name();
      } else {
        cursor.expect("with");
        options = OptionReader.names(cursor);
      }
    }
    int end = cursor.limit();
    boolean withData = !cursor.tokens().is(end - 3, "with", "no", "data");
    if (!withData) {
      end -= 3;
    } else if (cursor.tokens().is(end - 2, "with", "data")) {
      end -= 2;
    }
    Expression query = Expressions.of(cursor.tokens(), cursor.index(), end);
    cursor.moveTo(cursor.limit());
    return new CreateView(
        object, orReplace, ifNotExists, persistence, columns, options, query, withData, offset);
  }
}
