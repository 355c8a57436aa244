package dev.drydock.sql;

import java.util.List;
import java.util.Set;

/** Reads a PL/pgSQL body: which SQL its statements run, and where SQL is made at run time. */
final class PlpgsqlReader {

  private static final Set<String> ENDS_STATEMENTS =
      Set.of("end", "else", "elsif", "elseif", "exception", "when");
  private static final Set<String> MERELY_READ =
      Set.of("raise", "assert", "get", "fetch", "move", "close", "exit", "continue", "null");
  private static final Set<String> QUERIES =
      Set.of("select", "with", "insert", "update", "delete", "merge", "values", "table");

  private final Cursor cursor;
  private final List<Action> actions;
  private final List<Integer> dynamic;

  PlpgsqlReader(Tokens tokens, List<Action> actions, List<Integer> dynamic) {
    this.cursor = new Cursor(tokens);
    this.actions = actions;
    this.dynamic = dynamic;
  }

  void read() {
    while (cursor.acceptOperator("#")) {
      cursor.name();
      cursor.any();
    }
    block();
    cursor.accept(';');
    cursor.expectEnd();
  }

  private void block() {
    label();
    if (cursor.accept("declare")) {
      declarations();
    }
    cursor.expect("begin");
    statements();
    if (cursor.accept("exception")) {
      while (cursor.accept("when")) {
        expressionUntil("then");
        cursor.expect("then");
        statements();
      }
    }
    cursor.expect("end");
    if (!cursor.at(';') && !cursor.atEnd()) {
      cursor.name();
    }
  }

  private void label() {
    while (cursor.acceptOperator("<<")) {
      cursor.name();
      if (!cursor.acceptOperator(">>")) {
        throw cursor.misfit();
      }
    }
  }

  private void declarations() {
    while (!cursor.at("begin")) {
      cursor.accept("declare");
      if (cursor.at("begin")) {
        return;
      }
      expression(cursor.spanUntil(() -> cursor.at(';') || cursor.at("for")));
      if (cursor.accept("for")) {
        sqlUntil(";");
      }
      cursor.expect(';');
    }
  }

  private void statements() {
    while (!cursor.atEnd() && !ENDS_STATEMENTS.contains(cursor.word())) {
      if (!cursor.accept(';')) {
        label();
        statement();
      }
    }
  }

  private void statement() {
    switch (cursor.word()) {
      case "declare":
      case "begin":
        block();
        break;
      case "if":
        branches();
        break;
      case "case":
        cases();
        break;
      case "loop":
        loop();
        break;
      case "while":
        cursor.any();
        expressionUntil("loop");
        loop();
        break;
      case "for":
      case "foreach":
        cursor.any();
        forLoop();
        break;
      default:
        simple();
        break;
    }
    cursor.expect(';');
  }

  private void branches() {
    while (cursor.acceptAny("if", "elsif", "elseif")) {
      expressionUntil("then");
      cursor.expect("then");
      statements();
    }
    if (cursor.accept("else")) {
      statements();
    }
    cursor.expect("end", "if");
  }

  private void cases() {
    cursor.expect("case");
    if (!cursor.at("when")) {
      expressionUntil("when");
    }
    while (cursor.accept("when")) {
      expressionUntil("then");
      cursor.expect("then");
      statements();
    }
    if (cursor.accept("else")) {
      statements();
    }
    cursor.expect("end", "case");
  }

  private void loop() {
    cursor.expect("loop");
    statements();
    cursor.expect("end", "loop");
    if (!cursor.at(';')) {
      cursor.name();
    }
  }

  private void forLoop() {
    cursor.skipUntil(() -> cursor.at("in"));
    cursor.expect("in");
    if (cursor.at("execute")) {
      execute("loop");
    } else if (QUERIES.contains(cursor.word()) || atQueryInParentheses()) {
      sqlUntil("loop");
    } else {
      expressionUntil("loop");
    }
    loop();
  }

  private boolean atQueryInParentheses() {
    int i = cursor.index();
    return cursor.at('(') && QUERIES.contains(cursor.tokens().word(i + 1));
  }

  private void simple() {
    String word = cursor.word();
    if (isAssignment()) {
      expressionUntilEnd();
    } else if (MERELY_READ.contains(word)) {
      cursor.any();
      if (!cursor.at(';')) {
        expressionUntilEnd();
      }
    } else {
      switch (word) {
        case "perform":
          perform();
          break;
        case "return":
          cursor.any();
          returns();
          break;
        case "execute":
          execute(";");
          break;
        case "open":
          open();
          break;
        default:
          sqlUntil(";");
          break;
      }
    }
  }

  /** {@code a := …}, {@code a.b[1] = …}. */
  private boolean isAssignment() {
    Tokens tokens = cursor.tokens();
    int i = cursor.index();
    if (!tokens.isName(i) || QUERIES.contains(cursor.word())) {
      return false;
    }
    i++;
    while (tokens.isPunctuation(i, '.') || tokens.isPunctuation(i, '[')) {
      if (tokens.isPunctuation(i, '.')) {
        i += 2;
      } else {
        var subscript = new Cursor(tokens, i + 1, tokens.size());
        subscript.skipUntil(() -> false);
        i = subscript.index() + 1;
      }
    }
    return tokens.isOperator(i, "=")
        || (tokens.isPunctuation(i, ':') && tokens.isOperator(i + 1, "="));
  }

  private void perform() {
    int offset = cursor.offset();
    cursor.expect("perform");
    Expression query = cursor.spanUntil(() -> cursor.at(';'));
    actions.add(new DataChange.Query(query, false, offset));
  }

  private void returns() {
    if (cursor.accept("query")) {
      if (cursor.at("execute")) {
        execute(";");
      } else {
        sqlUntil(";");
      }
    } else if (!cursor.at(';')) {
      cursor.accept("next");
      if (!cursor.at(';')) {
        expressionUntilEnd();
      }
    }
  }

  private void open() {
    cursor.any();
    cursor.skipUntil(() -> cursor.at(';') || cursor.at("for"));
    if (!cursor.accept("for")) {
      return;
    }
    if (cursor.at("execute")) {
      execute(";");
    } else {
      sqlUntil(";");
    }
  }

  /** EXECUTE of a literal is as good as its SQL; of anything else it is dynamic. */
  private void execute(String end) {
    int offset = cursor.offset();
    cursor.expect("execute");
    Expression sql = cursor.spanUntil(() -> cursor.atAny("into", "using") || atEndWord(end));
    expression(sql);
    boolean literal =
        Tokens.of(sql.text()).size() == 1 && cursor.tokens().kind(cursor.index() - 1).isLiteral();
    if (literal) {
      Body inner = BodyReader.ofLiteral(cursor.tokens(), cursor.index() - 1, "sql");
      actions.addAll(inner.actions());
    }
    if (!literal) {
      dynamic.add(offset);
    }
    if (!atEndWord(end)) {
      expression(cursor.spanUntil(() -> atEndWord(end)));
    }
  }

  private boolean atEndWord(String end) {
    return end.equals(";") ? cursor.at(';') : cursor.at(end);
  }

  private void sqlUntil(String end) {
    int from = cursor.index();
    cursor.skipUntil(() -> atEndWord(end));
    if (cursor.index() == from) {
      throw cursor.misfit();
    }
    actions.addAll(ActionReader.inRoutine(new Cursor(cursor.tokens(), from, cursor.index())));
  }

  private void expressionUntil(String word) {
    expression(cursor.spanUntil(() -> cursor.at(word)));
  }

  private void expressionUntilEnd() {
    expression(cursor.spanUntil(() -> cursor.at(';')));
  }

  /** An expression matters where it calls a function, which may write. */
  private void expression(Expression expression) {
    if (!expression.functions().isEmpty()) {
      actions.add(new DataChange.Query(expression, false, expression.offset()));
    }
  }
}
