package dev.drydock.sql;

import dev.drydock.sql.TransactionObstacle.Kind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells from a statement's tokens whether it can run inside a transaction.
 *
 * @see <a href="https://github.com/postgres/postgres/blob/master/src/backend/tcop/utility.c">the
 *     calls of PreventInTransactionBlock in PostgreSQL's source</a>
 */
public final class TransactionRules {

  private static final Set<String> PLAIN =
      Set.of("insert", "update", "delete", "select", "with", "values", "merge", "table", "copy");
  private static final Set<String> CONTROL =
      Set.of("begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release");
  private static final Set<String> OF_TRANSACTION =
      Set.of(
          "transaction",
          "transaction_isolation",
          "transaction_read_only",
          "transaction_deferrable");
  private static final Map<String, String> ALWAYS_OUTSIDE =
      Map.of(
          "create database", "CREATE DATABASE",
          "drop database", "DROP DATABASE",
          "create tablespace", "CREATE TABLESPACE",
          "drop tablespace", "DROP TABLESPACE",
          "alter system", "ALTER SYSTEM",
          "discard all", "DISCARD ALL");
  private static final Set<String> OFF = Set.of("false", "off", "no", "0");

  private TransactionRules() {}

  /** Why the statement cannot run inside the run's transaction; empty where it can. */
  public static Optional<TransactionObstacle> obstacle(Statement statement) {
    String first = Tokens.firstWord(statement.text());
    if (PLAIN.contains(first)) {
      return Optional.empty();
    }
    Tokens tokens = Tokens.of(statement.text());
    return controls(tokens)
        .map(TransactionRules::control)
        .or(() -> outside(first, tokens).map(TransactionRules::outside));
  }

  private static Optional<String> controls(Tokens tokens) {
    if (CONTROL.contains(tokens.word(0))) {
      return Optional.of(tokens.written(0).toUpperCase(Locale.ROOT));
    }
    if (tokens.is(0, "prepare", "transaction")) {
      return Optional.of("PREPARE TRANSACTION");
    }
    if (tokens.is(0, "set")) {
      int name = tokens.is(1, "local") || tokens.is(1, "session") ? 2 : 1;
      boolean sets = OF_TRANSACTION.contains(tokens.word(name));
      return sets ? Optional.of("SET TRANSACTION") : Optional.empty();
    }
    return Optional.empty();
  }

  private static TransactionObstacle control(String command) {
    return new TransactionObstacle(
        Kind.CONTROLS_TRANSACTION,
        command + " controls the transaction, which is Drydock's: all pending migrations are one.",
        "Take it out; a failure anywhere rolls everything back by itself.");
  }

  private static Optional<String> outside(String first, Tokens tokens) {
    String always = ALWAYS_OUTSIDE.get(first + " " + tokens.word(1));
    if (always != null) {
      return Optional.of(always);
    }
    switch (first) {
      case "vacuum":
        return Optional.of("VACUUM");
      case "create":
        return create(tokens);
      case "drop":
        return drop(tokens);
      case "alter":
        return alter(tokens);
      case "reindex":
        return reindex(tokens);
      case "cluster":
        return clustersAll(tokens) ? Optional.of("CLUSTER without a table") : Optional.empty();
      default:
        return Optional.empty();
    }
  }

  private static Optional<String> create(Tokens tokens) {
    int index = tokens.is(1, "unique") ? 2 : 1;
    if (tokens.is(index, "index", "concurrently")) {
      return Optional.of("CREATE INDEX CONCURRENTLY");
    }
    return tokens.is(1, "subscription") && makesSlot(tokens)
        ? Optional.of("CREATE SUBSCRIPTION with a slot of its own")
        : Optional.empty();
  }

  private static boolean makesSlot(Tokens tokens) {
    return isOn(tokens, "create_slot", true) && isOn(tokens, "connect", true);
  }

  private static Optional<String> drop(Tokens tokens) {
    if (tokens.is(1, "index", "concurrently")) {
      return Optional.of("DROP INDEX CONCURRENTLY");
    }
    return tokens.is(1, "subscription")
        ? Optional.of("DROP SUBSCRIPTION, which drops its slot on the other server,")
        : Optional.empty();
  }

  private static Optional<String> alter(Tokens tokens) {
    if (tokens.is(1, "table") && tokens.has("detach", "partition")) {
      return tokens.is(tokens.size() - 1, "concurrently")
          ? Optional.of("DETACH PARTITION CONCURRENTLY")
          : Optional.empty();
    }
    if (tokens.is(1, "database") && tokens.has("set", "tablespace")) {
      return Optional.of("ALTER DATABASE … SET TABLESPACE");
    }
    return tokens.is(1, "subscription") ? alterSubscription(tokens) : Optional.empty();
  }

  private static Optional<String> alterSubscription(Tokens tokens) {
    boolean publications =
        tokens.has("set", "publication")
            || tokens.has("add", "publication")
            || tokens.has("drop", "publication");
    boolean refreshes =
        tokens.has("refresh", "publication") || (publications && isOn(tokens, "refresh", true));
    return refreshes
        ? Optional.of("ALTER SUBSCRIPTION with a refresh of its publications")
        : Optional.empty();
  }

  private static Optional<String> reindex(Tokens tokens) {
    if (isOn(tokens, "concurrently", false)) {
      return Optional.of("REINDEX CONCURRENTLY");
    }
    boolean many = tokens.has("schema") || tokens.has("database") || tokens.has("system");
    return many && !tokens.has("index") && !tokens.has("table")
        ? Optional.of("REINDEX of a whole schema or database")
        : Optional.empty();
  }

  private static boolean clustersAll(Tokens tokens) {
    int options = tokens.isPunctuation(1, '(') ? closing(tokens, 1) + 1 : 1;
    int name = tokens.is(options, "verbose") ? options + 1 : options;
    return name >= tokens.size();
  }

  private static int closing(Tokens tokens, int from) {
    int i = from;
    while (i < tokens.size() && !tokens.isPunctuation(i, ')')) {
      i++;
    }
    return i;
  }

  /** Whether an option is switched on: named alone, or with a value that means yes. */
  private static boolean isOn(Tokens tokens, String option, boolean byDefault) {
    int at = tokens.find(1, option);
    if (at < 0) {
      return byDefault;
    }
    int value = tokens.written(at + 1).equals("=") ? at + 2 : at + 1;
    String written = tokens.written(value).replace("'", "").toLowerCase(Locale.ROOT);
    return !OFF.contains(written);
  }

  private static TransactionObstacle outside(String command) {
    return new TransactionObstacle(
        Kind.RUNS_OUTSIDE,
        command + " cannot run inside a transaction: PostgreSQL refuses it there.",
        command.contains("CONCURRENTLY")
            ? concurrently(command)
            : command.startsWith("REINDEX")
                ? "Write it with CONCURRENTLY, which Drydock runs outside, or run it by hand; of system catalogs by hand alone."
                : "Run it by hand, outside Drydock.");
  }

  private static String concurrently(String command) {
    return "Write it without CONCURRENTLY where the table is small or new, or run "
        + command
        + " by hand.";
  }
}
