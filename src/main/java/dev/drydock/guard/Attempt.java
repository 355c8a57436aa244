package dev.drydock.guard;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.SequenceSql;
import dev.drydock.execution.CheckScope;
import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.Session;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is known of one attempt before its BEGIN, and what is still known after its rollback. */
final class Attempt {

  private final Connection connection;
  private final CheckScope scope;
  private final List<String> unseen = new ArrayList<>();
  private final Set<String> setBackByOthers = new HashSet<>();
  private SequencePositions positions = SequencePositions.none();
  private List<String> channels = List.of();
  private ViewDefinitions views = ViewDefinitions.none();
  private long nanos;

  /** One of which nothing is known. */
  Attempt(Connection connection, CheckScope scope) {
    this.connection = connection;
    this.scope = scope;
  }

  /** Looks around, autocommit on; a refusal is thrown. */
  static Attempt prepared(Connection connection, CheckScope scope) throws SQLException {
    long start = System.nanoTime();
    var attempt = new Attempt(connection, scope);
    if (!scope.unjudged().isEmpty()) {
      attempt.channels = OutsideChannels.read(connection);
      OutsideRefusal.of(scope, attempt.channels)
          .ifPresent(
              refusal -> {
                throw new DrydockException(refusal);
              });
    }
    if (!SequencePositions.momentary(connection)) {
      attempt.readPositions();
    }
    attempt.views = ViewDefinitions.read(connection, scope.migrations());
    attempt.tookSince(start);
    return attempt;
  }

  private void readPositions() {
    try {
      positions =
          mayMoveSequences()
              ? SequencePositions.readAll(connection)
              : SequencePositions.readWhereMoved(connection);
    } catch (SQLException unreadable) {
      positionsUnseen(unreadable);
    }
  }

  private boolean mayMoveSequences() {
    return !scope.unjudged().isEmpty()
        || scope.migrations().stream().anyMatch(m -> SequenceSql.mayMove(m.statements()));
  }

  /** The first look inside the transaction; where the server tells positions there, with those. */
  Baseline baseline(List<Session.Query> first) throws SQLException {
    return SequencePositions.momentary(connection)
        ? withPositions(first)
        : Baseline.read(connection, scope, first, List.of());
  }

  private Baseline withPositions(List<Session.Query> first) throws SQLException {
    positions = SequencePositions.none();
    try {
      int major = connection.getMetaData().getDatabaseMajorVersion();
      return Baseline.read(
          connection, scope, first, List.of(positions.asked(major, mayMoveSequences())));
    } catch (SQLException unreadable) {
      recover(unreadable);
      positionsUnseen(unreadable);
      return Baseline.read(connection, scope, first, List.of());
    }
  }

  private void recover(SQLException failure) throws SQLException {
    try {
      PinnedQuery.recover(connection);
    } catch (SQLException second) {
      failure.addSuppressed(second);
      throw failure;
    }
  }

  private void positionsUnseen(SQLException why) {
    unseen.add("positions of sequences: " + why.getSQLState());
  }

  /** See {@link CommitGuard#remains}. */
  List<String> remains(Connection after) throws SQLException {
    if (positions.oids().isEmpty()) {
      return List.of();
    }
    SequencePositions now = SequencePositions.readAll(after);
    return positions.movedBack(now, List.of()).stream()
        .filter(back -> !setBackByOthers.contains(back.getKey()))
        .map(back -> back.getValue().restore())
        .sorted()
        .toList();
  }

  Connection connection() {
    return connection;
  }

  CheckScope scope() {
    return scope;
  }

  SequencePositions positions() {
    return positions;
  }

  List<String> channels() {
    return channels;
  }

  ViewDefinitions views() {
    return views;
  }

  /** What could not be seen, in words; grows. */
  List<String> unseen() {
    return unseen;
  }

  /** Sequences of which it turned out that others set them back. */
  void setBackByOthers(Set<String> sequences) {
    setBackByOthers.addAll(sequences);
  }

  /** Counts the time since then as the guard's. */
  void tookSince(long start) {
    nanos += System.nanoTime() - start;
  }

  /** The guard's time so far. */
  long nanos() {
    return nanos;
  }
}
