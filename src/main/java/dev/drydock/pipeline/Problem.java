package dev.drydock.pipeline;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.util.LinkedHashMap;
import java.util.Map;

/** A failure as a problem document (RFC 9457) that also answers as the contract says. */
public final class Problem {

  private Problem() {}

  /** The document's members, in order; the same for HTTP and {@code --json}. */
  public static Map<String, Object> of(Failure failure) {
    var members = new LinkedHashMap<String, Object>();
    ErrorCode code = failure.code();
    members.put("success", false);
    members.put(
        "error", code == ErrorCode.INVALID_ADMIN_TOKEN ? "Invalid admin token" : failure.what());
    members.put("type", "about:blank");
    members.put("title", code.slug().replace('-', ' '));
    members.put("status", code.httpStatus());
    members.put("code", code.slug());
    members.put("detail", failure.text());
    members.put("left", failure.left());
    members.put("next", failure.next());
    members.putAll(failure.facts());
    return members;
  }
}
