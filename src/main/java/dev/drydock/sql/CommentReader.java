package dev.drydock.sql;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Understands the comments that speak to Drydock: declarations and directives, or what is wrong.
 */
final class CommentReader {

  private static final String EXAMPLE =
      "-- drydock: allow drop column clients.email because <why it may go>";
  private static final String FORM = "The form is, on a line of its own: " + EXAMPLE;
  private static final String ALL_FORMS =
      "The forms are, each on a line of its own: "
          + EXAMPLE
          + "; -- drydock: allow change type orders.id moving column because ids run out; -- drydock: plain; -- drydock: backfill in batches of 5000";
  private static final Pattern MOVING =
      Pattern.compile("(.*\\S)\\s+moving\\s+column", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ALLOW =
      Pattern.compile("allow\\b\\s*(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern BACKFILL =
      Pattern.compile("backfill\\s+in\\s+batches\\s+of\\s+(\\d{1,9})", Pattern.CASE_INSENSITIVE);
  private static final Pattern BECAUSE = Pattern.compile("\\bbecause\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern PLACEHOLDER = Pattern.compile("<[^<>]*>[.!]?|…|\\.{2,}");
  private static final String OUT_OF_ORDER = "out-of-order";

  private final String text;
  private final int statements;
  private final List<Declaration> declarations = new ArrayList<>();
  private final List<Directive> directives = new ArrayList<>();
  private final List<ScriptProblem> problems = new ArrayList<>();

  CommentReader(String text, int statements) {
    this.text = text;
    this.statements = statements;
  }

  List<Declaration> declarations() {
    return declarations;
  }

  List<Directive> directives() {
    return directives;
  }

  List<ScriptProblem> problems() {
    return problems;
  }

  void read(MagicComment comment) {
    switch (comment.form()) {
      case HOLDS:
        words(comment);
        break;
      case BEHIND_SQL:
        wrong(comment, "this comment stands behind SQL, so it does not hold.", FORM);
        break;
      case IN_BLOCK:
        wrong(comment, "this comment is a block comment, so it does not hold.", FORM);
        break;
      case NO_COLON:
        wrong(comment, "the colon after \"drydock\" is missing, so this does not hold.", FORM);
        break;
    }
  }

  private void words(MagicComment comment) {
    String words = comment.words();
    Matcher allow = ALLOW.matcher(words);
    Matcher backfill = BACKFILL.matcher(words);
    if (allow.matches()) {
      declaration(comment, allow.group(1));
    } else if (backfill.matches()) {
      backfill(comment, Integer.parseInt(backfill.group(1)));
    } else if (words.equalsIgnoreCase("plain")) {
      directives.add(new Directive.Plain(place(comment).line(), following(comment)));
    } else {
      wrong(comment, "Drydock does not know \"" + words + "\".", ALL_FORMS);
    }
  }

  private void backfill(MagicComment comment, int rows) {
    if (rows < 1 || rows > Directive.Backfill.MOST) {
      wrong(comment, "batches of " + rows + " rows are out of range.", "Use 1 to 1000000.");
    } else {
      directives.add(new Directive.Backfill(rows, place(comment).line(), following(comment)));
    }
  }

  private void declaration(MagicComment comment, String rest) {
    int because = because(rest);
    if (because < 0) {
      wrong(comment, "the reason is missing: there is no \"because\".", FORM);
      return;
    }
    String words = rest.substring(0, because).strip();
    String reason = rest.substring(because + "because".length()).strip();
    Matcher moving = MOVING.matcher(words);
    boolean moves = moving.matches();
    String subject = moves ? moving.group(1) : words;
    Optional<String> problem =
        reasonProblem(reason)
            .or(() -> subjectProblem(subject))
            .or(() -> moves ? movingProblem(subject) : Optional.empty());
    if (problem.isPresent()) {
      wrong(comment, problem.get(), FORM);
      return;
    }
    int line = place(comment).line();
    declarations.add(declared(subject, reason, line));
    if (moves) {
      String column = DeclarationMatcher.declared(subject).map(Effect::object).orElse("");
      directives.add(new Directive.MovingColumn(column, line));
    }
  }

  private static Optional<String> reasonProblem(String reason) {
    if (reason.isEmpty()) {
      return Optional.of("the reason after \"because\" is empty.");
    }
    return PLACEHOLDER.matcher(reason).matches()
        ? Optional.of("\"" + reason + "\" is the place of a reason, not a reason.")
        : Optional.empty();
  }

  private static Optional<String> movingProblem(String subject) {
    return DeclarationMatcher.declared(subject)
            .filter(e -> e.kind() == EffectKind.CHANGE_TYPE)
            .isPresent()
        ? Optional.empty()
        : Optional.of("only a change of type can be one of a \"moving column\".");
  }

  private static Declaration declared(String subject, String reason, int line) {
    String outOfOrder = subject.equalsIgnoreCase(OUT_OF_ORDER) ? OUT_OF_ORDER : subject;
    return new Declaration(outOfOrder, reason, line);
  }

  /** The first {@code because} that is not part of a quoted name, or -1. */
  private static int because(String rest) {
    Matcher matcher = BECAUSE.matcher(rest);
    while (matcher.find()) {
      long quotes = rest.substring(0, matcher.start()).chars().filter(c -> c == '"').count();
      if (quotes % 2 == 0) {
        return matcher.start();
      }
    }
    return -1;
  }

  private static Optional<String> subjectProblem(String subject) {
    if (subject.equalsIgnoreCase(OUT_OF_ORDER)) {
      return Optional.empty();
    }
    Optional<Effect> effect = DeclarationMatcher.declared(subject);
    if (effect.isEmpty()) {
      return Optional.of("\"" + subject + "\" does not begin with an effect that Drydock knows.");
    }
    String object = effect.get().object();
    if (object.isEmpty() && effect.get().kind() != EffectKind.UNJUDGED) {
      return Optional.of("it does not say which object \"" + subject + "\" concerns.");
    }
    return object.indexOf('*') >= 0 || object.toLowerCase(Locale.ROOT).equals("all")
        ? Optional.of("\"" + object + "\" is a wildcard; name each object.")
        : Optional.empty();
  }

  private int following(MagicComment comment) {
    return comment.statement() > statements ? 0 : comment.statement();
  }

  private void wrong(MagicComment comment, String what, String next) {
    Position at = place(comment);
    problems.add(new ScriptProblem(at.line(), at.column(), what, next));
  }

  private Position place(MagicComment comment) {
    return Position.of(text, comment.offset());
  }
}
