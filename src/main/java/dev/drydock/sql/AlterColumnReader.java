package dev.drydock.sql;

import java.util.Optional;

/** Reads what stands behind {@code ALTER COLUMN name}. */
final class AlterColumnReader {

  private final Cursor cursor;
  private final Relation table;
  private final String column;
  private final int offset;

  AlterColumnReader(Cursor cursor, Relation table, String column, int offset) {
    this.cursor = cursor;
    this.table = table;
    this.column = column;
    this.offset = offset;
  }

  Action read() {
    switch (cursor.expectAny("set", "drop", "type", "add", "restart", "reset", "options")) {
      case "set":
        return set();
      case "drop":
        return drop();
      case "type":
        return type();
      case "add":
        cursor.expect("generated");
        boolean always = cursor.accept("always");
        if (!always) {
          cursor.expect("by", "default");
        }
        cursor.expect("as", "identity");
        cursor.skipParentheses();
        return new TableChange.AddIdentity(table, column, always, offset);
      case "restart":
        return identity(true);
      case "reset":
        return new TableChange.ColumnOptions(
            table, column, OptionReader.settings(cursor), true, offset);
      default:
        return new TableChange.ColumnOptions(
            table, column, OptionReader.settings(cursor), false, offset);
    }
  }

  private Action set() {
    if (cursor.at('(')) {
      return new TableChange.ColumnOptions(
          table, column, OptionReader.settings(cursor), false, offset);
    }
    if (cursor.accept("not", "null")) {
      return new TableChange.SetNotNull(table, column, offset);
    }
    if (cursor.accept("data", "type")) {
      return type();
    }
    if (cursor.accept("expression")) {
      cursor.expect("as");
      return new TableChange.SetExpression(table, column, cursor.parenthesisedExpression(), offset);
    }
    if (cursor.accept("default")) {
      return new TableChange.SetDefault(table, column, cursor.expressionUntil(() -> false), offset);
    }
    if (cursor.accept("statistics")) {
      boolean negative = cursor.acceptOperator("-");
      return new TableChange.SetStatistics(
          table, column, (negative ? "-" : "") + cursor.any(), offset);
    }
    if (cursor.accept("storage")) {
      return new TableChange.SetStorage(table, column, cursor.name(), offset);
    }
    if (cursor.accept("compression")) {
      return new TableChange.SetCompression(table, column, cursor.name(), offset);
    }
    if (cursor.atAny("generated", "increment", "minvalue", "maxvalue", "start", "restart")
        || cursor.atAny("cache", "cycle", "no", "sequence")) {
      return identity(cursor.at("restart"));
    }
    throw cursor.misfit();
  }

  /** Further {@code SET …} and {@code RESTART …} belong to the same part. */
  private Action identity(boolean restartsFirst) {
    boolean restart = restartsFirst;
    boolean generated = false;
    while (!cursor.atEnd() && !cursor.at(',')) {
      restart |= cursor.at("restart");
      generated |= cursor.at("generated");
      cursor.any();
    }
    return new TableChange.AlterIdentity(table, column, restart, generated, offset);
  }

  private Action drop() {
    if (cursor.accept("not", "null")) {
      return new TableChange.DropNotNull(table, column, offset);
    }
    switch (cursor.expectAny("default", "identity", "expression")) {
      case "default":
        return new TableChange.DropDefault(table, column, offset);
      case "identity":
        return new TableChange.DropIdentity(table, column, cursor.ifExists(), offset);
      default:
        return new TableChange.DropExpression(table, column, cursor.ifExists(), offset);
    }
  }

  private Action type() {
    DataType type = TypeReader.read(cursor);
    Optional<QualifiedName> collation =
        cursor.accept("collate") ? Optional.of(cursor.qualified()) : Optional.empty();
    Optional<Expression> using =
        cursor.accept("using")
            ? Optional.of(cursor.expressionUntil(() -> false))
            : Optional.empty();
    return new TableChange.AlterType(table, column, type, collation, using, offset);
  }
}
