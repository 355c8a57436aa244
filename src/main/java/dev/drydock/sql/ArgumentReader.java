package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the arguments of a routine down to what tells it from others of its name: the types of what
 * goes in, as {@code format_type} prints them.
 */
final class ArgumentReader {

  private static final Set<String> MODES = Set.of("in", "out", "inout", "variadic");

  private ArgumentReader() {}

  /** The types, separated by commas; as written where they cannot be read. */
  static String types(Cursor inside, ObjectKind kind) {
    int from = inside.index();
    try {
      return String.join(", ", read(inside, kind == ObjectKind.PROCEDURE));
    } catch (MisfitException e) {
      return inside.text(from, inside.limit());
    }
  }

  private static List<String> read(Cursor inside, boolean outCounts) {
    List<String> types = new ArrayList<>();
    if (inside.atEnd()) {
      return types;
    }
    do {
      String mode = mode(inside);
      String type = type(inside);
      mode = mode.isEmpty() ? "in" : mode;
      if (!mode.equals("out") || outCounts) {
        types.add(type);
      }
      inside.skipUntil(() -> inside.at(','));
    } while (inside.accept(','));
    inside.expectEnd();
    return types;
  }

  private static String mode(Cursor inside) {
    String mode = inside.word();
    boolean written = MODES.contains(mode) && inside.tokens().isName(inside.index() + 1);
    if (!written) {
      return "";
    }
    inside.any();
    return mode.equals("in") && inside.accept("out") ? "inout" : mode;
  }

  /** A name may stand before the type; what is read as a type and is followed by more was one. */
  private static String type(Cursor inside) {
    int before = inside.index();
    DataType type = TypeReader.read(inside);
    if (!atTypesEnd(inside)) {
      inside.moveTo(before);
      inside.name();
      mode(inside);
      type = TypeReader.read(inside);
      if (!atTypesEnd(inside)) {
        throw inside.misfit();
      }
    }
    return type.withoutModifiers();
  }

  private static boolean atTypesEnd(Cursor inside) {
    return inside.atEnd()
        || inside.at(',')
        || inside.at("default")
        || inside.tokens().isOperator(inside.index(), "=");
  }
}
