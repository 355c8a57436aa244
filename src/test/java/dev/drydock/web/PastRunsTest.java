package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PastRunsTest {

  private static RunAnswer.Result run(String id, @Nullable String startedAt) {
    return new RunAnswer.Result(
        id,
        "/" + id,
        "succeeded",
        null,
        startedAt == null ? null : Instant.parse(startedAt),
        null,
        false,
        null,
        List.of(),
        null,
        null);
  }

  /** The second is in the id; what follows there is chance. */
  @Test
  void thoseOfOneSecondStandInTheOrderInWhichTheyBegan() {
    RunsAnswer answer =
        new PastRuns(List::of)
            .with(
                List.of(
                    run("20261130T180215-96cf59", "2026-11-30T18:02:15.529Z"),
                    run("20261130T180215-2ac689", "2026-11-30T18:02:15.560Z"),
                    run("20261130T180215-f00000", null),
                    run("20261130T180214-ffffff", "2026-11-30T18:02:14.819Z"),
                    run("20261130T180215-9ec021", "2026-11-30T18:02:15.644Z")));

    assertThat(answer.result().runs())
        .extracting(RunsAnswer.Run::run)
        .containsExactly(
            "20261130T180215-9ec021",
            "20261130T180215-2ac689",
            "20261130T180215-96cf59",
            "20261130T180215-f00000",
            "20261130T180214-ffffff");
  }
}
