package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what the body of a routine or DO block does. */
final class BodyReader {

  private BodyReader() {}

  /** The body in a literal: of SQL or PL/pgSQL it is read, of other languages only kept. */
  static Body ofLiteral(Tokens tokens, int index, String language) {
    String written = tokens.written(index);
    int start = tokens.start(index);
    boolean dollar = tokens.kind(index) == TokenKind.DOLLAR_STRING;
    int inside = dollar ? written.indexOf('$', 1) + 1 : written.indexOf('\'') + 1;
    String value = Names.literal(written);
    String text = dollar ? tokens.text() : " ".repeat(start + inside) + value;
    return read(text, start + inside, start + inside + value.length(), language);
  }

  private static Body read(String text, int from, int to, String language) {
    String body = text.substring(from, to);
    List<Action> actions = new ArrayList<>();
    List<Integer> dynamic = new ArrayList<>();
    boolean readable;
    try {
      switch (language.toLowerCase(Locale.ROOT)) {
        case "sql":
          actions.addAll(statements(Tokens.of(text, from, to)));
          readable = true;
          break;
        case "plpgsql":
          var plpgsql = new PlpgsqlReader(Tokens.of(text, from, to), actions, dynamic);
          plpgsql.read();
          readable = true;
          break;
        default:
          readable = false;
          break;
      }
    } catch (MisfitException | StackOverflowError e) {
      readable = false;
    }
    readable &= actions.stream().noneMatch(BodyReader::isUnreadable);
    return new Body(body, from, actions, dynamic, readable);
  }

  private static boolean isUnreadable(Action action) {
    return action instanceof Command.Unparsed
        || action instanceof Command.Unknown
        || action.inner().stream().anyMatch(BodyReader::isUnreadable);
  }

  /** {@code RETURN expression}. */
  static Body ofExpression(Cursor cursor) {
    int offset = cursor.offset();
    Expression expression = cursor.rest();
    var query = new DataChange.Query(expression, false, offset);
    return new Body(expression.text(), offset, List.of(query), List.of(), true);
  }

  /** From behind {@code BEGIN ATOMIC} on to its END, which ends the statement. */
  static Body ofAtomic(Cursor cursor) {
    int from = cursor.index();
    int offset = cursor.offset();
    int end = cursor.limit() - 1;
    if (end < from || !cursor.tokens().is(end, "end")) {
      throw cursor.misfit();
    }
    List<Action> actions = split(cursor.tokens(), from, end);
    cursor.moveTo(cursor.limit());
    boolean readable = actions.stream().noneMatch(BodyReader::isUnreadable);
    return new Body(cursor.text(from, end), offset, actions, List.of(), readable);
  }

  static List<Action> statements(Tokens tokens) {
    return split(tokens, 0, tokens.size());
  }

  static List<Action> split(Tokens tokens, int from, int to) {
    List<Action> actions = new ArrayList<>();
    var cursor = new Cursor(tokens, from, to);
    while (!cursor.atEnd()) {
      int start = cursor.index();
      cursor.skipUntil(() -> cursor.at(';'));
      if (cursor.index() > start) {
        actions.addAll(ActionReader.inRoutine(new Cursor(tokens, start, cursor.index())));
      }
      if (!cursor.atEnd()) {
        cursor.expect(';');
      }
    }
    return actions;
  }
}
