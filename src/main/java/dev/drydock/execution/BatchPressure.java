package dev.drydock.execution;

import dev.drydock.postgres.Session;
import dev.drydock.postgres.SqlStates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Looks, once a second, whether others suffer from a backfill: standbys and subscribers that fall
 * behind, vacuum and analyze of its table, checkpoints that come for want of WAL space. What the
 * role may not see slows nothing.
 */
final class BatchPressure {

  /** Pause after a batch, as a share of the time it took. */
  private static final double USUAL_SHARE = 0.05;

  private static final double POLITE_SHARE = 0.5;

  private static final long SECOND = 1_000_000_000L;
  private static final long LOOK_EVERY = SECOND;

  /** Politeness towards one vacuum and after one checkpoint, at most. */
  private static final long VACUUM_NANOS = 10 * SECOND;

  private static final long CHECKPOINT_NANOS = 3 * SECOND;

  private static final long LAG_BYTES = 64L << 20;
  private static final double LAG_SECONDS = 2;

  /** WAL that fills max_wal_size in less than this forces checkpoints all the time. */
  private static final double WAL_SECONDS = 15;

  private static final String SQL =
      """
      SELECT (SELECT max(pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), r.replay_lsn))
                FROM pg_catalog.pg_stat_replication r WHERE r.state = 'streaming') AS lag_bytes,
             (SELECT max(extract(epoch FROM r.replay_lag))
                FROM pg_catalog.pg_stat_replication r WHERE r.state = 'streaming') AS lag_seconds,
             (SELECT min(v.pid) FROM (
                SELECT p.pid, p.relid FROM pg_catalog.pg_stat_progress_vacuum p
                UNION ALL SELECT p.pid, p.relid FROM pg_catalog.pg_stat_progress_analyze p) v
               WHERE v.relid = '{table}') AS vacuum,
             {requested} AS requested,
             pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), '0/0') AS wal,
             (SELECT s.setting::pg_catalog.int8 * 1048576 FROM pg_catalog.pg_settings s
               WHERE s.name = 'max_wal_size') AS max_wal
      """;

  private static final String REQUESTED_17 =
      "(SELECT c.num_requested FROM pg_catalog.pg_stat_checkpointer c)";
  private static final String REQUESTED_14 =
      "(SELECT b.checkpoints_req FROM pg_catalog.pg_stat_bgwriter b)";

  private final Session session;
  private final String requestedSql;
  private boolean visible = true;
  private long lookedAt = System.nanoTime();
  private long politeUntil = lookedAt;
  private Set<Long> vacuums = new HashSet<>();
  private long requested = -1;
  private double wal = -1;
  private String why = "";
  private boolean hold;

  BatchPressure(Session session, int major) {
    this.session = session;
    this.requestedSql = major >= 17 ? REQUESTED_17 : REQUESTED_14;
  }

  /** Looks, if it is time to; a connection that is gone shows at the next batch. */
  void look(long table) {
    long now = System.nanoTime();
    if (!visible || now - lookedAt < LOOK_EVERY) {
      return;
    }
    double seconds = (now - lookedAt) / 1e9;
    lookedAt = now;
    String sql = SQL.replace("{table}", String.valueOf(table)).replace("{requested}", requestedSql);
    try {
      session.read(List.of(new Session.Query(sql, row -> seen(row, now, seconds))));
    } catch (SQLException hidden) {
      visible = SqlStates.isUnreachable(hidden.getSQLState());
      why = "";
      hold = false;
    }
  }

  private void seen(ResultSet row, long now, double seconds) throws SQLException {
    String lag = lag(row.getDouble("lag_bytes"), row.getDouble("lag_seconds"));
    hold = !lag.isEmpty();
    long vacuum = row.getLong("vacuum");
    if (vacuum > 0 && vacuums.add(vacuum)) {
      polite(now + VACUUM_NANOS, "vacuum or analyze is at work on the table");
    }
    long checkpoints = row.getLong("requested");
    if (requested >= 0 && checkpoints > requested) {
      polite(now + CHECKPOINT_NANOS, "the server had to make a checkpoint for want of WAL space");
    }
    requested = checkpoints;
    double written = row.getDouble("wal");
    if (wal >= 0 && (written - wal) / seconds * WAL_SECONDS > row.getDouble("max_wal")) {
      polite(now + LOOK_EVERY, "WAL is written faster than max_wal_size is meant for");
    }
    wal = written;
    if (hold) {
      why = lag;
    } else if (now - politeUntil >= 0) {
      why = "";
    }
  }

  private void polite(long until, String reason) {
    if (until - politeUntil > 0) {
      politeUntil = until;
      why = reason;
    }
  }

  private static String lag(double bytes, double seconds) {
    if (bytes > LAG_BYTES) {
      return "a standby or subscriber is %.0f MB behind".formatted(bytes / 1048576);
    }
    return seconds > LAG_SECONDS
        ? "a standby or subscriber is %.0f s behind".formatted(seconds)
        : "";
  }

  /** Whether to wait a while before the next batch. */
  boolean hold() {
    return hold;
  }

  /** Pause after a batch, as a share of the time it took. */
  double pauseShare() {
    return System.nanoTime() - politeUntil < 0 ? POLITE_SHARE : USUAL_SHARE;
  }

  /** Why it goes slower now; empty when it does not. */
  String why() {
    return why;
  }
}
