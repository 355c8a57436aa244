package dev.drydock.lint;

import dev.drydock.sql.SyntaxProblem;

/** What a server's grammar says of a statement that Drydock's own cannot parse. */
public sealed interface GrammarAnswer {

  /** The server parses it; what it does, nobody has judged. */
  record Accepted() implements GrammarAnswer {}

  /** The server refuses it, in the server's words. */
  record Rejected(SyntaxProblem problem) implements GrammarAnswer {}

  /** No server is at hand, it must not be asked, or the statement holds a secret. */
  record NotAsked() implements GrammarAnswer {}
}
