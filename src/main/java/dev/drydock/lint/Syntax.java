package dev.drydock.lint;

import dev.drydock.sql.Meaning;
import dev.drydock.sql.Statement;
import dev.drydock.sql.SyntaxCheck;
import dev.drydock.sql.SyntaxProblem;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the grammars say of one statement.
 *
 * @param problem where Drydock's own grammar stopped; empty where it accepts or did not look
 * @param server whether the server parses it, where it can be asked
 */
record Syntax(Optional<SyntaxProblem> problem, GrammarAnswer server) {

  static final Syntax FINE = new Syntax(Optional.empty(), new GrammarAnswer.NotAsked());

  private static final SyntaxCheck CHECK = new SyntaxCheck();

  static Syntax of(Meaning meaning, Function<Statement, GrammarAnswer> server) {
    return new Syntax(CHECK.problem(meaning), server.apply(meaning.statement()));
  }

  Optional<SyntaxProblem> rejection() {
    return server instanceof GrammarAnswer.Rejected rejected
        ? Optional.of(rejected.problem())
        : Optional.empty();
  }

  boolean isAccepted() {
    return server instanceof GrammarAnswer.Accepted;
  }
}
