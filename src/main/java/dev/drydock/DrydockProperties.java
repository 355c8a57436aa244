package dev.drydock;

import dev.drydock.lint.LintMode;
import dev.drydock.online.OnlineMode;
import dev.drydock.postgres.Pooling;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Settings under {@code drydock.*}, so also {@code DRYDOCK_…}; a duration without a unit is in
 * seconds.
 *
 * @param lockTimeout longest wait for a table lock before the attempt is given up; 1 ms to 10 min,
 *     because PostgreSQL reads zero as "wait for ever" and traffic queues behind the wait
 * @param lockBudget how long a run that could not get a lock is begun again from its start; zero to
 *     1 h, zero means a single attempt
 * @param statementTimeout longest run of one statement; 1 ms to 24 h
 * @param runLockWait longest wait for another run to end, over HTTP and on the command line; zero
 *     to 1 h
 * @param bootLockWait the same at boot, where a replica waits for the one that migrates; zero to 24
 *     h
 * @param databaseRetry how long an unreachable database is tried again at boot; zero to 1 h
 * @param shutdownGrace how long a run in progress may take to stop at a safe point when the service
 *     is asked to end; zero to 1 h, zero means not at all
 * @param historyTable table of applied migrations, with its schema where that is not the first of
 *     the search path; a table that another tool owns is refused later
 * @param showRowData whether the server's DETAIL, which quotes row data, is shown
 * @param healthNeedsToken whether the health answer demands the token
 * @param trustForwardedHeaders whether wrong tokens are counted by the address that a proxy names
 * @param lint what lint's verdict does to a run
 * @param dataDir folder of the embedded database
 * @param plan digest that the plan run at boot must have; present but empty equals none
 * @param askServerGrammar whether pending statements may be sent to the server for their syntax
 *     alone, before any of them runs
 * @param pooler what stands between Drydock and the server, where it cannot find out by itself
 * @param endIdleBlockers how long a session may idle in a transaction before a run that needs its
 *     locks ends it; zero, the default: never; else 5 s to 1 h
 * @param hazardSize table size from which blocking or rewriting it is a hazard; above zero
 * @param hazardRows row count from which the same holds; above zero
 * @param online whether plain statements on tables above that size get their safe forms
 * @param onlineWait longest wait of a concurrent build for other sessions' transactions before it
 *     is cancelled; 1 s to 24 h
 */
@ConfigurationProperties("drydock")
public record DrydockProperties(
    @DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS) Duration lockTimeout,
    @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration lockBudget,
    @DefaultValue("15m") @DurationUnit(ChronoUnit.SECONDS) Duration statementTimeout,
    @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration runLockWait,
    @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS) Duration bootLockWait,
    @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS) Duration databaseRetry,
    @DefaultValue("20s") @DurationUnit(ChronoUnit.SECONDS) Duration shutdownGrace,
    @DefaultValue("schema_migrations") String historyTable,
    @DefaultValue("false") boolean showRowData,
    @DefaultValue("false") boolean healthNeedsToken,
    @DefaultValue("false") boolean trustForwardedHeaders,
    @DefaultValue("enforce") LintMode lint,
    @DefaultValue(".drydock") Path dataDir,
    Optional<String> plan,
    @DefaultValue("true") boolean askServerGrammar,
    @DefaultValue("auto") Pooling.Setting pooler,
    @DefaultValue("0s") @DurationUnit(ChronoUnit.SECONDS) Duration endIdleBlockers,
    @DefaultValue("10MB") DataSize hazardSize,
    @DefaultValue("50000") long hazardRows,
    @DefaultValue("auto") OnlineMode online,
    @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS) Duration onlineWait) {

  private static final Duration A_MILLISECOND = Duration.ofMillis(1);

  private static final Pattern TABLE =
      Pattern.compile("(?:[\\p{L}_][\\p{L}\\p{N}_$-]{0,62}\\.)?[\\p{L}_][\\p{L}\\p{N}_$-]{0,62}");

  public DrydockProperties {
    positive(
        "lock-timeout",
        lockTimeout,
        Duration.ofMinutes(10),
        "PostgreSQL reads zero as \"wait" + " for ever\", and live traffic queues behind the wait");
    positive(
        "statement-timeout",
        statementTimeout,
        Duration.ofHours(24),
        "PostgreSQL reads zero as" + " \"no limit\", and a runaway statement keeps its locks");
    within("lock-budget", lockBudget, Duration.ZERO, Duration.ofHours(1), "a deploy must end");
    within("run-lock-wait", runLockWait, Duration.ZERO, Duration.ofHours(1), "a wait has an end");
    within(
        "boot-lock-wait", bootLockWait, Duration.ZERO, Duration.ofHours(24), "a wait has an end");
    within(
        "database-retry", databaseRetry, Duration.ZERO, Duration.ofHours(1), "a deploy must fail");
    within("shutdown-grace", shutdownGrace, Duration.ZERO, Duration.ofHours(1), "a stop must end");
    if (!endIdleBlockers.isZero()) {
      within(
          "end-idle-blockers",
          endIdleBlockers,
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          "a session that idles for a moment only is at work");
    }
    within(
        "online-wait",
        onlineWait,
        Duration.ofSeconds(1),
        Duration.ofHours(24),
        "a build that waits for ever keeps the next migrations waiting");
    if (!TABLE.matcher(historyTable).matches()) {
      throw SettingRefusal.of(
          "history-table", "is not a table name", "Write it without quotes: name or schema.name.");
    }
    if (hazardSize.toBytes() <= 0 || hazardRows <= 0) {
      throw SettingRefusal.of(
          hazardRows <= 0 ? "hazard-rows" : "hazard-size",
          "must be above zero",
          "Set it to the size from which a table counts as large.");
    }
  }

  private static void positive(String name, Duration value, Duration most, String reason) {
    within(name, value, A_MILLISECOND, most, reason);
  }

  private static void within(
      String name, Duration value, Duration least, Duration most, String reason) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw SettingRefusal.of(
          name,
          "must be from %s to %s: %s".formatted(shown(least), shown(most), reason),
          "Set it to a duration in between, such as " + shown(middle(least, most)) + ".");
    }
  }

  private static Duration middle(Duration least, Duration most) {
    return most.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofMinutes(15) : Duration.ofSeconds(2);
  }

  private static String shown(Duration duration) {
    if (duration.toHours() > 0) {
      return duration.toHours() + "h";
    }
    if (duration.toMinutes() > 0) {
      return duration.toMinutes() + "m";
    }
    return duration.toSeconds() > 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }
}
