package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An object's name as declarations write it: {@code clients.email}, {@code public.f(integer)}.
 *
 * @param parts its names as the server keeps them, outermost first
 * @param arguments argument types in canonical form; empty where no parentheses are written
 */
public record ObjectPath(List<String> parts, Optional<List<String>> arguments) {

  public ObjectPath {
    parts = List.copyOf(parts);
    arguments = arguments.map(List::copyOf);
  }

  /** Reads a name; empty where the text is none. */
  public static Optional<ObjectPath> of(String written) {
    var tokens = Tokens.of(written.strip());
    var parts = new ArrayList<String>();
    int i = 0;
    while (i < tokens.size() && isName(tokens, i)) {
      parts.add(Names.folded(tokens.written(i)));
      i++;
      if (!tokens.isPunctuation(i, '.')) {
        break;
      }
      i++;
    }
    if (parts.isEmpty() || tokens.isPunctuation(i - 1, '.')) {
      return Optional.empty();
    }
    if (i == tokens.size()) {
      return Optional.of(new ObjectPath(parts, Optional.empty()));
    }
    return tokens.isPunctuation(i, '(') && tokens.isPunctuation(tokens.size() - 1, ')')
        ? Optional.of(new ObjectPath(parts, Optional.of(arguments(written.strip()))))
        : Optional.empty();
  }

  private static boolean isName(Tokens tokens, int i) {
    TokenKind kind = tokens.kind(i);
    return kind == TokenKind.WORD || kind == TokenKind.QUOTED_NAME;
  }

  private static List<String> arguments(String written) {
    String inside = written.substring(written.indexOf('(') + 1, written.length() - 1).strip();
    return inside.isEmpty()
        ? List.of()
        : java.util.Arrays.stream(inside.split(",")).map(ObjectPath::type).toList();
  }

  private static String type(String written) {
    String folded = Names.folded(written.strip().replaceAll("\\s+", " "));
    int array = folded.indexOf('[');
    String base = array < 0 ? folded : folded.substring(0, array).strip();
    return DataType.canonical(base) + (array < 0 ? "" : folded.substring(array).replace(" ", ""));
  }

  /**
   * Whether the object that {@code qualified} names in full can be meant: the same name, or the
   * same behind leading parts that this one leaves out; arguments count only where both have them.
   */
  public boolean means(ObjectPath qualified) {
    int missing = qualified.parts.size() - parts.size();
    return missing >= 0
        && qualified.parts.subList(missing, qualified.parts.size()).equals(parts)
        && (arguments.isEmpty()
            || qualified.arguments.isEmpty()
            || arguments.equals(qualified.arguments));
  }

  @Override
  public String toString() {
    String name = String.join(".", parts.stream().map(QualifiedName::quoted).toList());
    return name + arguments.map(types -> "(" + String.join(", ", types) + ")").orElse("");
  }
}
