package dev.drydock.web;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query string or form, read here and not by the container, so that nothing
 * from a body can pass for one and a malformed escape is a value like any other.
 *
 * <p>Immutable apart from its byte arrays, which nobody changes.
 */
record QueryString(List<Parameter> parameters) {

  /** One parameter; its value in bytes, because a token need not be text in any known charset. */
  record Parameter(String name, byte[] value) {

    String text() {
      return new String(value, StandardCharsets.UTF_8);
    }
  }

  QueryString {
    parameters = List.copyOf(parameters);
  }

  static QueryString parse(@Nullable String raw) {
    var parameters = new ArrayList<Parameter>();
    for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parameters.add(
            new Parameter(new String(decode(name), StandardCharsets.UTF_8), decode(value)));
      }
    }
    return new QueryString(parameters);
  }

  List<Parameter> named(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).toList();
  }

  /** Percent-decodes; an escape that is none stays as it is. */
  private static byte[] decode(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    byte[] raw = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < raw.length; i++) {
      int escaped = raw[i] == '%' && i + 2 < raw.length ? hex(raw[i + 1], raw[i + 2]) : -1;
      if (escaped >= 0) {
        bytes.write(escaped);
        i += 2;
      } else {
        bytes.write(raw[i] == '+' ? ' ' : raw[i]);
      }
    }
    return bytes.toByteArray();
  }

  private static int hex(byte high, byte low) {
    int first = Character.digit(high, 16);
    int second = Character.digit(low, 16);
    return first < 0 || second < 0 ? -1 : first * 16 + second;
  }
}
