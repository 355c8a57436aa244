package dev.drydock.postgres;

import static java.util.Map.entry;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns the parameters of a database URL, libpq's, the driver's and those of common clients, into
 * driver properties.
 *
 * <p>Only what says how to reach the server is taken over. What tunes an application's pool is
 * dropped silently, anything else with a warning, because a migration connection sets its own
 * timeouts and modes.
 */
final class UrlParameters {

  /** Parameters that name the same thing for libpq and the driver: taken over as they are. */
  private static final Map<String, String> SAME =
      Map.ofEntries(
          entry("sslcert", "sslcert"),
          entry("sslkey", "sslkey"),
          entry("sslpassword", "sslpassword"),
          entry("options", "options"),
          entry("applicationname", "ApplicationName"),
          entry("requireauth", "requireAuth"),
          entry("krbsrvname", "kerberosServerName"),
          entry("kerberosservername", "kerberosServerName"),
          entry("currentschema", "currentSchema"),
          entry("searchpath", "currentSchema"));

  /** Parameters with a fixed set of values, the driver's name first. */
  private static final Map<String, List<String>> CHOICES =
      Map.of(
          "channelbinding", List.of("channelBinding", "disable", "prefer", "require"),
          "gssencmode", List.of("gssEncMode", "disable", "allow", "prefer", "require"),
          "sslnegotiation", List.of("sslNegotiation", "postgres", "direct"));

  /** Read elsewhere, or without meaning for a single migration connection. */
  private static final Set<String> SILENT =
      Set.of(
          "host",
          "hostaddr",
          "port",
          "user",
          "username",
          "password",
          "dbname",
          "database",
          "sslmode",
          "ssl",
          "sslaccept",
          "sslrootcert",
          "sslfactory",
          "uselibpqcompat",
          "fallbackapplicationname",
          "clientencoding",
          "encoding",
          "charset",
          "keepalives",
          "keepalivesidle",
          "keepalivesinterval",
          "keepalivescount",
          "tcpkeepalive",
          "tcpusertimeout",
          "pgbouncer",
          "connectionlimit",
          "pooltimeout",
          "pool",
          "poolsize",
          "maxpoolsize",
          "poolmaxconns",
          "maxconns",
          "min",
          "max",
          "sockettimeout",
          "statementcachesize",
          "preparedstatementcachesize",
          "preparethreshold",
          "preparedstatements",
          "maxidleconnectionlifetime",
          "supa",
          "workaround",
          "reconnect",
          "loadbalancehosts",
          "logservererrordetail",
          "stringtype",
          "rewritebatchedinserts");

  private final UrlText text;
  private final UrlRefusal refusal;
  private final Path home;
  private final Map<String, String> given = new LinkedHashMap<>();
  private final Map<String, String> driver = new LinkedHashMap<>();
  private final List<String> warnings = new ArrayList<>();

  UrlParameters(UrlText text, UrlRefusal refusal) {
    this(text, refusal, Path.of(System.getProperty("user.home", "")));
  }

  /** For tests, with another home folder. */
  UrlParameters(UrlText text, UrlRefusal refusal, Path home) {
    this.text = text;
    this.refusal = refusal;
    this.home = home;
    for (UrlText.Parameter parameter : text.parameters()) {
      given.put(key(parameter.name()), decoded(parameter.value()));
    }
  }

  /** Whether the driver's own form of URL is meant. */
  boolean jdbc() {
    return text.jdbc();
  }

  boolean has(String key) {
    return given.containsKey(key);
  }

  /** The value of the first of these parameters that has one. */
  Optional<String> value(String... keys) {
    for (String key : keys) {
      String value = given.getOrDefault(key, "");
      if (!value.isEmpty()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The driver properties, without user and password. */
  Map<String, String> driverProperties(boolean severalHosts) {
    refuseForeignClasses();
    var unknown = new TreeSet<String>();
    for (UrlText.Parameter parameter : text.parameters()) {
      if (!take(key(parameter.name()), parameter.name(), severalHosts)) {
        unknown.add(parameter.name());
      }
    }
    if (!unknown.isEmpty()) {
      warnings.add("parameters without a meaning here were ignored: " + String.join(", ", unknown));
    }
    value("fallbackapplicationname").ifPresent(n -> driver.putIfAbsent("ApplicationName", n));
    if (severalHosts) {
      driver.put("targetServerType", "primary");
    }
    driver.putAll(new UrlEncryption(this, refusal, home).driverProperties());
    return driver;
  }

  /**
   * The driver would cut statements that last longer than {@code socketTimeout}; here it bounds the
   * time without a sign of life.
   */
  Optional<Duration> longestSilence() {
    return value("sockettimeout")
        .filter(seconds -> seconds.matches("[1-9]\\d{0,8}"))
        .map(seconds -> Math.min(Math.max(Integer.parseInt(seconds), 4), 3600))
        .map(Duration::ofSeconds);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private boolean take(String key, String name, boolean severalHosts) {
    String value = given.getOrDefault(key, "");
    if (SILENT.contains(key)) {
      return true;
    }
    if (SAME.containsKey(key)) {
      if (!value.isEmpty()) {
        driver.put(SAME.get(key), key.equals("options") ? options(value) : value);
      }
      return true;
    }
    if (CHOICES.containsKey(key)) {
      List<String> choices = CHOICES.get(key);
      driver.put(choices.get(0), choice(name, value, choices.subList(1, choices.size())));
      return true;
    }
    return takeTranslated(key, name, value, severalHosts);
  }

  private boolean takeTranslated(String key, String name, String value, boolean severalHosts) {
    switch (key) {
      case "connecttimeout" -> driver.put("connectTimeout", seconds(name, value));
      case "schema" -> driver.put("currentSchema", quotedIfOdd(value));
      case "targetsessionattrs", "targetservertype" -> preferPrimary(name, value, severalHosts);
      default -> {
        return false;
      }
    }
    return true;
  }

  private String choice(String name, String value, List<String> choices) {
    String chosen = value.strip().toLowerCase(Locale.ROOT);
    if (!choices.contains(chosen)) {
      throw refusal.badParameter(name, "one of " + String.join(", ", choices));
    }
    return chosen;
  }

  /** No wait without a bound: zero, "for ever" elsewhere, becomes the driver's own ten seconds. */
  private String seconds(String name, String value) {
    if (!value.matches("\\d{1,6}")) {
      throw refusal.badParameter(name, "a number of seconds");
    }
    int seconds = Integer.parseInt(value);
    if (seconds == 0) {
      warnings.add(name + "=0 would wait for ever; 10 seconds are used");
    }
    return String.valueOf(seconds == 0 ? 10 : seconds);
  }

  /** Migrations need the server that can be written to, so of several hosts it is looked for. */
  private void preferPrimary(String name, String value, boolean severalHosts) {
    boolean primary = Set.of("any", "primary", "master", "read-write", "").contains(value);
    if (!primary) {
      warnings.add(
          severalHosts
              ? name + " was replaced: migrations go to the primary"
              : name + " was ignored: migrations go to the primary");
    }
  }

  private void refuseForeignClasses() {
    if (given.containsKey("socketfactory")) {
      throw refusal.because(
          "names a socketFactory, a class that is not part of Drydock.",
          "Use a host and a port instead; in front of Cloud SQL run the Auth Proxy with"
              + " --port 5432 and use 127.0.0.1.");
    }
    if (given.containsKey("service")) {
      throw refusal.because(
          "names a service file entry, which Drydock doesn't read.",
          "Write out host, port, database and user.");
    }
    boolean own =
        value("sslfactory")
            .filter(f -> !f.matches("org\\.postgresql\\.ssl\\.(jdbc4\\.)?\\w+"))
            .isEmpty();
    if (!own) {
      throw refusal.badParameter("sslfactory", "a class of org.postgresql.ssl");
    }
  }

  private String decoded(String value) {
    if (!text.jdbc()) {
      return UrlText.decoded(value);
    }
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException neverEncoded) {
      return value;
    }
  }

  /** Some clients write the space between two options as a plus sign. */
  private static String options(String value) {
    return value.replaceAll("\\+(?=-c[+\\s]|--)", " ").replaceAll("(^|\\s)-c\\+", "$1-c ");
  }

  private static String quotedIfOdd(String schema) {
    return schema.isEmpty() || schema.matches("[a-z_][a-z0-9_]*")
        ? schema
        : '"' + schema.replace("\"", "\"\"") + '"';
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[_.-]", "");
  }
}
