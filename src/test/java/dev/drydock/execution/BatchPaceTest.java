package dev.drydock.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchPaceTest {

  /** The size after so many batches, where a row takes so long and each batch so much more. */
  private static int settled(int most, double rowMicros, double onTopMillis) {
    var pace = new BatchPace(most);
    for (int i = 0; i < 60; i++) {
      var update = Duration.ofNanos((long) (pace.rows() * rowMicros * 1000));
      pace.took(update.plusNanos((long) (onTopMillis * 1e6)), update, pace.rows(), pace.rows());
    }
    return pace.rows();
  }

  @Test
  void beginsSmallAndSettlesWhereABatchTakesItsTime() {
    assertThat(new BatchPace(20_000).rows()).isEqualTo(1_000);
    assertThat(settled(20_000, 10, 0)).isBetween(3_200, 6_000);
    assertThat(settled(20_000, 100, 5)).isBetween(280, 550);
  }

  @Test
  void neverChangesMoreThanItMay() {
    assertThat(new BatchPace(10).rows()).isEqualTo(10);
    assertThat(settled(10, 1, 0)).isEqualTo(10);
    assertThat(settled(5_000, 0.1, 0)).isEqualTo(5_000);
  }

  @Test
  void doesNotShrinkForWhatSmallerBatchesWouldNotChange() {
    assertThat(settled(20_000, 10, 100)).isBetween(8_000, 15_000);
    assertThat(settled(20_000, 10, 10_000)).as("but within reason").isBetween(14_000, 20_000);
  }

  @Test
  void looksAtMoreRowsWhereFewAreChangedAndGoesBack() {
    var pace = new BatchPace(1_000);
    for (int i = 0; i < 10; i++) {
      pace.took(Duration.ofMillis(2), Duration.ofMillis(1), 0, pace.rows());
    }
    assertThat(pace.rows()).isEqualTo(10_000);
    pace.took(Duration.ofMillis(90), Duration.ofMillis(89), 10_000, 10_000);
    assertThat(pace.rows()).isEqualTo(1_000);
  }

  @Test
  void oneSlowBatchChangesNothingAndSeveralCountOnceEach() {
    var pace = new BatchPace(20_000);
    for (int i = 0; i < 20; i++) {
      took(pace, 10);
    }
    int usual = pace.rows();

    took(pace, 100);
    assertThat(pace.rows()).isEqualTo(usual);

    took(pace, 100);
    took(pace, 100);
    assertThat(pace.rows()).isBetween(usual / 11, usual / 9);
  }

  @Test
  void isNotMisledByABatchThatWasCutBeforeTheLastOneEnded() {
    var pace = new BatchPace(20_000);
    int cut = pace.rows();
    for (int i = 0; i < 20; i++) {
      int next = pace.rows();
      Duration update = Duration.ofNanos(cut * 10_000L);
      pace.took(update, update, cut, cut);
      assertThat(pace.rows()).isLessThanOrEqualTo(5_000);
      cut = next;
    }
    assertThat(pace.rows()).isBetween(4_500, 5_000);
  }

  private static void took(BatchPace pace, int rowMicros) {
    Duration update = Duration.ofNanos(pace.rows() * rowMicros * 1_000L);
    pace.took(update, update, pace.rows(), pace.rows());
  }

  @Test
  void getsSmallerWithEachFailureButNotToNothing() {
    var pace = new BatchPace(20_000);
    pace.failed();
    assertThat(pace.rows()).isEqualTo(500);
    for (int i = 0; i < 10; i++) {
      pace.failed();
    }
    assertThat(pace.rows()).isEqualTo(50);
    assertThat(pace.smallest()).isTrue();
  }
}
