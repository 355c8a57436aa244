package dev.drydock.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings of a run's transaction: bounds that hold inside it, and what a migration's own
 * {@code SET}, {@code SET ROLE} or {@code set_config} is put back to.
 *
 * @param lockTimeout longest wait for one lock
 * @param statementTimeout longest run of one statement
 * @param user {@code session_user} as found
 * @param role {@code role} as found
 * @param searchPath set in each transaction, where the connection could not be opened with it
 * @param found settings that had a session value before the run, as a pooled connection may have
 */
public record RunSettings(
    Duration lockTimeout,
    Duration statementTimeout,
    String user,
    String role,
    Optional<String> searchPath,
    List<Setting> found) {

  /** Resets every setting a role may set, but not role and session authorization. */
  public static final String RESET = "RESET ALL";

  /** Of a look at the catalog between a run's transactions, which have bounds of their own. */
  private static final String LONGEST_LOOK = "15min";

  /** Reads the settings with a session value; to be asked before any is set. */
  public static final String FOUND_SQL =
      """
      SELECT name, setting FROM pg_catalog.pg_settings
       WHERE source = 'session'
         AND name NOT IN ('transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
         AND (context = 'user' OR pg_catalog.current_setting('is_superuser') = 'on')
      """;

  /** One setting's value, as {@code pg_settings} shows it. */
  public record Setting(String name, String value) {}

  /** Bounds on waiting, on runtime, on an idle runner, and on a runner that is gone. */
  public String boundsSql() {
    return select(bounds());
  }

  /**
   * For a statement outside a transaction, until the session is reset: no bound of its own but the
   * one that watches it from outside.
   */
  public String outsideSql() {
    return Stream.of(
            set("lock_timeout", "0", false),
            set("statement_timeout", "0", false),
            transactionTimeout("false"),
            "CASE WHEN pg_catalog.version() LIKE '%linux%' THEN "
                + set("client_connection_check_interval", "2s", false)
                + " END")
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  /**
   * For a session that holds the run lock from step to step, until it is reset: a runner that is
   * gone without a word must not hold it for hours.
   */
  static String steadySql() {
    return select(
        ofSession("60s", "false"),
        Stream.of(
            set("tcp_keepalives_idle", "10", false),
            set("tcp_keepalives_interval", "5", false),
            set("tcp_keepalives_count", "3", false)));
  }

  /**
   * For a session's first message, whatever its role or database has set: until the session is
   * reset, or until the message ends in the session of another backend, which a pooler lent.
   */
  static String openingSql(int backend) {
    return select(ofSession("0", "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.<>) " + backend));
  }

  /** Names come in one form, a look may take its time, and only we end what rests. */
  private static Stream<String> ofSession(String idle, String local) {
    return Stream.of(
        set("quote_all_identifiers", "off", local),
        set("statement_timeout", LONGEST_LOOK, local),
        transactionTimeout(local),
        since(14, set("idle_session_timeout", idle, local)));
  }

  /** Its statements have bounds, and so has what it waits for: a run may have many. */
  private static String transactionTimeout(String local) {
    return since(17, set("transaction_timeout", "0", local));
  }

  private static String since(int major, String setting) {
    return "CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 OPERATOR(pg_catalog.>=) %d THEN %s END"
        .formatted(major * 10_000, setting);
  }

  /** Shows a name to others until the session is reset; null in the session of another backend. */
  static String nameSql(String application, int backend) {
    return "SELECT CASE pg_catalog.pg_backend_pid() WHEN %d THEN %s END"
        .formatted(backend, set("application_name", application, false));
  }

  /**
   * To be sent behind a migration's statements: role, session authorization, found settings and the
   * bounds of a statement, whatever they were made. Drydock's own statements that follow need no
   * more; the rest comes with {@link #freshSql} behind {@link #RESET}.
   */
  public String ownSql() {
    return select(
        Stream.of(set("session_authorization", user, false), set("role", role, false)),
        asFound(),
        statementBounds());
  }

  /**
   * To be sent behind {@link #RESET}: found settings and bounds.
   *
   * @param more expressions to be selected behind those
   */
  public String freshSql(String... more) {
    return select(asFound(), bounds(), Stream.of(more));
  }

  @SafeVarargs
  private static String select(Stream<String>... parts) {
    return Stream.of(parts).flatMap(part -> part).collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private Stream<String> asFound() {
    return found.stream().map(setting -> set(setting.name(), setting.value(), false));
  }

  /** The same with other bounds, for what must not wait or run as long as a statement may. */
  public RunSettings bounded(Duration lock, Duration statement) {
    return new RunSettings(lock, statement, user, role, searchPath, found);
  }

  /** The same with the settings that were found. */
  public RunSettings found(List<Setting> settings) {
    return new RunSettings(
        lockTimeout, statementTimeout, user, role, searchPath, List.copyOf(settings));
  }

  /**
   * Whether a statement may switch a bound off, so that {@link #floorSql()} has to follow it.
   *
   * @param statement its text; a text that only mentions a timeout counts too
   */
  public static boolean touchesBounds(String statement) {
    String text = statement.toLowerCase(Locale.ROOT);
    return text.contains("timeout") || text.contains("reset") || text.contains("discard");
  }

  /** A bound that a migration set to zero, "wait for ever", becomes the run's again. */
  public String floorSql() {
    return Stream.of(
            floor("lock_timeout", lockTimeout), floor("statement_timeout", statementTimeout))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }

  private static String floor(String name, Duration bound) {
    return ("CASE pg_catalog.current_setting('%s') WHEN '0' THEN "
            + set(name, bound.toMillis() + "ms", true)
            + " END")
        .formatted(name);
  }

  /** Sets the search path until the transaction ends. */
  static String searchPathSql(String path) {
    return "SELECT " + set("search_path", path, true);
  }

  private Stream<String> bounds() {
    Stream<String> path = searchPath.stream().map(value -> set("search_path", value, true));
    Stream<String> ofRunner =
        Stream.of(
            set("quote_all_identifiers", "off", true),
            set("idle_in_transaction_session_timeout", "30s", true),
            // Only some systems can watch a socket; elsewhere the server refuses the setting.
            "CASE WHEN pg_catalog.version() LIKE '%linux%' THEN "
                + set("client_connection_check_interval", "2s", true)
                + " END");
    return Stream.of(path, statementBounds(), ofRunner).flatMap(part -> part);
  }

  private Stream<String> statementBounds() {
    return Stream.of(
        set("lock_timeout", lockTimeout.toMillis() + "ms", true),
        set("statement_timeout", statementTimeout.toMillis() + "ms", true),
        transactionTimeout("true"));
  }

  private static String set(String name, String value, boolean local) {
    return set(name, value, String.valueOf(local));
  }

  private static String set(String name, String value, String local) {
    return "pg_catalog.set_config(%s, %s, %s)"
        .formatted(SqlQuoting.literal(name), SqlQuoting.literal(value), local);
  }
}
