package dev.drydock.postgres;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a database URL says about encryption, in the driver's words; never weaker than what the
 * client that the words are taken from would do.
 *
 * @param home where {@code .postgresql/root.crt} is looked for, as libpq and the driver do
 */
record UrlEncryption(UrlParameters given, UrlRefusal refusal, Path home) {

  private static final Set<String> MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full", "no-verify");
  private static final Set<String> TRUE = Set.of("", "true", "1", "yes", "on");
  private static final Set<String> FALSE = Set.of("false", "0", "no", "off");

  private static final String JAVA_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

  Map<String, String> driverProperties() {
    var driver = new LinkedHashMap<String, String>();
    Optional<String> root = given.value("sslrootcert").filter(path -> !path.equals("system"));
    Optional<String> mode = mode().map(m -> m.equals("require") ? required(root) : m);
    mode.map(m -> m.equals("no-verify") ? "require" : m).ifPresent(m -> driver.put("sslmode", m));
    root.ifPresent(path -> driver.put("sslrootcert", path));
    if (trustsJava(mode.orElse(""), root)) {
      driver.put("sslmode", "verify-full");
      driver.put("sslfactory", JAVA_TRUST);
    }
    return driver;
  }

  /**
   * With a root certificate at hand, libpq verifies for {@code require} too; the driver doesn't.
   */
  private static String required(Optional<String> root) {
    return root.isPresent() ? "verify-ca" : "require";
  }

  private Optional<String> mode() {
    Optional<String> mode = given.value("sslmode").map(m -> m.strip().toLowerCase(Locale.ROOT));
    if (mode.isPresent() && !MODES.contains(mode.get())) {
      throw refusal.badParameter(
          "sslmode", "one of disable, allow, prefer, require, verify-ca, verify-full, no-verify");
    }
    return mode.or(this::modeOfOtherParameters);
  }

  /** What {@code ssl=true} means to libpq and to the driver, and Prisma's {@code sslaccept}. */
  private Optional<String> modeOfOtherParameters() {
    if (given.value("sslfactory").filter(f -> f.endsWith(".NonValidatingFactory")).isPresent()) {
      return Optional.of("no-verify");
    }
    if (given.value("sslaccept").filter("strict"::equals).isPresent()
        || given.value("sslrootcert").filter("system"::equals).isPresent()) {
      return Optional.of("verify-full");
    }
    if (!given.has("ssl")) {
      return Optional.empty();
    }
    String ssl = given.value("ssl").orElse("").strip().toLowerCase(Locale.ROOT);
    if (FALSE.contains(ssl)) {
      return Optional.of("disable");
    }
    return Optional.of(given.jdbc() && TRUE.contains(ssl) ? "verify-full" : "require");
  }

  /**
   * Where a certificate must be verified and no root certificate is named, those that Java trusts
   * are used, as libpq's {@code sslrootcert=system} does. Any publicly issued certificate would
   * pass {@code verify-ca} there, so the name is verified too.
   */
  private boolean trustsJava(String mode, Optional<String> root) {
    boolean system = given.value("sslrootcert").filter("system"::equals).isPresent();
    boolean java = given.value("sslfactory").filter(JAVA_TRUST::equals).isPresent();
    boolean atHome = Files.exists(home.resolve(".postgresql").resolve("root.crt"));
    return system || java || (mode.startsWith("verify-") && root.isEmpty() && !atHome);
  }
}
