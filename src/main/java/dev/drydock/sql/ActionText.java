package dev.drydock.sql;

import java.util.List;
import java.util.Optional;

/**
 * The user's own words of the parts of a statement, cut out where its actions begin and end:
 * comments and commas around them left out.
 */
public final class ActionText {

  private final String text;
  private final Tokens tokens;
  private final List<Action> actions;

  public ActionText(Meaning meaning) {
    text = meaning.statement().text();
    tokens = Tokens.of(text);
    actions = meaning.actions();
  }

  /** One action of an ALTER TABLE, from its verb to its last token. */
  public String of(Action action) {
    return between(action.offset(), end(action));
  }

  /** Name, type and collation of a new column, without its constraints. */
  public String head(TableChange.AddColumn action) {
    List<Constraint> constraints = action.column().constraints();
    int end = constraints.isEmpty() ? end(action) : constraints.get(0).offset();
    return between(action.column().offset(), end);
  }

  /** A constraint of a new column, with its attributes. */
  public String of(TableChange.AddColumn action, Constraint constraint) {
    return between(constraint.offset(), end(action, constraint));
  }

  /** A constraint from its kind on: without {@code CONSTRAINT} and its name. */
  public String body(Constraint constraint, int end) {
    int first = firstAt(constraint.offset());
    int from = tokens.is(first, "constraint") ? first + 2 : first;
    return between(tokens.start(from), end);
  }

  /** Where a constraint of a new column ends. */
  public int end(TableChange.AddColumn action, Constraint constraint) {
    return action.column().constraints().stream()
        .mapToInt(Constraint::offset)
        .filter(offset -> offset > constraint.offset())
        .min()
        .orElseGet(() -> end(action));
  }

  private int firstAt(int offset) {
    int i = 0;
    while (i < tokens.size() - 1 && tokens.start(i) < offset) {
      i++;
    }
    return i;
  }

  /** The comments between the tokens of a text. */
  static List<String> comments(String text) {
    Tokens tokens = Tokens.of(text);
    return java.util.stream.IntStream.range(1, tokens.size())
        .mapToObj(i -> text.substring(tokens.end(i - 1), tokens.start(i)).strip())
        .filter(gap -> !gap.isEmpty())
        .toList();
  }

  /** Whether a text has one of these words outside quotes. */
  public static boolean hasAnyWord(String text, String... words) {
    Tokens tokens = Tokens.of(text);
    return java.util.Arrays.stream(words).anyMatch(tokens::has);
  }

  /** Whether a text has a name, quoted or not. */
  public static boolean hasName(String text, String name) {
    Tokens tokens = Tokens.of(text);
    return java.util.stream.IntStream.range(0, tokens.size())
        .anyMatch(i -> tokens.isName(i) && Names.folded(tokens.written(i)).equals(name));
  }

  /** What stands in the parentheses right behind a word, with them. */
  public static Optional<String> parenthesesBehind(String text, String word) {
    Tokens tokens = Tokens.of(text);
    int at = tokens.find(0, word) + 1;
    return at > 0 && tokens.isPunctuation(at, '(') && tokens.closing(at) > 0
        ? Optional.of(text.substring(tokens.start(at), tokens.end(tokens.closing(at))))
        : Optional.empty();
  }

  /** Where the qualified name that begins at an offset of a text ends. */
  public static int endOfName(String text, int offset) {
    Tokens tokens = Tokens.of(text, offset, text.length());
    int last = 0;
    while (tokens.isPunctuation(last + 1, '.') && tokens.isName(last + 2)) {
      last += 2;
    }
    return tokens.end(last);
  }

  /** The statement with words put behind the first token that is this word. */
  public String with(String words, String behind) {
    int at = tokens.find(0, behind);
    return at < 0
        ? text
        : text.substring(0, tokens.end(at)) + " " + words + text.substring(tokens.end(at));
  }

  /** Where an action ends in the statement's text. */
  public int end(Action action) {
    return actions.stream()
        .mapToInt(Action::offset)
        .filter(offset -> offset > action.offset())
        .min()
        .orElse(text.length());
  }

  private String between(int from, int to) {
    int last = -1;
    for (int i = 0; i < tokens.size() && tokens.start(i) < to; i++) {
      if (tokens.start(i) >= from) {
        last = i;
      }
    }
    if (last >= 0 && to < text.length() && tokens.isPunctuation(last, ',')) {
      last--;
    }
    return last < 0 ? "" : text.substring(from, tokens.end(last));
  }
}
