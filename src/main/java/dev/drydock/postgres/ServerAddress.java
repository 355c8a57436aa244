package dev.drydock.postgres;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a PostgreSQL server listens.
 *
 * @param host a name or a numeric address; IPv6 without its brackets
 * @param port 1 to 65535
 */
record ServerAddress(String host, int port) {

  static final int DEFAULT_PORT = 5432;

  private static final Pattern LOOPBACK =
      Pattern.compile(
          "localhost\\.?|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|(0*:){2,7}0*1|::ffff:127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");

  /** Whether only this machine can be meant; a name that merely resolves to it doesn't count. */
  boolean thisMachine() {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  /** The form that URLs and reports show, such as {@code [::1]:5432}. */
  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
