package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Redactor;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {

  @Test
  void coloursOnlyATerminal() {
    assertThat(printed(Screen.terminal(), Style.GREEN.of("applied")))
        .isEqualTo("\u001b[32mapplied\u001b[0m\n");
    assertThat(printed(Screen.pipe(), Style.GREEN.of("applied"))).isEqualTo("applied\n");
    assertThat(printed(Screen.terminalWithoutColour(), Style.GREEN.of("applied")))
        .isEqualTo("applied\n");
  }

  @Test
  void showsControlCharactersInsteadOfObeyingThem() {
    assertThat(printed(Screen.terminal(), "a\u001b[2Jb\rc\u0007\u202Ed\u009b"))
        .isEqualTo("a\\u001b[2Jb\\u000dc\\u0007\\u202ed\\u009b\n");
  }

  @Test
  void keepsLinesTabsAndOtherLanguages() {
    assertThat(printed(Screen.pipe(), "naïve\t電話\n2nd\n")).isEqualTo("naïve\t電話\n2nd\n");
  }

  @Test
  void takesSecretsOutOfBothStreams() {
    var screen = Screen.pipe();
    screen.asTerminal().redactWith(() -> new Redactor(List.of("hunter2hunter2")));

    screen.asTerminal().print("out hunter2hunter2");
    screen.asTerminal().say("err hunter2hunter2");

    assertThat(screen.out()).isEqualTo("out [redacted]\n");
    assertThat(screen.err()).isEqualTo("err [redacted]\n");
  }

  @Test
  void progressReplacesItselfAndLeavesNoTrace() {
    var screen = Screen.terminal();

    screen.asTerminal().progress("1 executed");
    screen.asTerminal().progress("2 executed");
    screen.asTerminal().print("done");

    assertThat(screen.err()).isEqualTo("\r\u001b[2K1 executed\r\u001b[2K2 executed\r\u001b[2K");
    assertThat(screen.out()).isEqualTo("done\n");
  }

  @Test
  void showsNoProgressInAPipe() {
    var screen = Screen.pipe();

    screen.asTerminal().progress("1 executed");

    assertThat(screen.err()).isEmpty();
  }

  @Test
  void aClosedOutputIsNobodysError() {
    var closed = new PrintStream(new Closed(), true, StandardCharsets.UTF_8);
    var terminal = new Terminal(closed, closed, false, false, false);

    terminal.print("into the void");
    terminal.say("into the void");

    assertThat(closed.checkError()).isTrue();
  }

  private static String printed(Screen screen, String text) {
    screen.asTerminal().print(text);
    return screen.out();
  }

  private static final class Closed extends OutputStream {
    @Override
    public void write(int b) throws java.io.IOException {
      throw new java.io.IOException("Broken pipe");
    }
  }
}
