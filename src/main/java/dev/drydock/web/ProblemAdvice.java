package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.NoHandlerFoundException;

/** Makes every exception of an endpoint a problem document. */
@RestControllerAdvice
public final class ProblemAdvice {

  private static final Pattern HOST = Pattern.compile("[A-Za-z0-9.:\\[\\]-]{1,260}");

  private final ProblemResponse problems;

  /** Takes the writer of problem documents. */
  public ProblemAdvice(ProblemResponse problems) {
    this.problems = problems;
  }

  @ExceptionHandler
  void expected(DrydockException error, HttpServletResponse response) throws IOException {
    problems.write(response, error.failure());
  }

  @ExceptionHandler
  void nothingThere(NoHandlerFoundException error, HttpServletResponse response)
      throws IOException {
    problems.write(response, UnknownPath.failure());
  }

  @ExceptionHandler
  void wrongMethod(
      HttpRequestMethodNotSupportedException error,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String[] supported = error.getSupportedMethods();
    String allow = supported == null ? "" : String.join(", ", supported);
    response.setHeader("Allow", allow);
    problems.write(response, wrongMethod(request, allow));
  }

  @ExceptionHandler
  void unexpected(Exception error, HttpServletResponse response) throws IOException {
    if (error instanceof IOException gone && response.isCommitted()) {
      throw gone;
    }
    problems.write(response, Incident.of(error));
  }

  private static Failure wrongMethod(HttpServletRequest request, String allow) {
    boolean post = allow.equals("POST");
    String curl =
        "curl%s -H 'Authorization: Bearer YOUR_ADMIN_TOKEN' '%s%s'"
            .formatted(post ? " -X POST" : "", origin(request), request.getServletPath());
    return new Failure(
            ErrorCode.METHOD_NOT_ALLOWED,
            "%s is not possible here; %s is.".formatted(request.getMethod(), allow),
            Failure.NOTHING_EXECUTED,
            "Use: " + curl)
        .with("curl", curl);
  }

  /**
   * Where the caller reached this service, for a line to paste. The forwarded scheme only changes
   * that line; a host name that a shell could misread is not repeated.
   */
  private static String origin(HttpServletRequest request) {
    String host = request.getHeader("Host");
    boolean secure =
        request.isSecure() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto"));
    return (secure ? "https://" : "http://")
        + (host != null && HOST.matcher(host).matches()
            ? host
            : "127.0.0.1:" + request.getLocalPort());
  }
}
