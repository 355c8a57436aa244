package dev.drydock.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The requests that need no token: an exact list, compared with the path both as it was sent and as
 * the container understood it, so that no other spelling of a path is on it.
 *
 * @param healthNeedsToken whether {@code /__admin/health} is taken off the list
 */
record OpenPaths(boolean healthNeedsToken) {

  static final String HEALTH = "/__admin/health";

  private static final Set<String> ALWAYS =
      Set.of("/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");
  private static final Set<String> METHODS = Set.of("GET", "HEAD");
  private static final Pattern PLAIN = Pattern.compile("(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+|/");

  boolean isOpen(HttpServletRequest request) {
    String sent = request.getRequestURI();
    boolean listed = ALWAYS.contains(sent) || (!healthNeedsToken && sent.equals(HEALTH));
    return listed
        && METHODS.contains(request.getMethod())
        && sent.equals(request.getServletPath())
        && request.getPathInfo() == null;
  }

  /** Whether the path is written the one way that endpoints answer to. */
  static boolean isPlain(HttpServletRequest request) {
    String sent = request.getRequestURI();
    return PLAIN.matcher(sent).matches() && sent.equals(request.getServletPath());
  }
}
