package dev.drydock.web;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.IOException;
import java.util.Arrays;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the container refuses by itself, such as a malformed path or {@code TRACE}: a
 * problem document in place of a page that names the server, its version or the request.
 */
final class ContainerErrors extends ErrorReportValve {

  private final ProblemResponse problems;

  ContainerErrors(ProblemResponse problems) {
    this.problems = problems;
  }

  /** Takes the place of every other report of the context's host. */
  void replaceReportsOf(Context context) {
    var host = (StandardHost) context.getParent();
    Arrays.stream(host.getPipeline().getValves())
        .filter(ErrorReportValve.class::isInstance)
        .forEach(host.getPipeline()::removeValve);
    host.setErrorReportValveClass(ContainerErrors.class.getName());
    host.getPipeline().addValve(this);
  }

  @Override
  protected void report(Request request, Response response, @Nullable Throwable error) {
    if (response.getStatus() < 400
        || response.getContentWritten() > 0
        || !response.setErrorReported()) {
      return;
    }
    try {
      ProblemResponse.protect(response);
      problems.write(response, failure(response.getStatus(), error));
      response.finishResponse();
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("The client did not wait for its answer");
    }
  }

  private static Failure failure(int status, @Nullable Throwable error) {
    if (status >= 500 && status != 501) {
      return Incident.of(
          error == null ? new IllegalStateException("the container answered " + status) : error);
    }
    return switch (status) {
      case 404 -> UnknownPath.failure();
      case 405, 501 ->
          new Failure(
              ErrorCode.METHOD_NOT_ALLOWED,
              "This method is not possible here.",
              Failure.NOTHING_EXECUTED,
              "Use GET, or POST for /__admin/migrate.");
      default ->
          new Failure(
              ErrorCode.BAD_REQUEST,
              "The request is malformed, or too large.",
              Failure.NOTHING_EXECUTED,
              "Send the path as it is documented, with nothing encoded in it, and an encoded query.");
    };
  }
}
