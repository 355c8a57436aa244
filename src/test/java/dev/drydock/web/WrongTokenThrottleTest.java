package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WrongTokenThrottleTest {

  private final SettableClock clock = new SettableClock(Instant.parse("2025-11-01T12:00:00Z"));
  private final WrongTokenThrottle throttle = new WrongTokenThrottle(clock);

  @Test
  void answersABurstAndThenSaysHowLongToWait() {
    useUp("192.0.2.1");

    assertThat(throttle.wrongTokenFrom("192.0.2.1")).contains(Duration.ofSeconds(6));
    clock.pass(Duration.ofSeconds(2));
    assertThat(throttle.wrongTokenFrom("192.0.2.1")).contains(Duration.ofSeconds(4));
  }

  @Test
  void answersOneMoreAfterTheWaitItNamed() {
    useUp("192.0.2.1");
    Duration named = throttle.wrongTokenFrom("192.0.2.1").orElseThrow();

    clock.pass(named);

    assertThat(throttle.wrongTokenFrom("192.0.2.1")).isEmpty();
    assertThat(throttle.wrongTokenFrom("192.0.2.1")).isPresent();
  }

  @Test
  void doesNotPunishAttemptsThatCameTooSoon() {
    useUp("192.0.2.1");
    for (int i = 0; i < 1000; i++) {
      throttle.wrongTokenFrom("192.0.2.1");
    }

    assertThat(throttle.wrongTokenFrom("192.0.2.1")).contains(Duration.ofSeconds(6));
  }

  @Test
  void forgivesTheWholeBurstInTime() {
    useUp("192.0.2.1");

    clock.pass(Duration.ofMinutes(1));

    useUp("192.0.2.1");
    assertThat(throttle.wrongTokenFrom("192.0.2.1")).isPresent();
  }

  @Test
  void countsEveryAddressForItself() {
    useUp("192.0.2.1");

    assertThat(throttle.wrongTokenFrom("192.0.2.2")).isEmpty();
  }

  @Test
  void countsAnIpv6NetworkOfOneCustomerTogether() {
    for (int i = 0; i < WrongTokenThrottle.BURST; i++) {
      throttle.wrongTokenFrom("2001:db8:1:2::" + i);
    }

    assertThat(throttle.wrongTokenFrom("2001:db8:1:2:ffff:ffff:ffff:ffff")).isPresent();
    assertThat(throttle.wrongTokenFrom("2001:db8:1:3::1")).isEmpty();
  }

  @Test
  void remembersABoundedNumberOfAddressesAndTheBusyOnesLongest() {
    useUp("192.0.2.1");
    for (int i = 0; i < 3 * WrongTokenThrottle.ADDRESSES; i++) {
      throttle.wrongTokenFrom("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255));
      if (i % 1000 == 0) {
        throttle.wrongTokenFrom("192.0.2.1");
      }
    }

    assertThat(throttle.size()).isEqualTo(WrongTokenThrottle.ADDRESSES);
    assertThat(throttle.wrongTokenFrom("192.0.2.1")).isPresent();
  }

  private void useUp(String address) {
    for (int i = 0; i < WrongTokenThrottle.BURST; i++) {
      assertThat(throttle.wrongTokenFrom(address)).as("attempt %d", i).isEmpty();
    }
  }
}
