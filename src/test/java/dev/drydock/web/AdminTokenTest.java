package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.web.AdminToken.Offer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdminTokenTest {

  private static final String LONG = "0123456789abcdef0123456789abcdef";

  @Test
  void isRightOnlyIfEveryOfferedValueIs() {
    var token = new AdminToken(Optional.of(LONG), true);

    assertThat(token.judge(offer())).isEqualTo(Offer.NONE);
    assertThat(token.judge(offer(LONG))).isEqualTo(Offer.RIGHT);
    assertThat(token.judge(offer(LONG, LONG))).isEqualTo(Offer.RIGHT);
    assertThat(token.judge(offer(LONG, "other"))).isEqualTo(Offer.WRONG);
    assertThat(token.judge(offer("other", LONG))).isEqualTo(Offer.WRONG);
    assertThat(token.judge(offer("other", "other"))).isEqualTo(Offer.WRONG);
    assertThat(token.judge(offer(LONG + "x"))).isEqualTo(Offer.WRONG);
    assertThat(token.judge(offer(LONG.toUpperCase(java.util.Locale.ROOT)))).isEqualTo(Offer.WRONG);
    assertThat(token.judge(offer(""))).isEqualTo(Offer.WRONG);
  }

  @Test
  void takesNoShortTokenWhenStrict() {
    var token = new AdminToken(Optional.of(LONG.substring(1)), true);

    assertThat(token.isClosed()).isTrue();
    assertThat(token.closedBecause()).contains("shorter than 32 characters");
    assertThat(token.judge(offer(LONG.substring(1)))).isEqualTo(Offer.WRONG);
  }

  @Test
  void takesAShortTokenOnADevelopersMachine() {
    var token = new AdminToken(Optional.of("dev"), false);

    assertThat(token.isClosed()).isFalse();
    assertThat(token.judge(offer("dev"))).isEqualTo(Offer.RIGHT);
  }

  @Test
  void isClosedWithoutATokenStrictOrNot() {
    for (boolean strict : new boolean[] {true, false}) {
      for (var missing : List.of(Optional.<String>empty(), Optional.of(""), Optional.of(" \t"))) {
        var token = new AdminToken(missing, strict);

        assertThat(token.isClosed()).isTrue();
        assertThat(token.judge(offer("", " "))).isEqualTo(Offer.WRONG);
        assertThat(token.closedBecause()).contains("not set");
      }
    }
  }

  @Test
  void ignoresWhiteSpaceAroundTheConfiguredToken() {
    var token = new AdminToken(Optional.of(LONG + "\n"), true);

    assertThat(token.judge(offer(LONG))).isEqualTo(Offer.RIGHT);
  }

  private static List<byte[]> offer(String... values) {
    return Arrays.stream(values).map(value -> value.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
