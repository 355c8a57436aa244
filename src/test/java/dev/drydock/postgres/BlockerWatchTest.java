package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.BlockerWatch.Blocker;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockerWatchTest {

  private static final Blocker HIDDEN = new Blocker(6337, null, null, null, null, null, null, null);
  private static final Blocker REPORT =
      new Blocker(
          77, "nightly report", "app", "idle in transaction", null, null, null, "SELECT ...");
  private static final Blocker WORKER =
      new Blocker(78, "autovacuum worker", null, null, null, null, null, null);

  @Test
  void whoIsHiddenOrGoneStandsBehindThoseWhoAreKnown() {
    assertThat(BlockerWatch.knownFirst(List.of(HIDDEN, REPORT, WORKER)))
        .containsExactly(REPORT, WORKER, HIDDEN);
  }

  @Test
  void allAreNamed() {
    assertThat(BlockerWatch.inTheWay(List.of(REPORT, HIDDEN)))
        .isEqualTo(
            " In the way: backend 77 (nightly report), idle in transaction: SELECT ...; backend 6337.");
    assertThat(BlockerWatch.inTheWay(List.of())).isEmpty();
  }

  @Test
  void ofManyTheFirstAreNamed() {
    List<Blocker> many =
        IntStream.rangeClosed(1, 9)
            .mapToObj(pid -> new Blocker(pid, null, null, null, null, null, null, null))
            .toList();

    assertThat(BlockerWatch.inTheWay(many)).endsWith("; backend 5; and 4 more.");
  }
}
