package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads statements that run or steer something. */
final class CommandReader {

  private final Cursor cursor;
  private final int offset;

  CommandReader(Cursor cursor) {
    this.cursor = cursor;
    this.offset = cursor.offset();
  }

  Action doBlock() {
    cursor.expect("do");
    String language = "plpgsql";
    int body = -1;
    while (!cursor.atEnd()) {
      if (cursor.accept("language")) {
        language = cursor.atLiteral() ? cursor.literal() : cursor.name();
      } else {
        body = cursor.index();
        cursor.literal();
      }
    }
    if (body < 0) {
      throw cursor.misfit();
    }
    return new Command.DoBlock(
        language, BodyReader.ofLiteral(cursor.tokens(), body, language), offset);
  }

  Action call() {
    cursor.expect("call");
    int from = cursor.index();
    QualifiedName procedure = cursor.qualified();
    cursor.inside();
    cursor.expectEnd();
    Expression call = Expressions.of(cursor.tokens(), from, cursor.limit());
    return new Command.Call(procedure, call, offset);
  }

  Action set() {
    cursor.expect("set");
    boolean local = cursor.accept("local");
    boolean session = !local && !cursor.at("session", "authorization") && cursor.accept("session");
    String name = settingName();
    if (name.equals("transaction") || (session && name.equals("characteristics"))) {
      cursor.moveTo(cursor.limit());
      return new Command.TransactionControl("set " + name, offset);
    }
    int from = cursor.index();
    cursor.moveTo(cursor.limit());
    return new Command.Set(name, cursor.text(from, cursor.limit()), local, offset);
  }

  private String settingName() {
    if (cursor.accept("time", "zone")) {
      return "timezone";
    }
    if (cursor.accept("session", "authorization")) {
      return "session authorization";
    }
    QualifiedName name = cursor.qualified();
    boolean bare = List.of("constraints", "role", "xml", "names", "schema").contains(name.name());
    if (!bare && !name.name().equals("transaction") && !name.name().equals("characteristics")) {
      if (!cursor.accept("to")
          && !cursor.acceptOperator("=")
          && !cursor.accept("from", "current")) {
        throw cursor.misfit();
      }
    } else if (!cursor.accept("to")) {
      cursor.acceptOperator("=");
    }
    String full = name.schema().map(s -> s + "." + name.name()).orElse(name.name());
    return full.toLowerCase(Locale.ROOT);
  }

  Action reset() {
    cursor.expect("reset");
    String name =
        cursor.accept("session", "authorization")
            ? "session authorization"
            : cursor.accept("time", "zone") ? "timezone" : cursor.qualified().toString();
    cursor.expectEnd();
    return new Command.Reset(name.toLowerCase(Locale.ROOT).replace("\"", ""), offset);
  }

  Action lock() {
    cursor.expect("lock");
    cursor.accept("table");
    List<QualifiedName> tables = cursor.commaSeparated(this::table);
    List<String> mode = new ArrayList<>();
    if (cursor.accept("in")) {
      while (!cursor.at("mode")) {
        mode.add(cursor.name());
      }
      cursor.expect("mode");
    }
    boolean nowait = cursor.accept("nowait");
    cursor.expectEnd();
    String words = mode.isEmpty() ? "access exclusive" : String.join(" ", mode);
    return new Command.Lock(tables, words, nowait, offset);
  }

  private QualifiedName table() {
    cursor.accept("only");
    QualifiedName table = cursor.at('(') ? cursor.inside().qualified() : cursor.qualified();
    cursor.acceptOperator("*");
    return table;
  }

  Action truncate() {
    cursor.expect("truncate");
    cursor.accept("table");
    List<QualifiedName> tables = cursor.commaSeparated(this::table);
    boolean restart = cursor.accept("restart", "identity");
    cursor.accept("continue", "identity");
    boolean cascade = cursor.cascade();
    cursor.expectEnd();
    return new DataChange.Truncate(tables, restart, cascade, offset);
  }

  Action reindex() {
    cursor.expect("reindex");
    boolean concurrently = false;
    if (cursor.at('(')) {
      Cursor inside = cursor.inside();
      inside.skipUntil(() -> inside.at("concurrently"));
      concurrently = inside.accept("concurrently") && !inside.atAny("false", "off");
    }
    String target = cursor.expectAny("index", "table", "schema", "database", "system");
    concurrently |= cursor.accept("concurrently");
    Optional<QualifiedName> name =
        cursor.atEnd() ? Optional.empty() : Optional.of(cursor.qualified());
    cursor.expectEnd();
    return new Command.Reindex(target, name, concurrently, offset);
  }

  Action cluster() {
    cursor.expect("cluster");
    cursor.skipParentheses();
    cursor.accept("verbose");
    Optional<QualifiedName> table = Optional.empty();
    Optional<String> index = Optional.empty();
    if (!cursor.atEnd()) {
      table = Optional.of(cursor.qualified());
    }
    if (cursor.accept("using")) {
      index = Optional.of(cursor.name());
    } else if (cursor.accept("on")) {
      index = table.map(QualifiedName::name);
      table = Optional.of(cursor.qualified());
    }
    cursor.expectEnd();
    return new Command.Cluster(table, index, offset);
  }

  Action vacuum() {
    cursor.expect("vacuum");
    boolean full = false;
    if (cursor.at('(')) {
      Cursor inside = cursor.inside();
      inside.skipUntil(() -> inside.at("full"));
      full = inside.accept("full") && !inside.atAny("false", "off");
    }
    while (cursor.atAny("full", "freeze", "verbose", "analyze", "analyse")) {
      full |= cursor.at("full");
      cursor.any();
    }
    List<QualifiedName> tables = tablesWithColumns();
    return new Command.Vacuum(tables, full, offset);
  }

  Action analyze() {
    cursor.any();
    cursor.skipParentheses();
    cursor.accept("verbose");
    return new Command.Analyze(tablesWithColumns(), offset);
  }

  private List<QualifiedName> tablesWithColumns() {
    if (cursor.atEnd()) {
      return List.of();
    }
    List<QualifiedName> tables =
        cursor.commaSeparated(
            () -> {
              QualifiedName table = table();
              cursor.skipParentheses();
              return table;
            });
    cursor.expectEnd();
    return tables;
  }

  Action refresh() {
    cursor.expect("refresh", "materialized", "view");
    boolean concurrently = cursor.accept("concurrently");
    QualifiedName view = cursor.qualified();
    boolean withData = !cursor.accept("with", "no", "data");
    cursor.accept("with", "data");
    cursor.expectEnd();
    return new Command.RefreshView(view, concurrently, withData, offset);
  }

  Action copy() {
    cursor.expect("copy");
    cursor.accept("binary");
    List<Action> inner = new ArrayList<>();
    Optional<QualifiedName> table = Optional.empty();
    if (cursor.at('(')) {
      inner.addAll(new DataReader(cursor.inside(), false).read());
    } else {
      table = Optional.of(cursor.qualified());
      cursor.skipParentheses();
    }
    boolean from = cursor.expectAny("from", "to").equals("from");
    boolean program = cursor.accept("program");
    cursor.any();
    cursor.moveTo(cursor.limit());
    return new DataChange.Copy(table, from, program, inner, offset);
  }

  Action explain() {
    cursor.expect("explain");
    boolean analyze = false;
    if (cursor.at('(') && !cursor.tokens().is(cursor.index() + 1, "select")) {
      Cursor inside = cursor.inside();
      while (!inside.atEnd()) {
        inside.skipUntil(() -> inside.atAny("analyze", "analyse"));
        analyze |= inside.acceptAny("analyze", "analyse") && !inside.atAny("false", "off");
      }
    }
    while (cursor.atAny("analyze", "analyse", "verbose")) {
      analyze |= !cursor.at("verbose");
      cursor.any();
    }
    return new Command.Explain(analyze, ActionReader.nested(cursor), offset);
  }

  Action reassign() {
    cursor.expect("reassign", "owned", "by");
    List<String> roles = cursor.commaSeparated(cursor::name);
    cursor.expect("to");
    String to = cursor.name();
    cursor.expectEnd();
    return new ObjectChange.ReassignOwned(roles, to, offset);
  }

  Action comment() {
    cursor.expect("comment", "on");
    var objects = new ObjectReader(cursor);
    ObjectRef object = objects.ref(objects.kind());
    return new ObjectChange.Comment(object, isText(), offset);
  }

  Action securityLabel() {
    cursor.expect("security", "label");
    if (cursor.accept("for")) {
      cursor.any();
    }
    cursor.expect("on");
    var objects = new ObjectReader(cursor);
    ObjectRef object = objects.ref(objects.kind());
    return new ObjectChange.SecurityLabel(object, isText(), offset);
  }

  private Optional<String> isText() {
    cursor.expect("is");
    Optional<String> text =
        cursor.accept("null") ? Optional.empty() : Optional.of(cursor.literal());
    cursor.expectEnd();
    return text;
  }
}
