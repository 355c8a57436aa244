package dev.drydock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A database that takes every connection and never says a word. */
final class SilentServer implements AutoCloseable {

  private final ServerSocket socket;
  private final List<Socket> taken = new CopyOnWriteArrayList<>();

  SilentServer() {
    try {
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var thread = new Thread(this::take, "silent server");
    thread.setDaemon(true);
    thread.start();
  }

  private void take() {
    try {
      while (!socket.isClosed()) {
        taken.add(socket.accept());
      }
    } catch (IOException e) {
      // closed: nobody is taken any more
    }
  }

  String url() {
    return "postgres://app:s3cret-pa55word@127.0.0.1:%d/app".formatted(socket.getLocalPort());
  }

  int connections() {
    return taken.size();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket one : taken) {
        one.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
