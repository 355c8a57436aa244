package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.execution.GuardReport;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Verdict;
import dev.drydock.pipeline.HistoryReport;
import dev.drydock.pipeline.MigrationReport;
import dev.drydock.pipeline.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What people read, whole: a changed word shows here. */
class ReportTextTest {

  private static final Loss LOSS =
      new Loss(
          EffectKind.DROP_COLUMN,
          "public.clients.email",
          null,
          12L,
          true,
          new MigrationId("0001_a"),
          true);

  @Test
  void aRunHasALinePerMigrationAndASummary() {
    var run =
        new MigrationReport.Result(
            Reports.TARGET,
            "r1",
            Reports.ids("0002_longer_name", "0003_c"),
            Reports.ids("0001_a"),
            Map.of(new MigrationId("0002_longer_name"), "45ms", new MigrationId("0003_c"), "7ms"),
            "52ms",
            "d1g3st",
            List.of(
                new Loss(
                    EffectKind.DROP_COLUMN,
                    "public.clients.email",
                    null,
                    1200L,
                    true,
                    new MigrationId("0003_c"),
                    true)),
            new GuardReport(
                120,
                List.of("tables"),
                Duration.ofMillis(12),
                List.of(),
                List.of("schema audit"),
                List.of("index clients_idx"),
                List.of(),
                List.of()),
            List.of("0001_a: a comment changed"));

    assertThat(Screen.plain(RunText.of(run)))
        .isEqualTo(
            """
            target   db.example:5432/clinic as desk, production, PostgreSQL 18.1

              skipped  0001_a
              applied  0002_longer_name  45ms
              applied  0003_c            7ms

            2 migrations applied, 1 skipped, in 52ms.
            Run r1 of plan d1g3st.
            Compared before COMMIT: 120 objects, in 12ms.

            Not compared, since this role may not see it
              - schema audit

            Changed meanwhile by other sessions
              - index clients_idx

            Lost, as declared
              - drop column public.clients.email (about 1200 rows), by 0003_c

            Warnings
              - 0001_a: a comment changed
            """);
  }

  @Test
  void aRunWithNothingToDoSaysSo() {
    var run =
        new MigrationReport.Result(
            Reports.TARGET,
            "r1",
            List.of(),
            Reports.ids("0001_a"),
            Map.of(),
            "9ms",
            "d",
            List.of(),
            null,
            List.of());

    assertThat(Screen.plain(RunText.of(run)))
        .endsWith("  skipped  0001_a\n\nNothing to do: 1 migration applied before. (9ms)\n");
  }

  @Test
  void manySkippedMigrationsAreOneLine() {
    var skipped =
        IntStream.rangeClosed(1, 5000).mapToObj(i -> new MigrationId("%04d_x".formatted(i)));
    var run =
        new MigrationReport.Result(
            Reports.TARGET,
            "r1",
            List.of(),
            skipped.toList(),
            Map.of(),
            "9ms",
            "d",
            List.of(),
            null,
            List.of());

    assertThat(Screen.plain(RunText.of(run)))
        .contains("  skipped  5000 migrations, from 0001_x to 5000_x\n")
        .hasLineCount(5);
  }

  @Test
  void aPlanShowsItsStatementsAndTheNextCommand() {
    var plan =
        Reports.plan(
            Verdict.SAFE,
            List.of(
                Reports.step(
                    "0002_b",
                    "CREATE TABLE b (\n  id bigint\n)",
                    "CREATE TABLE c (\n  id bigint, -- key\n  n text\n)")),
            "0001_first: a comment changed");

    assertThat(Screen.plain(PlanText.of(plan)))
        .isEqualTo(
            """
            Dry-run: nothing was changed.

            target   db.example:5432/clinic as desk, production, PostgreSQL 18.1
            verdict  safe
            plan     d1g3st
            runs as  one transaction; waits 2 s at most for a lock, 15 min for a statement

            1 migration would run, 1 applied already:

              0002_b
                1  CREATE TABLE b ( id bigint )
                2  CREATE TABLE c ( id bigint, ...

            Warnings
              - 0001_first: a comment changed

            Next: drydock migrate --plan d1g3st
            """);
  }

  @Test
  void aRefusedPlanTeachesTheSafeWayAndDoesNotOfferToRun() {
    var text =
        Screen.plain(PlanText.of(Reports.plan(Verdict.REFUSED, List.of(Reports.droppingStep()))));

    assertThat(text)
        .contains(
            """
              0003_drop
                1  ALTER TABLE clients DROP COLUMN email
                 effect: drop column public.clients.email
                 destructive drop-column (0003_drop, line 4): clients.email and all its values are lost
                   safe way: ALTER TABLE clients RENAME COLUMN email TO email_old;
            """)
        .contains("verdict  refused")
        .contains("Refused\n  - out-of-order: 0000_late sorts before 0001_first. Rename it.\n")
        .doesNotContain("drydock migrate");
  }

  @Test
  void longStatementsAndLongPlansAreShortened() {
    var wide = Reports.step("0002_wide", "INSERT INTO t VALUES " + "(1), ".repeat(100_000));
    var long_ =
        Reports.step("0003_long", Collections.nCopies(40, "SELECT 1").toArray(String[]::new));

    String text = Screen.plain(PlanText.of(Reports.plan(Verdict.SAFE, List.of(wide, long_))));

    assertThat(text.lines()).allMatch(line -> line.length() <= 110);
    assertThat(text).contains("(1), ...\n", " 12  SELECT 1\n       ... and 28 more\n");
  }

  @Test
  void aPlanOfManyStepsNamesThemAndCountsTheirStatements() {
    var steps =
        IntStream.range(0, 60).mapToObj(i -> Reports.step("%04d_x".formatted(i), "SELECT 1"));

    assertThat(Screen.plain(PlanText.of(Reports.plan(Verdict.SAFE, steps.toList()))))
        .contains("  0059_x, 1 statement\n", "drydock dry-run --json prints every statement.")
        .doesNotContain("SELECT 1");
  }

  @Test
  void anEmptyPlanSaysSo() {
    assertThat(Screen.plain(PlanText.of(Reports.plan(Verdict.SAFE, List.of()))))
        .contains("Nothing to do: 1 migration applied already.", "Next: nothing");
  }

  @Test
  void statusTellsWhatIsPendingTheLastRunAndWhoIsAtIt() {
    var status =
        new StatusReport.Result(
            Reports.TARGET,
            Verdict.SAFE,
            Reports.ids("0001_a", "0002_b"),
            Reports.ids("0003_c"),
            new StatusReport.LastRun("r1", "2025-11-01T12:00:00Z", 2, "desk (http)", List.of(LOSS)),
            new Failure(
                ErrorCode.RUN_UNFINISHED, "The run r2 ended.", "Of 0003_c nothing stays.", ""),
            "pid 17 since 12:00",
            "r3",
            List.of("0001_a: changed comment"),
            "drydock dry-run");

    assertThat(Screen.plain(StatusText.of(status)))
        .isEqualTo(
            """
            target   db.example:5432/clinic as desk, production, PostgreSQL 18.1

            1 migration pending, 2 applied.
            The last run, r1, ended 2025-11-01T12:00:00Z and applied 2 migrations for desk (http).
            Unfinished: The run r2 ended. Of 0003_c nothing stays.
            Now: pid 17 since 12:00

              pending  0003_c

            The last run lost, as declared
              - drop column public.clients.email (about 12 rows), by 0001_a

            Warnings
              - 0001_a: changed comment

            Next: drydock dry-run
            """);
  }

  @Test
  void statusDoesNotSayThatTheRunInProgressHasEnded() {
    var last = new StatusReport.LastRun("r1", "2025-11-01T12:00:00Z", 1, null, List.of(LOSS));
    var status =
        new StatusReport.Result(
            Reports.TARGET,
            Verdict.SAFE,
            Reports.ids("0001_a"),
            Reports.ids("0002_b"),
            last,
            null,
            "backend 17 (drydock migrate r1)",
            "r1",
            List.of(),
            "wait");

    assertThat(Screen.plain(StatusText.of(status)))
        .contains(
            "The run in progress, r1, has applied 1 migration so far, the last at 2025-11-01T12:00:00Z.\nNow: backend 17",
            "The run in progress lost, as declared")
        .doesNotContain("ended", "The last run");
  }

  @Test
  void statusOfAFreshAndOfAFinishedDatabase() {
    assertThat(Screen.plain(StatusText.of(status(List.of(), List.of()))))
        .contains("Nothing is applied and nothing is pending", "Nobody is migrating now.");
    assertThat(Screen.plain(StatusText.of(status(Reports.ids("a"), List.of()))))
        .contains(
            "Up to date: every migration of the folder is applied (1).",
            "No run left anything unfinished.");
  }

  @Test
  void historyIsATable() {
    var rows =
        Stream.of(
            new HistoryReport.Row(
                new MigrationId("0001_a"),
                Instant.parse("2025-11-01T12:00:00.123Z"),
                "45ms",
                "r1",
                "desk (boot)",
                "0.1.0",
                "d1g3st",
                true,
                List.of(LOSS)),
            new HistoryReport.Row(
                new MigrationId("0002_older_tool"),
                Instant.parse("2024-11-01T12:00:00Z"),
                null,
                null,
                null,
                null,
                null,
                null,
                List.of()));

    var text =
        HistoryText.of(
            new HistoryReport.Result(Reports.TARGET, "public.schema_migrations", rows.toList()));

    assertThat(Screen.plain(text))
        .isEqualTo(
            """
            target   db.example:5432/clinic as desk, production, PostgreSQL 18.1
            table    public.schema_migrations

            APPLIED (UTC)        MIGRATION        TOOK  RUN  BY           FILE
            2025-11-01 12:00:00  0001_a           45ms  r1   desk (boot)  as applied
            2024-11-01 12:00:00  0002_older_tool  -     -    -            unverified

            2 migrations applied.

            Lost, as declared
              - drop column public.clients.email (about 12 rows), by 0001_a
            """);
  }

  @Test
  void noHistoryIsToldInWords() {
    assertThat(
            Screen.plain(HistoryText.of(new HistoryReport.Result(Reports.TARGET, null, List.of()))))
        .contains("There is no history yet", "Next: drydock dry-run");
  }

  private static StatusReport.Result status(List<MigrationId> applied, List<MigrationId> pending) {
    return new StatusReport.Result(
        Reports.TARGET,
        Verdict.SAFE,
        applied,
        pending,
        null,
        null,
        null,
        null,
        List.of(),
        "nothing");
  }
}
