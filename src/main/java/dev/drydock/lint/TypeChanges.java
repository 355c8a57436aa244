package dev.drydock.lint;

import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code ALTER COLUMN … TYPE} does, with its USING and what is known of the column. */
final class TypeChanges {

  private static final Pattern IN_UTC =
      Pattern.compile("(?is)(\\S+)\\s+at\\s+time\\s+zone\\s+'(utc|gmt|z|etc/utc)'");
  private static final Pattern INTERVAL_FIELDS = Pattern.compile("(?i)^interval\\s+[a-z]");
  private static final String LOCAL = "timestamp without time zone";
  private static final String INSTANT = "timestamp with time zone";

  private TypeChanges() {}

  static TypeFit fit(TableChange.AlterType change, LintContext context) {
    Optional<TypeName> to = TypeName.of(change.type().toString());
    Optional<TypeName> from = known(change, context).flatMap(TypeName::of);
    boolean cut = INTERVAL_FIELDS.matcher(change.type().text()).find();
    if (to.isEmpty() || cut || change.type().schema().isPresent()) {
      return TypeFit.NARROWS;
    }
    if (change.using().filter(using -> !isPlain(using, change)).isPresent()) {
      return keepsInstants(change, from, to.get()) ? TypeFit.REWRITES : TypeFit.NARROWS;
    }
    if (from.isEmpty()) {
      return to.get().isText() && !to.get().array() ? TypeFit.REWRITES : TypeFit.NARROWS;
    }
    return TypeFit.of(from.get(), to.get());
  }

  /** The column's present type; empty where nobody told. */
  static Optional<String> known(TableChange.AlterType change, LintContext context) {
    return context.column(change.table().name(), change.column()).flatMap(KnownColumn::type);
  }

  /** Whether USING says no more than the statement without it: the column, or its plain cast. */
  private static boolean isPlain(Expression using, TableChange.AlterType change) {
    String text = bare(using.text());
    String column = QualifiedName.quoted(change.column());
    String type = bare(change.type().text());
    String canonical = bare(change.type().toString());
    return text.equals(column)
        || text.equals(column + "::" + type)
        || text.equals(column + "::" + canonical)
        || text.equals("cast(" + column + " as " + type + ")")
        || text.equals("cast(" + column + " as " + canonical + ")");
  }

  /** Lower case, single spaces, no outer parentheses, no spaces around a cast. */
  private static String bare(String text) {
    String plain =
        text.strip()
            .replaceAll("\\s+", " ")
            .replaceAll(" ?(::|\\() ?", "$1")
            .replaceAll(" \\)", ")");
    plain = plain.contains("\"") ? plain : plain.toLowerCase(Locale.ROOT);
    while (plain.startsWith("(") && closes(plain) == plain.length() - 1) {
      plain = plain.substring(1, plain.length() - 1).strip();
    }
    return plain.replaceAll("^\\((\\S+)\\)::", "$1::");
  }

  /** Where the parenthesis at the beginning is closed. */
  private static int closes(String text) {
    int depth = 0;
    for (int at = 0; at < text.length(); at++) {
      depth += text.charAt(at) == '(' ? 1 : text.charAt(at) == ')' ? -1 : 0;
      if (depth == 0) {
        return at;
      }
    }
    return -1;
  }

  /** {@code AT TIME ZONE 'UTC'}: no clock there is ever set back, so no two values become one. */
  private static boolean keepsInstants(
      TableChange.AlterType change, Optional<TypeName> from, TypeName to) {
    String text = bare(change.using().map(Expression::text).orElse(""));
    var matcher = IN_UTC.matcher(text);
    return matcher.matches()
        && matcher.group(1).equals(QualifiedName.quoted(change.column()))
        && to.modifiers().isEmpty()
        && from.filter(f -> isOther(f.name(), to.name())).isPresent();
  }

  private static boolean isOther(String from, String to) {
    return (from.equals(LOCAL) && to.equals(INSTANT)) || (from.equals(INSTANT) && to.equals(LOCAL));
  }
}
