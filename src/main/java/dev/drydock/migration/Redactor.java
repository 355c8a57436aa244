package dev.drydock.migration;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes known secret values out of text that is about to leave: raw, percent-encoded and Base64.
 *
 * <p>Values under {@value #SHORTEST} characters are not looked for, since they would hit ordinary
 * words; whoever prints keeps those out by printing only host, port and database. Immutable, so
 * threads may share it.
 */
public final class Redactor {

  /** Length from which a value is looked for. */
  public static final int SHORTEST = 8;

  private static final String MASK = "[redacted]";

  private final List<String> needles;

  public Redactor(Collection<String> secrets) {
    needles =
        secrets.stream()
            .filter(secret -> secret.length() >= SHORTEST)
            .flatMap(Redactor::forms)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The text without any known secret. */
  public String redact(String text) {
    String clean = text;
    for (String needle : needles) {
      clean = clean.replace(needle, MASK);
    }
    return clean;
  }

  private static Stream<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String encoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    return Stream.of(
        secret,
        encoded,
        encoded.replace("+", "%20"),
        Base64.getEncoder().withoutPadding().encodeToString(bytes),
        Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }
}
