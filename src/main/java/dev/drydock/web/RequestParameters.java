package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of a request to an admin endpoint, none of which is ever ignored: what is not
 * known is refused by name, because a misspelt {@code ?plan=} must not run without its digest.
 */
final class RequestParameters {

  private static final int LONGEST_SHOWN = 60;
  private static final int LONGEST_BODY = 4096;

  private final QueryString query;

  private RequestParameters(QueryString query) {
    this.query = query;
  }

  /** Reads the query and makes sure that only the token and these names occur, and no body. */
  static RequestParameters of(HttpServletRequest request, Set<String> known) {
    QueryString query = QueryString.parse(request.getQueryString());
    for (var parameter : query.parameters()) {
      if (!known.contains(parameter.name()) && !parameter.name().equals("token")) {
        throw refused("There is no parameter \"%s\" here.".formatted(shown(parameter.name())));
      }
    }
    refuseBody(request);
    return new RequestParameters(query);
  }

  /** The value of a parameter that may occur once. */
  Optional<String> value(String name) {
    var values = query.named(name);
    if (values.size() > 1) {
      throw refused("The parameter \"%s\" is given more than once.".formatted(name));
    }
    return values.stream().map(QueryString.Parameter::text).findFirst();
  }

  /** A parameter that is {@code true}, {@code false} or not given. */
  boolean flag(String name, boolean otherwise) {
    Optional<String> value = value(name);
    if (value.isPresent() && !value.get().matches("true|false")) {
      throw refused("The parameter \"%s\" is neither true nor false.".formatted(name));
    }
    return value.map(Boolean::parseBoolean).orElse(otherwise);
  }

  private static void refuseBody(HttpServletRequest request) {
    String body = body(request);
    if (!body.isEmpty() && !body.matches("\\{\\s*}")) {
      throw refused(
          "The request has a body, which no endpoint reads; it begins with \"%s\"."
              .formatted(shown(firstName(body))));
    }
  }

  private static String body(HttpServletRequest request) {
    try {
      byte[] start = request.getInputStream().readNBytes(LONGEST_BODY);
      return new String(start, StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw refused("The request's body cannot be read.");
    }
  }

  /** The name of the first parameter, as a form or a JSON object writes it; never a value. */
  private static String firstName(String body) {
    return body.replaceFirst("^[{\\s\"']*", "").replaceFirst("(?s)[=&:\"',;{}\\s].*$", "");
  }

  private static String shown(String name) {
    String printable = name.replaceAll("[^\\p{L}\\p{N}_.:\\[\\]-]", "?");
    return printable.length() > LONGEST_SHOWN
        ? printable.substring(0, LONGEST_SHOWN) + "…"
        : printable;
  }

  private static DrydockException refused(String what) {
    return new DrydockException(
        new Failure(
            ErrorCode.BAD_REQUEST,
            what,
            Failure.NOTHING_EXECUTED,
            "POST /__admin/migrate knows ?plan=DIGEST, ?wait=false and ?atomic=true, every endpoint knows ?token=; send no body."));
  }
}
