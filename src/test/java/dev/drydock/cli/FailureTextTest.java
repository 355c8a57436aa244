package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.StatementError;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureTextTest {

  private record Holder(int pid, Duration since, @Nullable String address, MigrationId at) {}

  @Test
  void tellsTheThreePartsAndTheFacts() {
    var failure =
        new Failure(ErrorCode.RUN_LOCK_BUSY, "Another run is at it.", "Nothing.", "Wait.")
            .with("lockHolder", new Holder(17, Duration.ofMillis(1500), null, new MigrationId("a")))
            .with("near", "  CREATE TABEL\n         ^")
            .with("absent", Optional.empty())
            .with("none", List.of());

    assertThat(Screen.plain(FailureText.of(failure)))
        .isEqualTo(
            """
            run-lock-busy  Another run is at it.
            Nothing.
            Next: Wait.

            lock holder:
              pid: 17
              since: 1500ms
              at: a
            near:
                CREATE TABEL
                       ^
            """);
  }

  @Test
  void listsFindingsLossesRecordsAndMaps() {
    var loss = new Loss(EffectKind.DELETE_ROWS, "public.orders", null, 1L, false, null, false);
    var failure =
        new Failure(ErrorCode.UNDECLARED_LOSS, "Lost.", "", "")
            .with("findings", List.of(Reports.DROP))
            .with("losses", List.of(loss))
            .with("refused", List.of(Map.of("file", "a.sql"), "b.sql"))
            .with("refusals", List.of(Reports.REFUSAL));

    assertThat(Screen.plain(FailureText.of(failure)))
        .isEqualTo(
            """
            undeclared-loss  Lost.

            findings:
              - destructive drop-column (0003_drop, line 4): clients.email and all its values are lost
                safe way: ALTER TABLE clients RENAME COLUMN email TO email_old;
            losses:
              - delete rows public.orders (1 row)
            refused:
              - file: a.sql
              - b.sql
            refusals:
              - out-of-order: 0000_late sorts before 0001_first. Rename it.
            """);
  }

  @Test
  void aStatementIsShownWithItsPlaceAndWhatTheServerAdded() {
    var error =
        new StatementError(
            "0003_c",
            2,
            7,
            3,
            "23505",
            "duplicate key",
            null,
            "Try.",
            "public",
            "t",
            null,
            "t_key",
            "7 |   INSERT INTO t\n      ^");

    assertThat(
            Screen.plain(
                FailureText.of(
                    new Failure(ErrorCode.STATEMENT_FAILED, "0003_c failed.", "", "")
                        .with("statement", error))))
        .isEqualTo(
            """
            statement-failed  0003_c failed.

            7 |   INSERT INTO t
                  ^

            hint: Try.
            table: public.t
            constraint: t_key
            """);
  }
}
