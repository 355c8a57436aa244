package dev.drydock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends a request as it is written, since every HTTP client corrects the tricks it should send. */
final class RawHttp {

  private RawHttp() {}

  /** What came back. */
  record Reply(int status, String text) {

    /** Whether it says something only an admin may read, or did something. */
    boolean isAnAnswer() {
      return status < 400;
    }
  }

  /** Sends a request line and header lines, joined by {@code \n}, and reads until the end. */
  static Reply send(int port, String head) {
    String request = head.strip().replace("\n", "\r\n") + "\r\nConnection: close\r\n\r\n";
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      String text = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 400;
      return new Reply(status, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
