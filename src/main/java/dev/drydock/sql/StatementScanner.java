package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a migration's text into statements as the server would: a port of psql's scanner rules, with
 * the server's own where psql only approximates them ({@code BEGIN ATOMIC}).
 *
 * <p>It stops at the first thing that cannot be part of a migration; all before it is kept. Not for
 * several threads.
 */
final class StatementScanner {

  private final String text;
  private final Lexer lexer;
  private final List<Statement> statements = new ArrayList<>();
  private final List<MagicComment> comments = new ArrayList<>();
  private Optional<ScriptProblem> problem = Optional.empty();

  /** Place of {@link #placeOffset}; moves forward only. */
  private Position place = new Position(1, 1);

  private int placeOffset;

  StatementScanner(String text) {
    this.text = text;
    this.lexer = new Lexer(text);
  }

  List<Statement> statements() {
    return statements;
  }

  /** The comments that speak to Drydock, in order. */
  List<MagicComment> comments() {
    return comments;
  }

  Optional<ScriptProblem> problem() {
    return problem;
  }

  StatementScanner scan() {
    while (problem.isEmpty() && advance() != TokenKind.END) {
      if (!lexer.is(';')) {
        statement();
      }
    }
    return this;
  }

  /** Reads one statement; the lexer stands on its first token. */
  private void statement() {
    int start = lexer.start();
    Position at = placeOf(start);
    var shape = new StatementShape(text);
    int end = start;
    while (problem.isEmpty() && !(lexer.is(';') && shape.mayEnd()) && !lexer.isEnd()) {
      end = lexer.end();
      shape.see(lexer);
      problem = problem.or(this::refusedToken);
      if (problem.isEmpty()) {
        advance();
      }
    }
    if (problem.isEmpty()) {
      problem = refusedStatement(shape, at);
    }
    if (problem.isEmpty()) {
      statements.add(
          new Statement(
              statements.size() + 1, start, at.line(), at.column(), text.substring(start, end)));
    }
  }

  private TokenKind advance() {
    while (lexer.next() == TokenKind.COMMENT) {
      if (lexer.unterminated()) {
        problem = Optional.of(unterminated(lexer.start(), "a comment", "Close it with */."));
        return TokenKind.END;
      }
      MagicComment.in(text, lexer, statements.size() + 1).ifPresent(comments::add);
    }
    return lexer.kind();
  }

  private Optional<ScriptProblem> refusedToken() {
    if (lexer.unterminated()) {
      return Optional.of(unterminatedLiteral());
    }
    if (lexer.is('\\')) {
      return Optional.of(metaCommand());
    }
    return Optional.empty();
  }

  private ScriptProblem unterminatedLiteral() {
    int start = lexer.start();
    switch (lexer.kind()) {
      case QUOTED_NAME:
        return unterminated(start, "a quoted name", "Close it with \".");
      case DOLLAR_STRING:
        String tag = text.substring(start, lexer.dollarBodyStart());
        return unterminated(start, "the text that " + tag + " opens", "Close it with " + tag + ".");
      default:
        return unterminated(start, "a string", "Close it with '; write a quote inside it as ''.");
    }
  }

  private ScriptProblem unterminated(int offset, String what, String next) {
    Position at = Position.of(text, offset);
    return new ScriptProblem(at.line(), at.column(), what + " begins here and never ends.", next);
  }

  private ScriptProblem metaCommand() {
    Position at = Position.of(text, lexer.start());
    int end = lexer.end();
    while (end < text.length() && " \t\r\n;'\"".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return new ScriptProblem(
        at.line(),
        at.column(),
        text.substring(lexer.start(), end) + " is a command of psql, not SQL.",
        "Take it out: a migration holds SQL only.");
  }

  private Optional<ScriptProblem> refusedStatement(StatementShape shape, Position at) {
    if (shape.openParenthesis() >= 0) {
      Position open = Position.of(text, shape.openParenthesis());
      return Optional.of(
          new ScriptProblem(
              open.line(),
              open.column(),
              "a parenthesis opens here and is never closed.",
              "Close it with )."));
    }
    if (shape.openBody() >= 0) {
      Position open = Position.of(text, shape.openBody());
      return Optional.of(
          new ScriptProblem(
              open.line(),
              open.column(),
              "BEGIN ATOMIC opens a body here that never ends.",
              "Close it with END;"));
    }
    return shape
        .clientOnly()
        .map(what -> new ScriptProblem(at.line(), at.column(), what.what(), what.next()));
  }

  private Position placeOf(int offset) {
    place = place.forward(text, placeOffset, offset);
    placeOffset = offset;
    return place;
  }
}
