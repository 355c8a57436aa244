package dev.drydock.web;

import dev.drydock.migration.Failure;
import dev.drydock.pipeline.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import tools.jackson.databind.json.JsonMapper;

/** Writes failures as problem documents, the same way for filter, controllers and container. */
public final class ProblemResponse {

  private final JsonMapper json;

  /** Takes the mapper of reports, which takes known secrets out. */
  public ProblemResponse(JsonMapper json) {
    this.json = json;
  }

  /**
   * Answers with the failure, unless an answer is already on its way; what it is about, by the fact
   * {@code address}, is the answer's location.
   */
  void write(HttpServletResponse response, Failure failure) throws IOException {
    if (response.isCommitted()) {
      return;
    }
    response.resetBuffer();
    byte[] body = json.writeValueAsBytes(Problem.of(failure));
    response.setStatus(failure.code().httpStatus());
    if (failure.facts().get("address") instanceof String address) {
      response.setHeader("Location", address);
    }
    response.setContentType("application/problem+json");
    response.setCharacterEncoding("UTF-8");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The headers of every answer: nothing may keep it, pass its address on, or guess its type. */
  static void protect(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setHeader("X-Content-Type-Options", "nosniff");
  }
}
