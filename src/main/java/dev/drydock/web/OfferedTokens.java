package dev.drydock.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Finds every token that a request offers, in the three places where one may stand. */
final class OfferedTokens {

  private static final Pattern BEARER = Pattern.compile("(?i)^bearer(?:\\s+(.*))?$");

  private OfferedTokens() {}

  /** The tokens, blank ones left out; a body is never looked at. */
  static List<byte[]> in(HttpServletRequest request) {
    var offered = new ArrayList<byte[]>();
    for (String header : Collections.list(request.getHeaders("Authorization"))) {
      var bearer = BEARER.matcher(header.strip());
      if (bearer.matches() && bearer.group(1) != null) {
        addUnlessBlank(offered, bearer.group(1));
      }
    }
    for (String header : Collections.list(request.getHeaders("X-Admin-Token"))) {
      addUnlessBlank(offered, header);
    }
    for (var parameter : QueryString.parse(request.getQueryString()).named("token")) {
      addUnlessBlank(offered, new String(parameter.value(), StandardCharsets.ISO_8859_1));
    }
    return offered;
  }

  /** Header texts hold one byte per character, which is how the container hands them out. */
  private static void addUnlessBlank(List<byte[]> offered, String value) {
    String token = value.strip();
    if (!token.isEmpty()) {
      offered.add(token.getBytes(StandardCharsets.ISO_8859_1));
    }
  }
}
