package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamesTest {

  @Test
  void foldsNamesAsTheServerDoes() {
    assertThat(Names.folded("Clients")).isEqualTo("clients");
    assertThat(Names.folded("ÄRA")).isEqualTo("Ära");
    assertThat(Names.folded("\"Cli\"\"ents\"")).isEqualTo("Cli\"ents");
    assertThat(Names.folded("U&\"d\\0061t\\+000061\\\\\"")).isEqualTo("data\\");
    assertThat(Names.folded("u&")).isEqualTo("u&");
  }

  @Test
  void readsLiteralsOfEveryKind() {
    assertThat(Names.literal("'it''s'")).isEqualTo("it's");
    assertThat(Names.literal("'a\\n'")).isEqualTo("a\\n");
    assertThat(Names.literal("'a' -- it's\n  'b'")).isEqualTo("ab");
    assertThat(Names.literal("E'\\'\\x41\\101\\u0041\\U00000041\\n\\q'''")).isEqualTo("'AAAA\nq'");
    assertThat(Names.literal("E'\\Uffffffff'")).isEqualTo("Uffffffff");
    assertThat(Names.literal("U&'\\0041!'")).isEqualTo("A!");
    assertThat(Names.literal("$x$a'$$b$x$")).isEqualTo("a'$$b");
    assertThat(Names.literal("'")).isEmpty();
  }
}
