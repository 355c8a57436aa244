package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before everything the service answers: without the token only {@link OpenPaths} pass, and
 * the token is looked at before path and method.
 *
 * <p>A wrong token is refused on open paths too, so that a monitor with an old one is told. Where
 * no token can be right, the admin endpoints answer 503 and open paths stay open. Threads share it.
 */
public final class AdminTokenFilter implements Filter {

  private static final Logger LOG = LoggerFactory.getLogger(AdminTokenFilter.class);

  private final AdminToken token;
  private final OpenPaths openPaths;
  private final ClientAddress clientAddress;
  private final WrongTokenThrottle throttle;
  private final ProblemResponse problems;

  /** Takes what it needs to judge a request. */
  public AdminTokenFilter(
      AdminToken token, AccessRules rules, WrongTokenThrottle throttle, ProblemResponse problems) {
    this.token = token;
    this.openPaths = new OpenPaths(rules.healthNeedsToken());
    this.clientAddress = new ClientAddress(rules.trustForwardedHeaders());
    this.throttle = throttle;
    this.problems = problems;
  }

  /**
   * How strangers are treated.
   *
   * @param healthNeedsToken whether even {@code /__admin/health} demands the token
   * @param trustForwardedHeaders whether a proxy in front sets {@code X-Forwarded-For}, whose last
   *     entry wrong tokens are then counted for
   */
  public record AccessRules(boolean healthNeedsToken, boolean trustForwardedHeaders) {}

  @Override
  public void doFilter(ServletRequest plain, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    var request = (HttpServletRequest) plain;
    var response = (HttpServletResponse) answer;
    ProblemResponse.protect(response);
    boolean open = openPaths.isOpen(request);
    if (token.isClosed()) {
      if (open) {
        pass(request, response, chain);
      } else {
        problems.write(response, closed());
      }
      return;
    }
    AdminToken.Offer offer = token.judge(OfferedTokens.in(request));
    if (offer == AdminToken.Offer.RIGHT) {
      passAsAdmin(request, response, chain, open);
    } else if (offer == AdminToken.Offer.NONE && open) {
      pass(request, response, chain);
    } else {
      refuse(request, response, offer);
    }
  }

  private void passAsAdmin(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain, boolean open)
      throws IOException {
    if (open || OpenPaths.isPlain(request)) {
      pass(new AdminRequest(request), response, chain);
    } else {
      problems.write(response, UnknownPath.failure());
    }
  }

  /** Lets the request go on; what comes back as an exception becomes an answer here. */
  private void pass(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException {
    try {
      chain.doFilter(request, response);
    } catch (ServletException | RuntimeException e) {
      problems.write(
          response, e instanceof DrydockException expected ? expected.failure() : Incident.of(e));
    }
  }

  private void refuse(
      HttpServletRequest request, HttpServletResponse response, AdminToken.Offer offer)
      throws IOException {
    Optional<Duration> tooSoon = Optional.empty();
    if (offer == AdminToken.Offer.WRONG) {
      String address = clientAddress.of(request);
      tooSoon = throttle.wrongTokenFrom(address);
      LOG.warn(
          "[ADMIN] A wrong token came from {}{}",
          address,
          tooSoon.isPresent() ? ", too often" : "");
    }
    if (tooSoon.isPresent()) {
      long seconds = tooSoon.get().plusMillis(999).toSeconds();
      response.setHeader("Retry-After", Long.toString(seconds));
      problems.write(response, tooMany(seconds));
    } else {
      response.setHeader("WWW-Authenticate", "Bearer realm=\"drydock\"");
      problems.write(response, unauthorised(offer));
    }
  }

  private Failure closed() {
    return new Failure(
        ErrorCode.ADMIN_TOKEN_MISSING,
        token.closedBecause(),
        Failure.NOTHING_EXECUTED,
        "Make a token with: openssl rand -hex 32, set it as ADMIN_TOKEN and restart the service.");
  }

  private static Failure unauthorised(AdminToken.Offer offer) {
    return new Failure(
        ErrorCode.INVALID_ADMIN_TOKEN,
        offer == AdminToken.Offer.NONE
            ? "The request carries no admin token."
            : "The admin token of the request is wrong.",
        Failure.NOTHING_EXECUTED,
        "Send the value of ADMIN_TOKEN, as the header \"Authorization: Bearer YOUR_ADMIN_TOKEN\","
            + " as the header \"X-Admin-Token: YOUR_ADMIN_TOKEN\" or as \"?token=YOUR_ADMIN_TOKEN\".");
  }

  private static Failure tooMany(long seconds) {
    return new Failure(
        ErrorCode.TOO_MANY_ATTEMPTS,
        "Too many wrong admin tokens came from this address.",
        Failure.NOTHING_EXECUTED,
        "Try again in %d s; the right token is answered at any time.".formatted(seconds));
  }
}
