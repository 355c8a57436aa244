package dev.drydock.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A database URL cut into its parts, each still as written.
 *
 * <p>Cut first as RFC 3986 says. Only where that fails, a password with characters that should have
 * been encoded is told from the rest by what a server list, a database and parameters look like.
 *
 * @param jdbc whether the driver's own form is meant, where a plus sign in a parameter is a space
 * @param user empty text where none is given
 * @param servers the comma-separated hosts with their ports; empty where none is given
 * @param database without the slash; empty where none is given
 */
record UrlText(
    boolean jdbc,
    String user,
    Optional<String> password,
    String servers,
    String database,
    List<Parameter> parameters) {

  /** A parameter as written. */
  record Parameter(String name, String value) {}

  private static final Pattern WRAPPING =
      Pattern.compile("(?s)(?:export\\s+)?(?:[A-Z_]*DATABASE_URL\\s*=\\s*)?(?:psql\\s+)?(.*)");
  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)(?<jdbc>jdbc:|r2dbc:)?(?:postgres(?:ql)?|postgis|pgsql)(?:\\+\\w+)?:(?<rest>.*)");
  private static final Pattern OTHER_SCHEME =
      Pattern.compile(
          "(?i)(?:jdbc:)?(mysql|mariadb|sqlite|sqlserver|mssql|oracle|mongodb(?:\\+srv)?|rediss?"
              + "|https?|file|prisma(?:\\+postgres)?|libsql|h2|cloudsql)\\b.*");
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "(?i)\\[YOUR[-_ ]?PASSWORD\\]|<(?:[a-z]+[-_ ]?)*(?:password|user|host)>"
              + "|\\$\\{\\{?[\\w. -]+\\}|\\$\\([A-Za-z_]+\\)|\\{\\{[\\w. -]+\\}\\}");

  private static final String HOST = "(?:\\[[0-9A-Fa-f:.%\\w-]+\\]|[^\\s/?#@:,\\[\\]]*)";
  private static final String SERVER = HOST + "(?::\\d*)?";
  private static final String PARAMETER = "(?:[A-Za-z_][\\w.-]*(?:=[^&]*)?)?";
  private static final String BEHIND_THE_PASSWORD =
      "(?<servers>"
          + SERVER
          + "(?:,"
          + SERVER
          + ")*)"
          + "(?:/(?<database>[^/?@]*)/?)?"
          + "(?:\\?(?<query>"
          + PARAMETER
          + "(?:&"
          + PARAMETER
          + ")*))?";
  private static final Pattern AS_THE_STANDARD_SAYS =
      Pattern.compile("(?:(?<user>[^/?]*)@)?" + BEHIND_THE_PASSWORD);
  private static final Pattern TAIL = Pattern.compile(BEHIND_THE_PASSWORD);

  /** Cuts the value of an environment variable, however it was pasted. */
  static UrlText of(String value, UrlRefusal refusal) {
    String text = unwrapped(value);
    if (text.isEmpty()) {
      throw refusal.empty();
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw refusal.lineBreak();
    }
    Matcher scheme = SCHEME.matcher(text);
    if (!scheme.matches()) {
      Matcher other = OTHER_SCHEME.matcher(text);
      throw other.matches()
          ? refusal.otherScheme(other.group(1).toLowerCase(Locale.ROOT))
          : refusal.noScheme();
    }
    if (PLACEHOLDER.matcher(text).find()) {
      throw refusal.placeholder();
    }
    return cut(scheme.group("jdbc") != null, scheme.group("rest"), refusal);
  }

  /** The value without the quotes, command or assignment that were pasted along with it. */
  static String unwrapped(String value) {
    String text = unquoted(value.strip());
    Matcher wrapping = WRAPPING.matcher(text);
    return wrapping.matches() ? unquoted(wrapping.group(1).strip()) : text;
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && "\"'`".indexOf(text.charAt(0)) >= 0
            && text.charAt(0) == text.charAt(text.length() - 1);
    return quoted ? text.substring(1, text.length() - 1).strip() : text;
  }

  private static UrlText cut(boolean jdbc, String rest, UrlRefusal refusal) {
    if (!rest.startsWith("//")) {
      if (!jdbc) {
        throw refusal.malformed();
      }
      return cut(true, "///" + (rest.startsWith("/") ? rest.substring(1) : rest), refusal);
    }
    String text = rest.substring(2);
    Matcher parts = AS_THE_STANDARD_SAYS.matcher(text);
    if (parts.matches()) {
      return of(jdbc, parts.group("user"), parts);
    }
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      Matcher tail = TAIL.matcher(text.substring(at + 1));
      if (tail.matches() && !tail.group("servers").isEmpty()) {
        return of(jdbc, text.substring(0, at), tail);
      }
    }
    throw refusal.malformed();
  }

  private static UrlText of(boolean jdbc, @Nullable String userInfo, Matcher parts) {
    String info = userInfo == null ? "" : userInfo;
    int colon = info.indexOf(':');
    return new UrlText(
        jdbc,
        colon < 0 ? info : info.substring(0, colon),
        colon < 0 ? Optional.empty() : Optional.of(info.substring(colon + 1)),
        parts.group("servers"),
        Optional.ofNullable(parts.group("database")).orElse(""),
        parameters(Optional.ofNullable(parts.group("query")).orElse("")));
  }

  private static List<Parameter> parameters(String query) {
    var found = new ArrayList<Parameter>();
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        found.add(
            new Parameter(
                equals < 0 ? part : part.substring(0, equals),
                equals < 0 ? "" : part.substring(equals + 1)));
      }
    }
    return List.copyOf(found);
  }

  /** Undoes percent-encoding; a text that was evidently never encoded stays as it is. */
  static String decoded(String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer plain = ByteBuffer.allocate(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        plain.put(raw[i]);
        continue;
      }
      int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
      int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return text;
      }
      plain.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(plain.flip()).toString();
    } catch (CharacterCodingException e) {
      return text;
    }
  }
}
