package dev.drydock.sql;

import dev.drydock.sql.Creation.CreateRoutine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads CREATE FUNCTION and CREATE PROCEDURE, from behind those words on. */
final class RoutineReader {

  private final Cursor cursor;
  private final ObjectKind kind;
  private final boolean orReplace;
  private final int offset;
  private Optional<String> returns = Optional.empty();
  private String language = "sql";
  private String volatility = "volatile";
  private boolean securityDefiner;
  private final List<String> settings = new ArrayList<>();
  private final List<Action> first = new ArrayList<>();
  private int definition = -1;
  private int defaults;
  private Optional<Body> body = Optional.empty();

  RoutineReader(Cursor cursor, ObjectKind kind, boolean orReplace, int offset) {
    this.cursor = cursor;
    this.kind = kind;
    this.orReplace = orReplace;
    this.offset = offset;
  }

  CreateRoutine read() {
    int from = cursor.index();
    ObjectRef object = new ObjectReader(cursor).ref(kind);
    int behind = cursor.index();
    cursor.moveTo(from);
    defaults(behind);
    if (cursor.accept("returns")) {
      returns();
    }
    while (!cursor.atEnd()) {
      clause();
    }
    Body read =
        body.orElseGet(
            () ->
                definition < 0
                    ? new Body("", cursor.offset(), List.of(), List.of(), false)
                    : BodyReader.ofLiteral(cursor.tokens(), definition, language));
    return new CreateRoutine(
        object,
        orReplace,
        returns,
        language,
        volatility,
        securityDefiner,
        settings,
        defaults,
        withFirst(read),
        offset);
  }

  /** A call begins with the defaults of its arguments, and with the settings it runs under. */
  private Body withFirst(Body read) {
    first.addAll(read.actions());
    return new Body(read.text(), read.offset(), first, read.dynamic(), read.readable());
  }

  private void defaults(int behind) {
    cursor.qualified();
    if (cursor.at('(')) {
      Cursor inside = cursor.inside();
      while (!inside.atEnd()) {
        inside.skipUntil(
            () -> inside.at("default") || inside.tokens().isOperator(inside.index(), "="));
        if (!inside.atEnd()) {
          inside.any();
          defaults++;
          Expression value = inside.spanUntil(() -> inside.at(','));
          if (!value.functions().isEmpty()) {
            first.add(new DataChange.Query(value, false, value.offset()));
          }
        }
      }
    }
    cursor.moveTo(behind);
  }

  private void returns() {
    int from = cursor.index();
    if (cursor.accept("table")) {
      cursor.inside();
    } else {
      TypeReader.read(cursor);
    }
    returns = Optional.of(cursor.text(from, cursor.index()));
  }

  private void clause() {
    String word = cursor.word();
    if (cursor.accept("returns", "null", "on", "null", "input")
        || cursor.accept("called", "on", "null", "input")
        || cursor.accept("not", "leakproof")
        || cursor.acceptAny("strict", "leakproof", "window")) {
      return;
    }
    switch (word) {
      case "immutable":
      case "stable":
      case "volatile":
        cursor.any();
        volatility = word;
        break;
      case "language":
        cursor.any();
        language = cursor.atLiteral() ? cursor.literal() : cursor.name();
        break;
      case "external":
      case "security":
        cursor.accept("external");
        cursor.expect("security");
        securityDefiner = cursor.expectAny("definer", "invoker").equals("definer");
        break;
      case "set":
        cursor.any();
        setting();
        break;
      case "as":
        cursor.any();
        definition();
        break;
      default:
        rarer();
        break;
    }
  }

  private void rarer() {
    if (cursor.acceptAny("cost", "rows", "parallel", "support")) {
      cursor.any();
      while (cursor.accept('.')) {
        cursor.any();
      }
    } else if (cursor.accept("transform")) {
      cursor.commaSeparated(
          () -> {
            cursor.expect("for", "type");
            return TypeReader.read(cursor);
          });
    } else if (cursor.accept("return")) {
      body = Optional.of(BodyReader.ofExpression(cursor));
    } else if (cursor.accept("begin", "atomic")) {
      body = Optional.of(BodyReader.ofAtomic(cursor));
    } else {
      throw cursor.misfit();
    }
  }

  private void setting() {
    if (cursor.accept("time", "zone")) {
      settings.add("timezone");
      cursor.any();
      return;
    }
    QualifiedName name = cursor.qualified();
    settings.add(name.schema().map(s -> s + "." + name.name()).orElse(name.name()));
    if (cursor.accept("from", "current")) {
      return;
    }
    if (!cursor.accept("to") && !cursor.acceptOperator("=")) {
      throw cursor.misfit();
    }
    int from = cursor.index();
    int place = cursor.offset();
    cursor.commaSeparated(
        () -> {
          cursor.acceptOperator("-");
          return cursor.any();
        });
    if (!name.name().equalsIgnoreCase("search_path")) {
      String written = settings.get(settings.size() - 1).toLowerCase(Locale.ROOT);
      first.add(new Command.Set(written, cursor.text(from, cursor.index()), true, place));
    }
  }

  private void definition() {
    definition = cursor.index();
    cursor.literal();
    if (cursor.accept(',')) {
      cursor.literal();
    }
  }
}
