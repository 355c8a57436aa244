package dev.drydock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockWaitsTest {

  @Test
  void oneBudgetHoldsForAllTransactionsOfARun() {
    var waits = new LockWaits(Duration.ofSeconds(60));

    waits.over(Duration.ofSeconds(25), List.of("pid 7"));
    assertThat(waits.left()).isEqualTo(Duration.ofSeconds(35));

    waits.over(Duration.ofSeconds(50), List.of("pid 8"));
    assertThat(waits.left()).isZero();
    assertThat(waits.budget()).isEqualTo(Duration.ofSeconds(60));
    assertThat(waits.ended()).containsExactly("pid 7", "pid 8");
  }
}
