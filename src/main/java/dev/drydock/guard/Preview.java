package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.execution.CheckPreview;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.GuardPreview;
import dev.drydock.execution.OutsideSql;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Tells, without a run, what the look before COMMIT would compare and what it could not see. */
final class Preview {

  private Preview() {}

  /** Asks in one message, and what steps outside a transaction would run; autocommit on. */
  static CheckPreview of(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    var answers = new ArrayList<List<String>>();
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows =
          statement.execute(
              String.join(
                  ";\n",
                  "BEGIN READ ONLY",
                  OutsideChannels.SQL,
                  Unseen.SQL,
                  CatalogReader.countSql(major),
                  "END"));
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          answers.add(column(statement));
        }
        rows = statement.getMoreResults();
      }
    }
    List<String> channels = answers.get(0);
    List<MigrationId> unjudged =
        scope.migrations().stream()
            .map(CheckedMigration::id)
            .filter(scope.unjudged()::contains)
            .toList();
    List<String> counted = answers.get(answers.size() - 1);
    var guard =
        new GuardPreview(
            Long.parseLong(counted.get(0)), compared(), answers.get(1), channels, unjudged);
    return new CheckPreview(guard, refusals(connection, scope, steps, channels));
  }

  /** The refusals alone. */
  static List<Failure> refusals(Connection connection, CheckScope scope, List<OutsideSql> steps)
      throws SQLException {
    List<String> channels =
        scope.unjudged().isEmpty() ? List.of() : OutsideChannels.read(connection);
    return refusals(connection, scope, steps, channels);
  }

  private static List<Failure> refusals(
      Connection connection, CheckScope scope, List<OutsideSql> steps, List<String> channels)
      throws SQLException {
    var refusals = new ArrayList<Failure>();
    OutsideRefusal.of(scope, channels).ifPresent(refusals::add);
    refusals.addAll(OutsidePreview.refusals(connection, scope, steps));
    return refusals;
  }

  /** Kinds of objects, in words. */
  static List<String> compared() {
    return Arrays.stream(CatalogPart.values()).map(CatalogPart::words).distinct().toList();
  }

  private static List<String> column(Statement statement) throws SQLException {
    var values = new ArrayList<String>();
    try (ResultSet row = statement.getResultSet()) {
      while (row.next()) {
        values.add(row.getString(1));
      }
    }
    return values;
  }
}
