package dev.drydock.sql;

import java.util.List;

/**
 * Tells from a statement's text what it does. Never fails: what it does not understand is {@link
 * Command.Unparsed}. Threads may share it.
 */
public final class SqlParser {

  public Meaning parse(Statement statement) {
    var cursor = new Cursor(Tokens.ofStatement(statement.text()));
    return new Meaning(statement, ActionReader.nested(cursor));
  }

  public List<Meaning> parse(Script script) {
    return script.statements().stream().map(this::parse).toList();
  }
}
