package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many readers of a run's events, some of which read nothing, and runs cancelled at any moment. */
class RunReadersIT extends EachWithService {

  private static final int READERS = 50;
  private static final int MIGRATIONS = 600;
  private static final int RACES = 20;

  @Test
  void fiftyReadersAndTenThatStallHoldNoThreadAndDoNotHoldTheRunUp() throws Exception {
    Gate gate = Gate.in(database);
    file("0000_gate", Gate.sql());
    for (int i = 1; i <= MIGRATIONS; i++) {
      file(
          "%04d_%s".formatted(i, "x".repeat(120)),
          "CREATE TABLE t%d (%s int);".formatted(i, "c".repeat(60)));
    }
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();
    ExecutorService clients = Executors.newFixedThreadPool(READERS);
    List<Socket> stalled = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        stalled.add(stalledReader(address));
      }
      List<Future<List<EventStream.Event>>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        readers.add(clients.submit((Callable<List<EventStream.Event>>) () -> readAll(address)));
      }
      awaitNoThreadInside("dev.drydock.web.RunReader");

      gate.open();

      for (var reader : readers) {
        List<EventStream.Event> events = reader.get();
        assertThat(ids(events)).isSorted().doesNotHaveDuplicates();
        EventStream.Event last = events.get(events.size() - 1);
        assertThat(last.name()).isEqualTo("ended");
        assertThat(last.data().get("state").asString()).isEqualTo("succeeded");
      }
      awaitNoThreadInside("dev.drydock.web.RunReader");
      assertThat(database.<Long>value("SELECT count(*) FROM schema_migrations"))
          .isEqualTo(MIGRATIONS + 1L);
      assertThat(service.getAsAdmin(address).status()).isEqualTo(200);
    } finally {
      clients.shutdownNow();
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void keepsASilentStreamAlive() throws Exception {
    Gate gate = Gate.in(database);
    file("1_slow", Gate.sql());
    String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
    gate.awaitRun();
    try (EventStream stream = events(address)) {
      var opener =
          new Thread(
              () -> {
                awaitComments(stream);
                gate.open();
              });
      opener.start();
      stream.await("ended");
      opener.join();
      assertThat(stream.comments()).hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void cancelledAtAnyMomentARunHasOneOutcomeAndTheHistoryAgrees() throws Exception {
    var random = new Random(20261120);
    for (int i = 0; i < RACES; i++) {
      String id = "%02d_race".formatted(i);
      file(id, "CREATE TABLE race%d (x int); SELECT pg_sleep(0.05);".formatted(i));
      String address = service.postAsAdmin("/__admin/migrate?wait=false").header("Location");
      Thread.sleep(random.nextInt(140));

      int asked = service.postAsAdmin(address + "/cancel").status();

      try (EventStream stream = events(address)) {
        var end = stream.await("ended").data();
        String state = end.get("state").asString();
        long rows = applied(id);
        assertThat(state).isEqualTo(rows == 1 ? "succeeded" : "cancelled");
        assertThat(asked).isIn(202, 409);
        assertThat(asked == 409 && rows == 0).as("refused, but cancelled").isFalse();
        assertThat(database.<Boolean>value("SELECT to_regclass('race%d') IS NOT NULL".formatted(i)))
            .isEqualTo(rows == 1);
      }
      assertThat(service.postAsAdmin("/__admin/migrate").status()).isEqualTo(200);
    }
  }

  private long applied(String id) {
    return database.<Boolean>value("SELECT to_regclass('schema_migrations') IS NULL")
        ? 0
        : database.<Long>value(
            "SELECT count(*) FROM schema_migrations WHERE id = '%s'".formatted(id));
  }

  private static void awaitComments(EventStream stream) {
    try {
      for (int i = 0; i < 3000 && stream.comments().size() < 2; i++) {
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<EventStream.Event> readAll(String address) {
    try (EventStream stream = events(address)) {
      return stream.rest();
    }
  }

  private static List<Long> ids(List<EventStream.Event> events) {
    return events.stream().map(event -> Long.valueOf(event.id())).toList();
  }

  /** A thread that waits for a reader would stay. */
  private static void awaitNoThreadInside(String type) throws InterruptedException {
    List<String> inside = threadsInside(type);
    for (int i = 0; i < 1000 && !inside.isEmpty(); i++) {
      Thread.sleep(20);
      inside = threadsInside(type);
    }
    assertThat(inside).isEmpty();
  }

  /** Threads of this process that are in the midst of a class. */
  private static List<String> threadsInside(String type) {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(
            thread ->
                Arrays.stream(thread.getValue())
                    .anyMatch(frame -> frame.getClassName().equals(type)))
        .map(thread -> thread.getKey().getName())
        .toList();
  }

  /** Asks for the events and then takes nothing, through as small a window as the system allows. */
  private Socket stalledReader(String address) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(1024);
    socket.connect(new InetSocketAddress("127.0.0.1", service.port()));
    socket
        .getOutputStream()
        .write(
            "GET %s/events HTTP/1.1\r\nHost: localhost\r\nX-Admin-Token: %s\r\n\r\n"
                .formatted(address, RunningService.TOKEN)
                .getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  private EventStream events(String address) {
    URI uri = service.uri(address + "/events?token=" + RunningService.TOKEN);
    return EventStream.open(uri);
  }
}
