package dev.drydock.sql;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Speaks just enough of PostgreSQL's protocol for psql to send it statements, and writes down each
 * one: how psql cuts a file. One connection at a time.
 */
final class RecordingServer implements AutoCloseable {

  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final ServerSocket listening;
  private final List<String> queries = new CopyOnWriteArrayList<>();

  RecordingServer() throws IOException {
    listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    var thread = new Thread(this::accept, "recording-server");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return listening.getLocalPort();
  }

  /** What was sent since the last call. */
  List<String> takeQueries() {
    List<String> taken = List.copyOf(queries);
    queries.clear();
    return taken;
  }

  private void accept() {
    while (!listening.isClosed()) {
      try (Socket socket = listening.accept()) {
        serve(socket);
      } catch (IOException e) {
        // The client went away, or the test is over.
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    var in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    startup(in, out);
    while (true) {
      int type = in.read();
      if (type < 0 || type == 'X') {
        return;
      }
      byte[] body = in.readNBytes(in.readInt() - 4);
      if (type == 'Q') {
        queries.add(new String(body, 0, body.length - 1, StandardCharsets.UTF_8));
        message(out, 'C', "SELECT 0\0");
        message(out, 'Z', "I");
        out.flush();
      }
    }
  }

  private static void startup(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      byte[] body = in.readNBytes(in.readInt() - 4);
      int code = new DataInputStream(new java.io.ByteArrayInputStream(body)).readInt();
      if (code != SSL_REQUEST && code != GSS_REQUEST) {
        break;
      }
      out.write('N');
      out.flush();
    }
    message(out, 'R', "\0\0\0\0");
    for (String parameter :
        List.of(
            "server_version\00018.0\0",
            "client_encoding\0UTF8\0",
            "server_encoding\0UTF8\0",
            "standard_conforming_strings\0on\0")) {
      message(out, 'S', parameter);
    }
    message(out, 'Z', "I");
    out.flush();
  }

  private static void message(DataOutputStream out, char type, String body) throws IOException {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes(body.getBytes(StandardCharsets.UTF_8));
    out.write(type);
    out.writeInt(bytes.size() + 4);
    bytes.writeTo(out);
  }

  @Override
  public void close() {
    try {
      listening.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
