package dev.drydock.migration;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes known secret values out of text that is about to leave: as they are, with any of their
 * characters percent-encoded or escaped as JSON and HTML do, and inside Base64, alone or amid other
 * text.
 *
 * <p>Values under {@value #SHORTEST} characters are not looked for, since they would hit ordinary
 * words; whoever prints keeps those out by printing only host, port and database. Immutable, so
 * threads may share it.
 */
public final class Redactor {

  /** Length from which a value is looked for. */
  public static final int SHORTEST = 8;

  private static final String MASK = "[redacted]";

  /** Where none of these stands, nothing is escaped; a plus sign may be a space. */
  private static final String ESCAPING = "%\\&+";

  private static final Comparator<String> LONGEST_FIRST =
      Comparator.comparingInt(String::length).reversed();

  private static final Map<Character, String> ESCAPES =
      Map.of(
          ' ', "\\+",
          '"', "\\\\+\"|&quot;|&#34;",
          '\\', "\\\\+",
          '/', "\\\\+/",
          '\'', "&#39;|&apos;",
          '&', "&amp;",
          '<', "&lt;",
          '>', "&gt;");

  private final List<String> literals;
  private final List<Pattern> escaped;

  public Redactor(Collection<String> secrets) {
    List<String> known =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .distinct()
            .sorted(LONGEST_FIRST)
            .toList();
    literals =
        known.stream()
            .flatMap(secret -> Stream.concat(Stream.of(secret), base64(secret)))
            .distinct()
            .sorted(LONGEST_FIRST)
            .toList();
    escaped = known.stream().map(Redactor::spelled).map(Pattern::compile).toList();
  }

  /** The text without any known secret. */
  public String redact(String text) {
    if (text.length() < SHORTEST) {
      return text;
    }
    String clean = text;
    for (String literal : literals) {
      clean = clean.replace(literal, MASK);
    }
    return hasEscapes(clean) ? withoutEscaped(clean) : clean;
  }

  /** Most texts have none, and reports have many texts. */
  private static boolean hasEscapes(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (ESCAPING.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private String withoutEscaped(String text) {
    String clean = text;
    for (Pattern secret : escaped) {
      clean = secret.matcher(clean).replaceAll(MASK);
    }
    return clean;
  }

  /** The secret with each of its characters as it is, percent-encoded or escaped. */
  private static String spelled(String secret) {
    return secret.codePoints().mapToObj(Redactor::spelled).collect(Collectors.joining());
  }

  private static String spelled(int codePoint) {
    String character = Character.toString(codePoint);
    String percent =
        IntStream.range(0, character.getBytes(StandardCharsets.UTF_8).length)
            .map(i -> character.getBytes(StandardCharsets.UTF_8)[i] & 0xff)
            .mapToObj(octet -> "%(?:25)*" + hex(octet, 2))
            .collect(Collectors.joining());
    String unicode =
        character.chars().mapToObj(unit -> "\\\\+u" + hex(unit, 4)).collect(Collectors.joining());
    String plain = Pattern.quote(character) + "|" + percent + "|" + unicode;
    String escape = character.length() == 1 ? ESCAPES.get(character.charAt(0)) : null;
    return "(?:" + plain + (escape == null ? "" : "|" + escape) + ")";
  }

  /** Both cases of the digits, since encoders differ. */
  private static String hex(int value, int digits) {
    return ("%0" + digits + "x")
        .formatted(value)
        .chars()
        .mapToObj(
            c -> Character.isLetter(c) ? "[%c%c]".formatted(c, c - 32) : Character.toString(c))
        .collect(Collectors.joining());
  }

  /**
   * What of the secret shows in Base64, whatever stands before it: three bytes become four
   * characters, so there are three ways to be aligned, and the characters at both ends that share
   * bits with a neighbour are left away.
   */
  private static Stream<String> base64(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    return Stream.of(Base64.getEncoder(), Base64.getUrlEncoder())
        .flatMap(encoder -> IntStream.range(0, 3).mapToObj(before -> core(bytes, before, encoder)));
  }

  private static String core(byte[] bytes, int before, Base64.Encoder encoder) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    int from = (before * 8 + 5) / 6;
    int to = shifted.length * 8 / 6;
    return encoder.encodeToString(shifted).substring(from, to);
  }
}
