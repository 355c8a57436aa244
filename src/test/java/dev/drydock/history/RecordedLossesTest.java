package dev.drydock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordedLossesTest {

  private static final List<Loss> LOSSES =
      List.of(
          new Loss(
              EffectKind.DROP_COLUMN,
              "public.clients.\"e'mail\"",
              null,
              12L,
              true,
              new MigrationId("0002_b"),
              true),
          new Loss(EffectKind.DROP_LARGE_OBJECT, "", "line\nbreak", null, false, null, true));

  @Test
  void readsWhatItWrote() {
    assertThat(RecordedLosses.parse(RecordedLosses.json(LOSSES))).isEqualTo(LOSSES);
  }

  @Test
  void writesThemAsReportsDo() {
    assertThat(RecordedLosses.json(LOSSES.subList(0, 1)))
        .isEqualTo(
            """
            [{"effect":"drop column","object":"public.clients.\\"e'mail\\"","what":null,"rows":12,"estimate":true,"migration":"0002_b","declared":true}]""");
  }

  @Test
  void leavesOutWhatALaterVersionCallsOtherwise() {
    assertThat(RecordedLosses.parse("[{\"effect\":\"lose mind\"},{\"effect\":\"truncate\"}]"))
        .extracting(Loss::effect)
        .containsExactly(EffectKind.TRUNCATE);
  }
}
