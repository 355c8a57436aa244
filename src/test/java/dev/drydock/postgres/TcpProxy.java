package dev.drydock.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;

/**
 * A wire between a client and a PostgreSQL server that can be long, can be cut, and counts.
 *
 * <p>Every piece of bytes arrives half a round trip later than it was sent; pieces do not wait for
 * each other, so the wire is long but not narrow. A round trip is counted when the server answers a
 * message behind which a client of the protocol waits: a packet of the startup, a word of the
 * login, Sync, Query (but for BEGIN, behind which pgjdbc sends its next message at once). A long
 * message that the server begins to answer before it is there to the end is one all the same.
 * Encrypted connections cannot be counted. Threads may share it. It uses nothing but the JDK, so
 * that `java TcpProxy.java` runs it.
 */
public final class TcpProxy implements AutoCloseable {

  private static final int PIECE = 1 << 16;

  /** What happens to the connection on which a text passes from client to server. */
  public enum Fault {
    /** It is cut, and the text does not arrive. */
    CUT_BEFORE_DELIVERY,
    /** The text arrives, and the connection is cut at once. */
    CUT_AFTER_DELIVERY,
    /** The text arrives, and the connection is cut as soon as the server begins to answer. */
    CUT_BEFORE_ANSWER,
    /** The text arrives; nothing is passed on any more, and both ends see an open connection. */
    STALL_ANSWER
  }

  private record Trap(byte[] text, Fault fault) {}

  private record Piece(long due, byte[] bytes) {}

  /** Reads what a client sends, as it comes, and counts the messages behind which it waits. */
  private static final class Questions {
    private static final int PROTOCOL_3 = 196_608;
    private static final String WAITING = "QSp";

    /** Length of a Query that says BEGIN. */
    private static final int BEGIN = 10;

    private final ByteBuffer head = ByteBuffer.allocate(8);
    private boolean started;
    private long rest;

    /** How many such messages begin in these bytes. */
    int in(byte[] bytes) {
      int found = 0;
      for (int at = 0; at < bytes.length; ) {
        if (rest > 0) {
          int skipped = (int) Math.min(rest, bytes.length - at);
          rest -= skipped;
          at += skipped;
        } else {
          head.put(bytes[at]);
          at++;
          found += started ? message() : packet();
        }
      }
      return found;
    }

    private int message() {
      if (head.position() < 5) {
        return 0;
      }
      int length = head.getInt(1);
      boolean waits = WAITING.indexOf(head.get(0)) >= 0 && !(head.get(0) == 'Q' && length == BEGIN);
      rest = length - 4L;
      head.clear();
      return waits ? 1 : 0;
    }

    private int packet() {
      if (head.position() < 8) {
        return 0;
      }
      rest = head.getInt(0) - 8L;
      started = head.getInt(4) == PROTOCOL_3;
      head.clear();
      return 1;
    }
  }

  private final ServerSocket listener;
  private final InetSocketAddress server;
  private final long delayNanos;
  private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
  private final Object flow = new Object();
  private boolean stalled;
  private volatile Trap trap = new Trap(new byte[0], Fault.STALL_ANSWER);
  private long connections;
  private long roundTrips;

  private TcpProxy(ServerSocket listener, InetSocketAddress server, Duration roundTrip) {
    this.listener = listener;
    this.server = server;
    this.delayNanos = roundTrip.toNanos() / 2;
  }

  /** A wire to a port of this machine without delay. */
  public static TcpProxy to(int port) {
    return to(port, Duration.ZERO);
  }

  /** A wire to a port of this machine on which an answer takes at least so long. */
  public static TcpProxy to(int port, Duration roundTrip) {
    try {
      var proxy =
          new TcpProxy(
              new ServerSocket(0, 100, InetAddress.getLoopbackAddress()),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
              roundTrip);
      start("accept", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** The same URL, led through this wire. */
  public String through(String url) {
    return url.replaceFirst(":\\d+/", ":" + port() + "/");
  }

  /** Round trips so far, over all connections. */
  public synchronized long roundTrips() {
    return roundTrips;
  }

  /** Connections so far. */
  public synchronized long connections() {
    return connections;
  }

  /** Counts from zero again. */
  public synchronized void countAnew() {
    roundTrips = 0;
    connections = 0;
  }

  /** Waits for the first connection; false when the time is up before. */
  public synchronized boolean awaitConnection(Duration longest) throws InterruptedException {
    return await(() -> connections > 0, longest);
  }

  /** Waits until there were so many round trips; false when the time is up before. */
  public synchronized boolean awaitRoundTrips(long count, Duration longest)
      throws InterruptedException {
    return await(() -> roundTrips >= count, longest);
  }

  private synchronized boolean await(BooleanSupplier reached, Duration longest)
      throws InterruptedException {
    long deadline = System.nanoTime() + longest.toNanos();
    while (!reached.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  /** The next piece from a client that contains the text meets the fault; once. */
  public void once(String text, Fault fault) {
    trap = new Trap(text.getBytes(StandardCharsets.UTF_8), fault);
  }

  /** Whether the fault was met. */
  public boolean met() {
    return trap.text().length == 0;
  }

  /** Cuts all connections; new ones are welcome. */
  public void cut() {
    wires.forEach(Wire::cut);
  }

  /** The same, but both ends see a reset instead of an end. */
  public void reset() {
    wires.forEach(Wire::reset);
  }

  /**
   * Nothing arrives any more, in either direction and on new connections too, not even that an end
   * is gone, and what is sent is soon taken by nobody; until {@link #resume}.
   */
  public void stall() {
    synchronized (flow) {
      stalled = true;
    }
  }

  /** What was held back arrives. */
  public void resume() {
    synchronized (flow) {
      stalled = false;
      flow.notifyAll();
    }
  }

  private void awaitFlow() throws InterruptedException {
    synchronized (flow) {
      while (stalled) {
        flow.wait();
      }
    }
  }

  @Override
  public void close() {
    closeQuietly(listener);
    cut();
    resume();
  }

  private void accept() {
    try {
      while (!listener.isClosed()) {
        connect(listener.accept());
      }
    } catch (IOException closed) {
      // The end of this proxy.
    }
  }

  private void connect(Socket client) {
    var target = new Socket();
    try {
      target.connect(server);
      client.setTcpNoDelay(true);
      target.setTcpNoDelay(true);
      countConnection();
      new Wire(client, target).start();
    } catch (IOException refused) {
      closeQuietly(client);
      closeQuietly(target);
    }
  }

  private synchronized void countConnection() {
    connections++;
    notifyAll();
  }

  private synchronized void countRoundTrips(int answered) {
    roundTrips += answered;
    notifyAll();
  }

  private synchronized Fault take(byte[] bytes) {
    Trap set = trap;
    if (set.text().length == 0 || !contains(bytes, set.text())) {
      return null;
    }
    trap = new Trap(new byte[0], set.fault());
    return set.fault();
  }

  private static boolean contains(byte[] bytes, byte[] text) {
    for (int from = 0; from <= bytes.length - text.length; from++) {
      if (Arrays.equals(bytes, from, from + text.length, text, 0, text.length)) {
        return true;
      }
    }
    return false;
  }

  private static void start(String name, Runnable work) {
    var thread = new Thread(work, "tcp proxy " + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception ignored) {
      // It is gone, as wanted.
    }
  }

  /** One client's connection. */
  private final class Wire {
    private final Socket client;
    private final Socket target;
    private final Questions questions = new Questions();
    private int unanswered;
    private volatile Fault fault;

    Wire(Socket client, Socket target) {
      this.client = client;
      this.target = target;
    }

    void start() {
      wires.add(this);
      BlockingQueue<Piece> up = new LinkedBlockingQueue<>();
      BlockingQueue<Piece> down = new LinkedBlockingQueue<>();
      TcpProxy.start("client", () -> read(client, up));
      TcpProxy.start("to server", () -> write(up, target));
      TcpProxy.start("server", () -> read(target, down));
      TcpProxy.start("to client", () -> write(down, client));
    }

    /** Both ends see the connection reset or ended. */
    void cut() {
      wires.remove(this);
      closeQuietly(client);
      closeQuietly(target);
    }

    void reset() {
      try {
        client.setSoLinger(true, 0);
        target.setSoLinger(true, 0);
      } catch (SocketException gone) {
        // It is closed already.
      }
      cut();
    }

    private void read(Socket from, BlockingQueue<Piece> queue) {
      var buffer = new byte[PIECE];
      try {
        InputStream in = from.getInputStream();
        for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
          passed(from, Arrays.copyOf(buffer, length), queue);
          awaitFlow();
        }
      } catch (IOException | InterruptedException ended) {
        // The other end is told below.
      }
      queue.add(new Piece(System.nanoTime() + delayNanos, new byte[0]));
    }

    private void passed(Socket from, byte[] bytes, BlockingQueue<Piece> queue) {
      if (from == client) {
        asked(bytes);
        Fault met = take(bytes);
        fault = met == null ? fault : met;
        if (met == Fault.CUT_BEFORE_DELIVERY) {
          cut();
          return;
        }
      } else if (fault == Fault.CUT_BEFORE_ANSWER) {
        cut();
        return;
      } else if (fault == Fault.STALL_ANSWER || fault == Fault.CUT_AFTER_DELIVERY) {
        return;
      } else {
        answered();
      }
      queue.add(new Piece(System.nanoTime() + delayNanos, bytes));
    }

    private synchronized void asked(byte[] bytes) {
      unanswered += questions.in(bytes);
    }

    private synchronized void answered() {
      if (unanswered > 0) {
        countRoundTrips(unanswered);
        unanswered = 0;
      }
    }

    private void write(BlockingQueue<Piece> queue, Socket to) {
      try {
        OutputStream out = to.getOutputStream();
        for (Piece piece = queue.take(); piece.bytes().length > 0; piece = queue.take()) {
          sleepUntil(piece.due());
          awaitFlow();
          out.write(piece.bytes());
          if (to == target && fault == Fault.CUT_AFTER_DELIVERY) {
            return;
          }
        }
        awaitFlow();
      } catch (IOException | InterruptedException ended) {
        // As at the end of the stream.
      } finally {
        if (fault != Fault.STALL_ANSWER) {
          cut();
        }
      }
    }

    private void sleepUntil(long due) throws InterruptedException {
      long left = due - System.nanoTime();
      if (left > 0) {
        Thread.sleep(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  /**
   * Serves until its standard input ends, then prints connections and round trips. Prints its port
   * first; each line of input makes it print the counts so far and count from zero again.
   *
   * @param arguments the server's port, and the round-trip time in milliseconds
   */
  public static void main(String[] arguments) throws IOException {
    try (TcpProxy proxy =
        to(Integer.parseInt(arguments[0]), Duration.ofMillis(Long.parseLong(arguments[1])))) {
      System.out.println(proxy.port());
      var input = new BufferedReader(new InputStreamReader(System.in));
      while (input.readLine() != null) {
        System.out.println(proxy.connections() + " " + proxy.roundTrips());
        proxy.countAnew();
      }
    }
  }
}
