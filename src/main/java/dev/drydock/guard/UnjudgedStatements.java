package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells which statements can run code that their text does not show. */
final class UnjudgedStatements {

  private static final Pattern COMMENTS =
      Pattern.compile("^(?:\\s+|--[^\\n]*(?:\\n|$)|/\\*.*?\\*/)+", Pattern.DOTALL);
  private static final Pattern FIRST = Pattern.compile("^[A-Za-z]+");
  private static final Pattern CALL = Pattern.compile("([\\w$\"]+)\\s*\\(");
  private static final Set<String> CALLS_CODE = Set.of("do", "call", "execute");
  private static final Set<String> QUERIES = Set.of("select", "values", "table", "with");
  private static final Set<String> HARMLESS =
      Set.of(
          "setval",
          "nextval",
          "currval",
          "set_config",
          "current_setting",
          "now",
          "count",
          "max",
          "min",
          "sum",
          "coalesce",
          "exists",
          "in",
          "values",
          "as",
          "select",
          "greatest",
          "least",
          "version",
          "pg_get_serial_sequence",
          "and",
          "or",
          "not",
          "any",
          "all",
          "where",
          "on",
          "from",
          "pg_sleep");

  private UnjudgedStatements() {}

  static boolean is(String statement) {
    String text = COMMENTS.matcher(statement).replaceFirst("");
    Matcher first = FIRST.matcher(text);
    if (!first.find()) {
      return false;
    }
    String word = first.group().toLowerCase(Locale.ROOT);
    return CALLS_CODE.contains(word) || (QUERIES.contains(word) && callsUnknown(text));
  }

  /**
   * Refuses, when strict, what nobody can judge while the role could act outside the transaction.
   */
  static void refuseWithOpenChannels(Connection connection, CheckScope scope) throws SQLException {
    Optional<CheckedMigration> unjudged =
        scope.migrations().stream().filter(UnjudgedStatements::needsDeclaration).findFirst();
    if (!scope.strict() || unjudged.isEmpty()) {
      return;
    }
    List<String> channels = OutsideChannels.read(connection);
    if (!channels.isEmpty()) {
      throw new DrydockException(
          new Failure(
                  ErrorCode.REFUSED,
                  "%s holds a statement that nobody can judge beforehand, and its role could act"
                          .formatted(unjudged.get().id())
                      + " outside the transaction, where nothing can be undone: "
                      + String.join("; ", channels)
                      + ".",
                  Failure.NOTHING_EXECUTED,
                  "Run as a role without these, or write into the file: -- drydock: allow unjudged"
                      + " because …")
              .with("channels", channels));
    }
  }

  private static boolean needsDeclaration(CheckedMigration migration) {
    boolean allowed =
        migration.declarations().stream()
            .anyMatch(d -> d.subject().strip().equals(EffectKind.UNJUDGED.words()));
    return !allowed && migration.statements().stream().anyMatch(UnjudgedStatements::is);
  }

  private static boolean callsUnknown(String text) {
    Matcher call = CALL.matcher(text);
    while (call.find()) {
      if (!HARMLESS.contains(call.group(1).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }
}
