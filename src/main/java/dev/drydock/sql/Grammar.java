package dev.drydock.sql;

import java.util.Arrays;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLLexer;
import org.pgcodekeeper.core.parsers.antlr.pg.generated.SQLParser;

/** pgcodekeeper's grammar; whoever touches this class has it loaded. Threads may share it. */
final class Grammar {

  /**
   * The most that a statement of PostgreSQL's regression tests needs: 23 per token, 3,500 in all.
   */
  private static final int STEPS_PER_TOKEN = 25;

  private static final int STEPS_AT_LEAST = 5_000;
  private static final int STEPS_AT_MOST = 100_000;

  private Grammar() {}

  /** Where it stopped; empty where it accepts, or the bounds are exceeded. */
  static Optional<SyntaxProblem> problem(Tokens tokens, boolean statement) {
    var text = new GrammarText(tokens);
    try {
      boolean either = statement && tokens.isPunctuation(0, '(');
      if (accepts(text, statement) || (either && accepts(text, false))) {
        return Optional.empty();
      }
      return firstError(text, statement);
    } catch (StackOverflowError | OutOfStepsException e) {
      return Optional.empty();
    }
  }

  private static boolean accepts(GrammarText text, boolean statement) {
    SQLParser parser = parser(text);
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
    parser.setErrorHandler(new BailErrorStrategy());
    try {
      parse(parser, statement);
      return true;
    } catch (ParseCancellationException e) {
      return false;
    }
  }

  private static Optional<SyntaxProblem> firstError(GrammarText text, boolean statement) {
    SQLParser parser = parser(text);
    var first = new FirstError();
    parser.addErrorListener(first);
    parse(parser, statement);
    return Optional.ofNullable(first.symbol).map(text::problem);
  }

  private static void parse(SQLParser parser, boolean statement) {
    if (statement) {
      parser.sql();
    } else {
      parser.vex_eof();
    }
  }

  private static SQLParser parser(GrammarText text) {
    var lexer = new SQLLexer(CharStreams.fromString(text.text()));
    lexer.removeErrorListeners();
    var parser = new SQLParser(new BoundedTokens(lexer, text.steps()));
    parser.removeErrorListeners();
    parser.setBuildParseTree(false);
    return parser;
  }

  private static final class FirstError extends BaseErrorListener {

    private @Nullable Token symbol;

    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        @Nullable Object offendingSymbol,
        int line,
        int charPositionInLine,
        @Nullable String message,
        @Nullable RecognitionException e) {
      if (symbol == null && offendingSymbol instanceof Token token) {
        symbol = token;
      }
    }
  }

  /** The parser has looked at tokens more often than any sane statement needs. */
  private static final class OutOfStepsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfStepsException() {
      super("too many steps", null, false, false);
    }
  }

  private static final class BoundedTokens extends CommonTokenStream {

    private long stepsLeft;

    BoundedTokens(TokenSource source, long steps) {
      super(source);
      this.stepsLeft = steps;
    }

    @Override
    public int LA(int i) {
      if (--stepsLeft < 0) {
        throw new OutOfStepsException();
      }
      return super.LA(i);
    }
  }

  /**
   * The statement as the grammar gets it: comments gone, literals and letters beyond ASCII masked,
   * a quoted language without its quotes; and the way back to the places in the original.
   */
  private static final class GrammarText {

    private final Tokens tokens;
    private final StringBuilder text = new StringBuilder();
    private final int[] starts;

    GrammarText(Tokens tokens) {
      this.tokens = tokens;
      this.starts = new int[tokens.size()];
      for (int i = 0; i < tokens.size(); i++) {
        if (i > 0 && tokens.end(i - 1) != tokens.start(i)) {
          text.append(' ');
        }
        starts[i] = text.length();
        append(i);
      }
    }

    private void append(int i) {
      switch (tokens.kind(i)) {
        case STRING:
          text.append(i > 0 && tokens.is(i - 1, "language") ? "sql" : prefix(i) + "'x'");
          break;
        case DOLLAR_STRING:
          text.append("$$x$$");
          break;
        case QUOTED_NAME:
          text.append(tokens.written(i).startsWith("\"") ? "" : "U&").append("\"x\"");
          break;
        default:
          tokens.written(i).chars().forEach(c -> text.append(c < 0x80 ? (char) c : 'x'));
          break;
      }
    }

    private String prefix(int i) {
      String written = tokens.written(i);
      return written.substring(0, written.indexOf('\''));
    }

    String text() {
      return text.toString();
    }

    long steps() {
      int wanted = Math.max(STEPS_AT_LEAST, tokens.size() * STEPS_PER_TOKEN);
      return Math.min(STEPS_AT_MOST, wanted);
    }

    SyntaxProblem problem(Token symbol) {
      if (symbol.getType() == Token.EOF) {
        int end = tokens.end(tokens.size() - 1);
        return new SyntaxProblem(end, "syntax error at end of input");
      }
      int found = Arrays.binarySearch(starts, symbol.getStartIndex());
      int i = found >= 0 ? found : Math.max(0, -found - 2);
      String shown = tokens.kind(i).isLiteral() ? "'…'" : tokens.written(i);
      return new SyntaxProblem(tokens.start(i), "syntax error at or near \"" + shown + "\"");
    }
  }
}
