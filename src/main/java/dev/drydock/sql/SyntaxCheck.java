package dev.drydock.sql;

import java.util.Optional;
import java.util.Set;

/**
 * Asks pgcodekeeper's PostgreSQL grammar whether a statement is well formed: quickly first (SLL),
 * in full (LL) where that fails.
 *
 * <p>The reader behind {@link SqlParser} knows the form of every DDL statement, some of which the
 * grammar does not; so of a statement that the reader understood only the expressions and queries
 * are asked about. The grammar lacks some of the newest expressions, too: a rejection is a strong
 * hint and no proof; the server's own grammar is.
 *
 * <p>The grammar is loaded by the first call that needs it (half a second): plain forms, such as an
 * INSERT of literals, do not. Work is bounded by size, depth and steps; what exceeds a bound counts
 * as accepted. Threads may share it.
 */
public final class SyntaxCheck {

  private static final int MOST_TOKENS = 20_000;
  private static final int DEEPEST = 200;

  private static final Set<String> QUERIES =
      Set.of("select", "with", "values", "table", "insert", "update", "delete", "merge", "execute");

  /** Where the grammar stopped; empty where it accepts, or the bounds forbid to ask. */
  public Optional<SyntaxProblem> problem(Meaning meaning) {
    String text = meaning.statement().text();
    String verb = Tokens.firstWord(text);
    boolean asked = meaning.isUnjudged() || QUERIES.contains(verb) || verb.isEmpty();
    return asked ? whole(text) : parts(meaning);
  }

  private static Optional<SyntaxProblem> whole(String text) {
    return problem(Tokens.ofStatement(text), true);
  }

  private static Optional<SyntaxProblem> parts(Meaning meaning) {
    for (Expression part : ExpressionWalk.in(meaning)) {
      Tokens tokens = Tokens.of(part.text());
      if (tokens.is(0, "default", "values")) {
        continue;
      }
      boolean query = tokens.isPunctuation(0, '(') || QUERIES.contains(tokens.word(0));
      Optional<SyntaxProblem> problem = problem(tokens, query);
      if (problem.isPresent()) {
        return problem.map(p -> p.after(part.offset()));
      }
    }
    return Optional.empty();
  }

  private static Optional<SyntaxProblem> problem(Tokens tokens, boolean statement) {
    if (tokens.size() == 0 || tokens.size() > MOST_TOKENS || depth(tokens) > DEEPEST) {
      return Optional.empty();
    }
    return PlainForm.isOf(tokens) ? Optional.empty() : Grammar.problem(tokens, statement);
  }

  private static int depth(Tokens tokens) {
    int depth = 0;
    int prefixes = 0;
    int deepest = 0;
    for (int i = 0; i < tokens.size(); i++) {
      boolean opens =
          tokens.isPunctuation(i, '(') || tokens.isPunctuation(i, '[') || tokens.is(i, "case");
      boolean closes =
          tokens.isPunctuation(i, ')') || tokens.isPunctuation(i, ']') || tokens.is(i, "end");
      depth += opens ? 1 : 0;
      depth -= closes ? 1 : 0;
      prefixes = tokens.is(i, "not") || tokens.kind(i) == TokenKind.OPERATOR ? prefixes + 1 : 0;
      deepest = Math.max(deepest, depth + prefixes);
    }
    return deepest;
  }
}
