package dev.drydock.postgres;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the driver's sockets, on which a read or a write waits as long as the server is at work,
 * and no longer than {@link Silence} bears where it is not.
 *
 * <p>The driver makes the factory by its name and knows but one text for it; so what a connection's
 * silence means is handed over under a token. Threads may share it.
 */
public final class PatientSocketFactory extends SocketFactory {

  private static final Map<String, Silence> HANDED_OVER = new ConcurrentHashMap<>();

  private final @Nullable Silence silence;

  /** For the driver: with the token of {@link #handOver}. */
  public PatientSocketFactory(String token) {
    silence = HANDED_OVER.get(token);
  }

  /** The token under which the next factory finds this. */
  static String handOver(Silence silence) {
    String token = UUID.randomUUID().toString();
    HANDED_OVER.put(token, silence);
    return token;
  }

  /** The factory has been made. */
  static void forget(String token) {
    HANDED_OVER.remove(token);
  }

  @Override
  public Socket createSocket() {
    return silence == null ? new Socket() : new PatientSocket(silence);
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw new SocketException("the driver connects by itself");
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket(host, port);
  }

  /** A bound of the driver's own is obeyed; without one, silence is asked about. */
  private static final class PatientSocket extends Socket {
    private final Silence silence;
    private volatile int bound;

    PatientSocket(Silence silence) {
      this.silence = silence;
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
      bound = millis;
      super.setSoTimeout(millis == 0 ? silence.sliceMillis() : millis);
    }

    @Override
    public int getSoTimeout() {
      return bound;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(super.getInputStream()) {
        @Override
        public int read() throws IOException {
          var one = new byte[1];
          return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
          return patiently(in, bytes, from, length);
        }
      };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new PatientOutput(super.getOutputStream(), silence, this);
    }

    private int patiently(InputStream in, byte[] bytes, int from, int length) throws IOException {
      var doubts = silence.begun();
      while (true) {
        if (bound == 0) {
          super.setSoTimeout(silence.sliceMillis());
        }
        try {
          return in.read(bytes, from, length);
        } catch (SocketTimeoutException quiet) {
          if (bound != 0) {
            throw quiet;
          }
          doubts.ask();
        }
      }
    }
  }
}
