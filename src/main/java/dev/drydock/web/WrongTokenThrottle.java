package dev.drydock.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong tokens per address: a burst of {@value #BURST} is answered, then one every {@value
 * #SECONDS_EACH} seconds.
 *
 * <p>Only wrong tokens come here, so a right one is never held up. The table holds at most {@value
 * #ADDRESSES} addresses and forgets the one unseen for longest; an IPv6 address counts with its /64
 * network, because a whole one belongs to a single customer. Thread-safe.
 */
public final class WrongTokenThrottle {

  static final int BURST = 10;
  static final int SECONDS_EACH = 6;
  static final int ADDRESSES = 10_000;

  private static final long MILLIS_EACH = Duration.ofSeconds(SECONDS_EACH).toMillis();

  private final Clock clock;
  private final Map<String, Long> paidUntil = new LinkedHashMap<>(16, 0.75f, true);

  public WrongTokenThrottle(Clock clock) {
    this.clock = clock;
  }

  /** Counts one wrong token; how long to wait, if this one came too soon. */
  synchronized Optional<Duration> wrongTokenFrom(String address) {
    long now = clock.millis();
    String key = network(address);
    long debt = Math.max(paidUntil.getOrDefault(key, now) - now, 0);
    long over = debt - (BURST - 1) * MILLIS_EACH;
    paidUntil.put(key, now + (over > 0 ? debt : debt + MILLIS_EACH));
    forgetOldest();
    return over > 0 ? Optional.of(Duration.ofMillis(over)) : Optional.empty();
  }

  synchronized int size() {
    return paidUntil.size();
  }

  private void forgetOldest() {
    if (paidUntil.size() > ADDRESSES) {
      var oldest = paidUntil.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** With a colon in it, a text is an address or nothing: no name is ever looked up. */
  private static String network(String address) {
    if (!address.contains(":")) {
      return address;
    }
    try {
      byte[] bytes = InetAddress.getByName(address).getAddress();
      return bytes.length == 16 ? HexFormat.of().formatHex(bytes, 0, 8) : address;
    } catch (UnknownHostException e) {
      return address;
    }
  }
}
