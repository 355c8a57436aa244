package dev.drydock.postgres;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A database URL as platforms hand it out, understood: {@code postgres://}, {@code postgresql://}
 * or {@code jdbc:postgresql:}.
 *
 * <p>User and password never stand in {@link #jdbcUrl()}, and {@link #toString()} shows only where
 * it leads. Immutable, so threads may share it.
 */
public final class DatabaseUrl {

  private static final Pattern HOST =
      Pattern.compile("[\\p{L}\\p{N}._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%[\\w.-]+)?");

  private final List<ServerAddress> servers;
  private final String database;
  private final String user;
  private final Map<String, String> driver;
  private final Set<String> secrets;
  private final List<String> warnings;
  private final Optional<Duration> longestSilence;

  private DatabaseUrl(
      String value, UrlText text, UrlParameters parameters, List<ServerAddress> servers) {
    this.servers = List.copyOf(servers);
    user =
        parameters
            .value("user", "username")
            .or(() -> Optional.of(UrlText.decoded(text.user())).filter(u -> !u.isEmpty()))
            .orElseGet(() -> System.getProperty("user.name"));
    database =
        parameters
            .value("dbname", "database")
            .or(() -> Optional.of(UrlText.decoded(text.database())).filter(d -> !d.isEmpty()))
            .orElse(user);
    driver = new LinkedHashMap<>();
    driver.put("user", user);
    Optional<String> password =
        parameters.value("password").or(() -> text.password().map(UrlText::decoded));
    password.filter(p -> !p.isEmpty()).ifPresent(p -> driver.put("password", p));
    driver.putAll(parameters.driverProperties(servers.size() > 1));
    warnings = parameters.warnings();
    longestSilence = parameters.longestSilence();
    secrets = secretsOf(value, text, driver);
  }

  /**
   * Understands the value of {@code DATABASE_URL}.
   *
   * @throws dev.drydock.migration.DrydockException with {@code CONFIGURATION} where it can't be
   *     used; its text never contains the value or a part of it
   */
  public static DatabaseUrl parse(String value) {
    return parse("DATABASE_URL", value);
  }

  /** Understands the value of the named environment variable, which refusals name. */
  public static DatabaseUrl parse(String variable, String value) {
    var refusal = new UrlRefusal(variable);
    UrlText text = UrlText.of(value, refusal);
    var parameters = new UrlParameters(text, refusal);
    List<ServerAddress> servers = servers(text, parameters, refusal);
    return new DatabaseUrl(value, text, parameters, servers);
  }

  /** What the driver is given as its URL: hosts, ports and database, no credentials. */
  public String jdbcUrl() {
    return "jdbc:postgresql://"
        + String.join(",", hosts())
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8);
  }

  /**
   * What the driver is given beside the URL: user, password, encryption and other properties that
   * the URL asks for. A new object each time; {@code options} and {@code currentSchema} are startup
   * settings that a pooler may refuse, so they may be taken out of it.
   */
  public Properties properties() {
    var properties = new Properties();
    properties.putAll(driver);
    return properties;
  }

  /** Every host with its port, in the given order, such as {@code db.example.com:5432}. */
  public List<String> hosts() {
    return servers.stream().map(ServerAddress::toString).toList();
  }

  /** The hosts as reports show them. */
  public String shownHost() {
    return String.join(",", hosts());
  }

  public String database() {
    return database;
  }

  public String user() {
    return user;
  }

  /** The {@code options} parameter, such as {@code endpoint=ep-cool-river-123456}. */
  public Optional<String> options() {
    return Optional.ofNullable(driver.get("options"));
  }

  /** The search path that the URL asks for, as SQL writes it. */
  public Optional<String> searchPath() {
    return Optional.ofNullable(driver.get("currentSchema"));
  }

  /** How long a server may be silent before a connection to it is given up; 4 s to an hour. */
  Optional<Duration> longestSilence() {
    return longestSilence;
  }

  /** Whether every host is this machine by its name or loopback address. */
  public boolean thisMachine() {
    return servers.stream().allMatch(ServerAddress::thisMachine);
  }

  /** What must never leave: the URL and its passwords, as written and as meant. */
  public Collection<String> secrets() {
    return secrets;
  }

  /** What was not taken over, naming parameters but no values; empty where all is well. */
  public List<String> warnings() {
    return warnings;
  }

  /** Equal where servers, database and all properties are; how the URL was written is no matter. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DatabaseUrl url
        && servers.equals(url.servers)
        && database.equals(url.database)
        && driver.equals(url.driver);
  }

  @Override
  public int hashCode() {
    return Objects.hash(servers, database, driver);
  }

  @Override
  public String toString() {
    return shownHost() + "/" + database;
  }

  private static List<ServerAddress> servers(
      UrlText text, UrlParameters parameters, UrlRefusal refusal) {
    var hosts = new ArrayList<String>();
    var ports = new ArrayList<String>();
    for (String server : text.servers().split(",", -1)) {
      int colon = server.indexOf(':', Math.max(server.indexOf(']'), 0));
      hosts.add(UrlText.decoded(colon < 0 ? server : server.substring(0, colon)));
      ports.add(colon < 0 ? "" : server.substring(colon + 1));
    }
    parameters.value("hostaddr", "host").ifPresent(given -> replace(hosts, given));
    parameters.value("port").ifPresent(given -> replace(ports, given));
    while (ports.size() < hosts.size() && Set.copyOf(ports).size() == 1) {
      ports.add(ports.get(0));
    }
    if (ports.size() != hosts.size()) {
      throw refusal.badPort();
    }
    var servers = new ArrayList<ServerAddress>();
    for (int i = 0; i < hosts.size(); i++) {
      servers.add(new ServerAddress(host(hosts.get(i), refusal), port(ports.get(i), refusal)));
    }
    return servers;
  }

  private static void replace(List<String> list, String given) {
    list.clear();
    list.addAll(List.of(given.split(",", -1)));
  }

  private static String host(String written, UrlRefusal refusal) {
    String host = written.replaceAll("^\\[|\\]$", "");
    if (host.isEmpty()) {
      return "localhost";
    }
    if (host.startsWith("/") || host.startsWith("@")) {
      throw refusal.unixSocket();
    }
    if (!HOST.matcher(host).matches()) {
      throw refusal.badHost();
    }
    return host;
  }

  private static int port(String written, UrlRefusal refusal) {
    if (written.isEmpty()) {
      return ServerAddress.DEFAULT_PORT;
    }
    int port = written.matches("\\d{1,5}") ? Integer.parseInt(written) : 0;
    if (port < 1 || port > 65535) {
      throw refusal.badPort();
    }
    return port;
  }

  private static Set<String> secretsOf(String value, UrlText text, Map<String, String> driver) {
    var secrets = new LinkedHashSet<String>();
    secrets.add(value.strip());
    secrets.add(UrlText.unwrapped(value));
    text.password().ifPresent(secrets::add);
    for (UrlText.Parameter parameter : text.parameters()) {
      if (parameter.name().toLowerCase(Locale.ROOT).contains("password")) {
        secrets.add(parameter.value());
      }
    }
    for (String name : List.of("password", "sslpassword")) {
      Optional.ofNullable(driver.get(name)).ifPresent(secrets::add);
    }
    return secrets.stream()
        .filter(secret -> !secret.isEmpty())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
