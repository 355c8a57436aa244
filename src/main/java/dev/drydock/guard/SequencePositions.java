package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.SequenceSql;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where sequences stand; no rollback ever restores that.
 *
 * <p>Before version 18 asking locks each sequence until the transaction ends, so all of them are
 * asked in several short transactions, sent in one message; from 18 on they may be asked inside the
 * run's. A sequence that the role may not read is left out. To ask opens each of them, which a
 * session pays with its first look, so none is asked where statements draw from none and nothing in
 * them or the database could move one back.
 */
final class SequencePositions {

  private static final int SLICES = 8;
  private static final String LONGEST_WAIT = "200ms";

  /**
   * Where one sequence stands.
   *
   * @param name as SQL writes it
   * @param last the value it gave last
   * @param cycles whether it begins anew by itself when it comes to its end
   */
  record Position(String name, long last, long increment, boolean cycles) {

    boolean isBehind(Position earlier) {
      return earlier.increment < 0 ? last > earlier.last : last < earlier.last;
    }

    /** The statement that moves it there. */
    String restore() {
      return "SELECT setval('%s', %d, true);".formatted(name.replace("'", "''"), last);
    }
  }

  private final Map<String, Position> positions;

  /** Those that have given no value, or are set as if. */
  private final Set<String> unused = new HashSet<>();

  private boolean skipped;

  private SequencePositions(Map<String, Position> positions) {
    this.positions = positions;
  }

  /** None yet. */
  static SequencePositions none() {
    return new SequencePositions(new HashMap<>());
  }

  /** Whether asking leaves no lock behind, so that it may be done inside of a transaction. */
  static boolean momentary(Connection connection) throws SQLException {
    return SequenceSql.isMomentary(connection.getMetaData().getDatabaseMajorVersion());
  }

  /**
   * The question for all of them, pinned, where asking is {@link #momentary}.
   *
   * @param always false to leave them where no code of the database could move one back
   */
  PinnedQuery.Asked asked(int major, boolean always) {
    String sql =
        always
            ? select(major, "true")
            : "WITH movers AS MATERIALIZED (SELECT EXISTS (%s) AS any)\n%s\n%s"
                .formatted(
                    SequenceSql.MOVERS,
                    select(major, "(SELECT m.any FROM movers m)"),
                    "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL FROM movers m WHERE NOT m.any");
    return new PinnedQuery.Asked(
        "SET LOCAL lock_timeout = '" + LONGEST_WAIT + "'; " + sql,
        row -> {
          skipped = row.getString(1) == null;
          if (!skipped) {
            take(row);
          }
        });
  }

  /**
   * Reads all of them, unless no code of the database could move one back; to be called outside a
   * transaction, autocommit on.
   */
  static SequencePositions readWhereMoved(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows =
          statement.execute("BEGIN; " + PinnedQuery.OWN + "\n" + SequenceSql.MOVERS + "; END");
      boolean any = false;
      while (rows || statement.getUpdateCount() >= 0) {
        any = any || (rows && statement.getResultSet().next());
        rows = statement.getMoreResults();
      }
      return any ? readAll(connection) : skipped();
    } catch (SQLException failure) {
      rollBack(connection, failure);
      throw failure;
    }
  }

  private static SequencePositions skipped() {
    SequencePositions none = none();
    none.skipped = true;
    return none;
  }

  /** Whether they were not asked, as nothing could move one back. */
  boolean isSkipped() {
    return skipped;
  }

  /** Reads all of them; to be called outside a transaction, autocommit on. */
  static SequencePositions readAll(Connection connection) throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    var sql = new StringBuilder();
    int slices = SequenceSql.isMomentary(major) ? 1 : SLICES;
    for (int slice = 0; slice < slices; slice++) {
      String mine = "s.seqrelid::int8 % " + slices + " = " + slice;
      sql.append("BEGIN; ")
          .append(PinnedQuery.OWN)
          .append(" SET LOCAL lock_timeout = '" + LONGEST_WAIT + "'; ")
          .append(select(major, mine))
          .append("; END;");
    }
    SequencePositions read = none();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(sql.toString());
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          read.takeAll(statement.getResultSet());
        }
        rows = statement.getMoreResults();
      }
    } catch (SQLException failure) {
      rollBack(connection, failure);
      throw failure;
    }
    return read;
  }

  /** Reads some of them, which the open transaction has locked anyway. */
  static SequencePositions readLocked(Connection connection, int major, Collection<String> oids)
      throws SQLException {
    if (oids.isEmpty()) {
      return none();
    }
    SequencePositions read = none();
    String mine = "s.seqrelid = ANY ('{" + String.join(",", oids) + "}'::oid[])";
    PinnedQuery.rows(connection, select(major, mine), read::take);
    return read;
  }

  /** Names of those that the role may not read. */
  static List<String> unreadable(Connection connection, Collection<String> oids)
      throws SQLException {
    var names = new ArrayList<String>();
    if (!oids.isEmpty()) {
      PinnedQuery.rows(
          connection,
          "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid ="
              + " c.relnamespace WHERE c.oid = ANY ('{"
              + String.join(",", oids)
              + "}'::oid[]) AND c.relkind = 'S' AND NOT "
              + SequenceSql.isReadable()
              + " ORDER BY 1, 2",
          row -> names.add(ObjectName.of(row.getString(1), row.getString(2))));
    }
    return names;
  }

  private static void rollBack(Connection connection, SQLException failure) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException second) {
      failure.addSuppressed(second);
    }
  }

  private static String select(int major, String mine) {
    String from =
        " FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid ="
            + " c.relnamespace";
    String where =
        " WHERE c.relpersistence <> 't' AND " + SequenceSql.isReadable() + " AND " + mine;
    String last = SequenceSql.last(major);
    return "SELECT c.oid::text, n.nspname, c.relname, s.seqincrement, "
        + last
        + ", s.seqcycle"
        + from
        + where;
  }

  private void takeAll(ResultSet rows) throws SQLException {
    try (rows) {
      while (rows.next()) {
        take(rows);
      }
    }
  }

  private void take(ResultSet row) throws SQLException {
    long last = row.getLong(5);
    if (row.wasNull()) {
      unused.add(row.getString(1));
    } else {
      String name = ObjectName.of(row.getString(2), row.getString(3));
      positions.put(row.getString(1), new Position(name, last, row.getLong(4), row.getBoolean(6)));
    }
  }

  Optional<Position> of(String oid) {
    return Optional.ofNullable(positions.get(oid));
  }

  /**
   * Earlier positions of those that stand behind them now, or would give the same value again.
   *
   * @param gone a sequence of these that now has no position was set back to its start
   */
  List<Map.Entry<String, Position>> movedBack(SequencePositions now, Collection<String> gone) {
    var back = new ArrayList<Map.Entry<String, Position>>();
    for (Map.Entry<String, Position> earlier : positions.entrySet()) {
      Optional<Position> position = now.of(earlier.getKey());
      boolean behind =
          position
              .map(p -> p.isBehind(earlier.getValue()))
              .orElse(now.unused.contains(earlier.getKey()) || gone.contains(earlier.getKey()));
      if (behind) {
        back.add(earlier);
      }
    }
    return back;
  }

  Collection<String> oids() {
    return positions.keySet();
  }
}
