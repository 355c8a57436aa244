package dev.drydock.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.regex.Pattern;

/**
 * Who a request counts for: its socket's address, or what the proxy in front added, where a setting
 * says that there is one.
 *
 * @param trustForwarded whether the last entry of {@code X-Forwarded-For} is the proxy's word; the
 *     entries before it are the client's own and never believed
 */
record ClientAddress(boolean trustForwarded) {

  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  String of(HttpServletRequest request) {
    String socket = request.getRemoteAddr();
    if (!trustForwarded) {
      return socket;
    }
    String all = String.join(",", Collections.list(request.getHeaders("X-Forwarded-For")));
    String last = all.substring(all.lastIndexOf(',') + 1).strip();
    return ADDRESS.matcher(last).matches() ? last : socket;
  }
}
