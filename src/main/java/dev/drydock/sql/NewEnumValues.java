package dev.drydock.sql;

import dev.drydock.migration.MigrationId;
import dev.drydock.sql.TransactionObstacle.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Finds statements that use an enum value which an earlier statement of the same run adds: the
 * server answers 55P04 to that until the value is committed. A type made in the same run has no
 * such limit.
 */
public final class NewEnumValues {

  private static final Set<String> NEVER_USE =
      Set.of("comment", "alter type", "create type", "grant", "revoke", "security");

  /**
   * A statement that uses a value added in the same run.
   *
   * @param value as written, with its quotes
   * @param offset of the value in the statement's text
   * @param type the enum
   * @param addedBy the migration that adds the value
   */
  public record Use(
      MigrationId migration,
      Statement statement,
      String value,
      int offset,
      String type,
      MigrationId addedBy) {

    /** Why the two cannot be one transaction. */
    public TransactionObstacle obstacle() {
      return new TransactionObstacle(
          Kind.USES_NEW_ENUM_VALUE,
          "%s is used in the run in which %s adds it to the enum %s: PostgreSQL refuses a new value"
                  .formatted(value, addedBy, type)
              + " until it is committed.",
          "Run the migrations up to " + addedBy + " first, then this one.");
    }
  }

  private record Added(String type, MigrationId migration) {}

  private final Map<String, Added> added = new HashMap<>();
  private final Set<String> created = new HashSet<>();
  private final List<Use> uses = new ArrayList<>();

  private NewEnumValues() {}

  /** The uses in the scripts of one run, in their order. */
  public static List<Use> usedIn(List<Script> run) {
    var values = new NewEnumValues();
    run.forEach(values::script);
    return values.uses;
  }

  private void script(Script script) {
    for (Statement statement : script.statements()) {
      String first = Tokens.firstWord(statement.text());
      if (first.equals("create") || first.equals("alter")) {
        definition(script.migration().id(), Tokens.of(statement.text()));
      }
      if (!added.isEmpty()) {
        use(script.migration().id(), statement, first);
      }
    }
  }

  private void definition(MigrationId migration, Tokens tokens) {
    if (!tokens.is(1, "type")) {
      return;
    }
    int last = tokens.isPunctuation(3, '.') ? 4 : 2;
    String type = Names.folded(tokens.written(last));
    int add = tokens.is(last + 1, "add", "value") ? last + 3 : -1;
    if (tokens.is(0, "create")) {
      created.add(type);
    } else if (add > 0 && !created.contains(type)) {
      int value = tokens.is(add, "if", "not", "exists") ? add + 3 : add;
      added.put(Names.literal(tokens.written(value)), new Added(type, migration));
    }
  }

  private void use(MigrationId migration, Statement statement, String first) {
    var lexer = new Lexer(statement.text());
    lexer.nextCode();
    lexer.nextCode();
    String second = lexer.token().toLowerCase(Locale.ROOT);
    if (NEVER_USE.contains(first) || NEVER_USE.contains(first + " " + second)) {
      return;
    }
    do {
      Added value =
          lexer.kind() == TokenKind.STRING ? added.get(Names.literal(lexer.token())) : null;
      if (value != null) {
        uses.add(
            new Use(
                migration,
                statement,
                lexer.token(),
                lexer.start(),
                value.type(),
                value.migration()));
        return;
      }
    } while (lexer.nextCode() != TokenKind.END);
  }
}
