package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.MigrationId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextIdTest {

  /** Late on 1 November in New York, but already the 2nd in UTC, which is what counts. */
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-11-02T03:04:05Z"), ZoneId.of("America/New_York"));

  private final NextId ids = new NextId(CLOCK);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "none                                  | 2025-11-02-add-x",
        "2025-11-01-create-tenants             | 2025-11-02-add-x",
        "2025-11-01_create_tenants             | 2025-11-02_add-x",
        "2025-11-02-a                          | 2025-11-02-add-x",
        "2025-11-02-create-y                   | 2025-11-02b-add-x",
        "2025-11-02-create-y 2025-11-02b-zz    | 2025-11-02c-add-x",
        "2025-11-02z-y                         | 2025-11-02zb-add-x",
        "2025-11-02zb-y                        | 2025-11-02zc-add-x",
        "2030-01-01-ahead                      | 2030-01-01b-add-x",
        "0001_a 0008_fix_cost_type             | 0009_add-x",
        "0099_x                                | 0100_add-x",
        "1_x 2_x                               | 3_add-x",
        "9_x                                   | 9b_add-x",
        "9999-x                                | 9999b-add-x",
        "V3__create                            | V4__add-x",
        "007                                   | 008_add-x",
        "20251101_x                            | 20251102_add-x",
        "20251102_y                            | 20251102b_add-x",
        "202511011200_x                        | 202511020304_add-x",
        "20251101120000_x                      | 20251102030405_add-x",
        "20990101120000_x                      | 20990101120000b_add-x",
        "0001_x 2025-10-31-y                   | 2025-11-02-add-x",
        "aaa                                   | add-x",
        "seed                                  | none",
      })
  void continuesWhatTheFolderHas(String existing, String expected) {
    assertThat(next("add-x", existing))
        .isEqualTo(expected == null ? null : new MigrationId(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-02-zebra",
    "0041_zebra",
    "998-zebra",
    "V7__zebra",
    "20251102010101_zebra",
    "7_zebra"
  })
  void everyIdSortsBehindAllBefore(String first) {
    var ids = new TreeSet<MigrationId>();
    ids.add(new MigrationId(first));
    for (int i = 0; i < 60; i++) {
      var next = this.ids.of("n" + (60 - i), ids).orElseThrow();
      assertThat(next).isGreaterThan(ids.last());
      ids.add(next);
    }
    assertThat(ids).hasSize(61);
  }

  @Test
  void knowsTheNameBehindAPrefix() {
    assertThat(NextId.nameOf(new MigrationId("2025-11-02b-add-x"))).isEqualTo("add-x");
    assertThat(NextId.nameOf(new MigrationId("0008_fix_cost_type"))).isEqualTo("fix_cost_type");
    assertThat(NextId.nameOf(new MigrationId("seed"))).isEqualTo("seed");
  }

  private @org.jspecify.annotations.Nullable MigrationId next(String name, String existing) {
    var there =
        existing == null
            ? java.util.List.<MigrationId>of()
            : Arrays.stream(existing.split(" ")).map(MigrationId::new).toList();
    return ids.of(name, there).orElse(null);
  }
}
