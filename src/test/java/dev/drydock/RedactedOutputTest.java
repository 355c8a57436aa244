package dev.drydock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Redactor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RedactedOutputTest {

  private static final String SECRET = "s3cret-välue";

  private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
  private final PrintStream out =
      new PrintStream(
          new RedactedOutput(sink, new Redactor(List.of(SECRET))), true, StandardCharsets.UTF_8);

  @Test
  void takesASecretOutOfALineThatCameInPieces() {
    for (byte piece : ("before " + SECRET + " after\n").getBytes(StandardCharsets.UTF_8)) {
      out.write(piece);
      out.flush();
    }

    assertThat(printed()).isEqualTo("before [redacted] after\n");
  }

  @Test
  void leavesEverythingElseAsItIs() {
    out.print("a ünd b\r\n\nlast, without an end");
    out.close();

    assertThat(printed()).isEqualTo("a ünd b\r\n\nlast, without an end");
  }

  @Test
  void takesASecretOutOfALineWithoutAnEnd() {
    out.print(SECRET);
    out.close();

    assertThat(printed()).isEqualTo("[redacted]");
  }

  private String printed() {
    return sink.toString(StandardCharsets.UTF_8);
  }
}
