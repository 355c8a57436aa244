package dev.drydock;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of server-sent events, as far as the standard asks: fields, comments, empty lines. */
final class EventStream implements AutoCloseable {

  private static final JsonMapper JSON = new JsonMapper();

  private final HttpResponse<Stream<String>> response;
  private final Iterator<String> lines;
  private final List<String> comments = new CopyOnWriteArrayList<>();

  private EventStream(HttpResponse<Stream<String>> response) {
    this.response = response;
    lines = response.body().iterator();
  }

  /** One event. */
  record Event(String id, String name, String text) {

    JsonNode data() {
      return JSON.readTree(text).get("data");
    }
  }

  /** Opens the stream with the token in its header. */
  static EventStream open(URI address, String... headers) {
    var request = HttpRequest.newBuilder(address);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new EventStream(
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofLines()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int status() {
    return response.statusCode();
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next event; empty at the end of the stream. */
  Optional<Event> next() {
    String id = "";
    String name = "";
    String data = "";
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.isEmpty() && !data.isEmpty()) {
        return Optional.of(new Event(id, name, data));
      } else if (line.startsWith(":")) {
        comments.add(line);
      } else if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data += line.substring(6);
      }
    }
    return Optional.empty();
  }

  /** Reads to an event of this name. */
  Event await(String name) {
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      if (event.get().name().equals(name)) {
        return event.get();
      }
    }
    throw new AssertionError("the stream ended without " + name);
  }

  /** Reads to the end. */
  List<Event> rest() {
    var all = new ArrayList<Event>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      all.add(event.get());
    }
    return all;
  }

  /** Comments seen so far. */
  List<String> comments() {
    return List.copyOf(comments);
  }

  @Override
  public void close() {
    response.body().close();
  }
}
