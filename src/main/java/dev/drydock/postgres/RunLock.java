package dev.drydock.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The one runner's lock: a transaction-level advisory lock, so the backend that does the work holds
 * it, it survives poolers, and a killed runner leaves nothing to clean. It is tried, never waited
 * in, since a waiting session would make a concurrent index build elsewhere deadlock.
 *
 * <p>Its key is {@code 0x6472796420646f63} ("dryd doc") combined by exclusive or with the first
 * eight bytes of SHA-256 over the history table's {@code schema.name}: two histories of one
 * database do not disturb each other. Advisory locks belong to a database, so roles and other
 * objects shared by several databases are not covered.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">PostgreSQL,
 *     13.3.5</a>
 */
public record RunLock(long key) {

  private static final long BASE = 0x6472796420646f63L;

  /** The lock of the runs that keep their history in this table. */
  public static RunLock of(String schema, String table) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((schema + "." + table).getBytes(StandardCharsets.UTF_8));
      return new RunLock(BASE ^ ByteBuffer.wrap(hash).getLong());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /**
   * Who holds the lock.
   *
   * @param since when its session began, which one that a dry-run left may have done before the
   *     run; null when the role may not see it
   */
  public record Holder(
      int pid, @Nullable Instant since, @Nullable String application, @Nullable String address) {

    @Override
    public String toString() {
      return "backend %d%s%s%s"
          .formatted(
              pid,
              application == null || application.isEmpty() ? "" : " (" + application + ")",
              address == null ? "" : " from " + address,
              since == null ? "" : ", connected since " + since);
    }
  }

  /** The SQL that tries it: one boolean, held until the open transaction ends. */
  public String trySql() {
    return "SELECT pg_catalog.pg_try_advisory_xact_lock(%d)".formatted(key);
  }

  /** The same, held until the session ends: for steps outside a transaction. May be repeated. */
  public String trySessionSql() {
    return "SELECT pg_catalog.pg_try_advisory_lock(%d)".formatted(key);
  }

  /** One boolean: whether somebody holds it. */
  public String heldSql() {
    return "SELECT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE %s)".formatted(granted());
  }

  /** Whether a row {@code l} of {@code pg_locks} is this lock, held. */
  private String granted() {
    return """
        l.locktype OPERATOR(pg_catalog.=) 'advisory'::pg_catalog.text AND l.granted AND l.objsubid OPERATOR(pg_catalog.=) 1::pg_catalog.int2
           AND l.database OPERATOR(pg_catalog.=) (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database())
           AND l.classid::pg_catalog.int8 OPERATOR(pg_catalog.=) %d::pg_catalog.int8 AND l.objid::pg_catalog.int8 OPERATOR(pg_catalog.=) %d::pg_catalog.int8"""
        .formatted(key >>> 32, key & 0xffffffffL);
  }

  /** Who holds it now; empty when nobody does. */
  public Optional<Holder> holder(JdbcTemplate jdbc) {
    List<Holder> holders =
        jdbc.query(
            """
            SELECT l.pid, a.backend_start, a.application_name, a.client_addr::pg_catalog.text AS address
              FROM pg_catalog.pg_locks l
              LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
             WHERE %s"""
                .formatted(granted()),
            (row, number) -> {
              OffsetDateTime since = row.getObject("backend_start", OffsetDateTime.class);
              return new Holder(
                  row.getInt("pid"),
                  since == null ? null : since.toInstant(),
                  row.getString("application_name"),
                  row.getString("address"));
            });
    return holders.stream().findFirst();
  }
}
