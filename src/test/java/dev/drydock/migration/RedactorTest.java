package dev.drydock.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class RedactorTest {

  private static final String SECRET = "p@ss/w\"ö+r d\\%41<&>'";

  private final Redactor redactor = new Redactor(List.of(SECRET, "hunter2hunter2"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET,
        "p%40ss%2Fw%22%C3%B6%2Br%20d%5C%2541%3C%26%3E%27",
        "p%40ss%2fw%22%c3%b6%2br+d%5c%2541%3c%26%3e'",
        "p%2540ss%252Fw%2522%25C3%25B6%252Br%2520d%255C%252541%253C%2526%253E%2527",
        "p@ss\\/w\\\"\\u00f6+r d\\\\%41<&>'",
        "p\\u0040ss/w\\u0022ö+r d\\u005C%41\\u003c\\u0026\\u003E\\u0027",
        "p@ss/w&quot;ö+r d\\%41&lt;&amp;&gt;&#39;",
        "hunter2hunter2",
        "%68unter2hunter%32",
      })
  void findsASecretHoweverItIsSpelled(String spelled) {
    assertThat(redactor.redact("a " + spelled + " b")).isEqualTo("a [redacted] b");
  }

  @Test
  void findsEverySecretInEveryEncodingAmidAnyText() {
    var random = new Random(2511);
    for (int i = 0; i < 2000; i++) {
      String secret = text(random, 8 + random.nextInt(40));
      var known = new Redactor(List.of(secret));
      String around = text(random, random.nextInt(5)) + "§" + secret + "§" + text(random, 4);
      String core = secret.substring(1, secret.length() - 1);

      assertThat(known.redact(around)).doesNotContain(core);
      assertThat(known.redact(URLEncoder.encode(around, StandardCharsets.UTF_8)))
          .doesNotContain(URLEncoder.encode(core, StandardCharsets.UTF_8))
          .contains("[redacted]");
      assertThat(known.redact(JsonMapper.shared().writeValueAsString(around)))
          .contains("[redacted]");
      byte[] bytes = around.getBytes(StandardCharsets.UTF_8);
      assertThat(known.redact(Base64.getEncoder().encodeToString(bytes))).contains("[redacted]");
      assertThat(known.redact(Base64.getUrlEncoder().encodeToString(bytes))).contains("[redacted]");
    }
  }

  @Test
  void findsAPasswordInABasicHeader() {
    String header =
        Base64.getEncoder().encodeToString("me:hunter2hunter2".getBytes(StandardCharsets.UTF_8));

    String clean = redactor.redact("Authorization: Basic " + header);

    assertThat(clean).startsWith("Authorization: Basic ").contains("[redacted]");
    assertThat(header).startsWith(clean.substring(21, clean.indexOf('[')));
    assertThat(clean).doesNotContain(header.substring(6, 14));
  }

  @Test
  void leavesShortValuesAndOtherTextAlone() {
    var shorts = new Redactor(List.of("app", "seven77", ""));

    assertThat(shorts.redact("the app has seven77 tables")).isEqualTo("the app has seven77 tables");
    assertThat(redactor.redact("hunter2 hunter2")).isEqualTo("hunter2 hunter2");
  }

  @Test
  void aLongSecretIsTakenOutWholeWhereItContainsAnother() {
    var both = new Redactor(List.of("hunter2hunter2", "postgres://u:hunter2hunter2@h/d"));

    assertThat(both.redact("x postgres://u:hunter2hunter2@h/d y hunter2hunter2"))
        .isEqualTo("x [redacted] y [redacted]");
  }

  private static String text(Random random, int length) {
    return random
        .ints(length, 0x20, random.nextInt(4) == 0 ? 0x24f : 0x7f)
        .filter(c -> !Character.isISOControl(c))
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .append("00000000".substring(0, 8))
        .toString();
  }
}
