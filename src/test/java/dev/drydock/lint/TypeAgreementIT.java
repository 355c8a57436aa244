package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.catalog.TypeWidening;
import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Lint judges a change of type by names, the guard by what the catalog says, PostgreSQL does it.
 * Were the guard to ask for a declaration that lint calls unused, no file could ever run.
 */
class TypeAgreementIT {

  private static final List<String> TYPES =
      List.of(
          "smallint",
          "integer",
          "bigint",
          "numeric",
          "numeric(8,2)",
          "numeric(10,2)",
          "numeric(10,4)",
          "numeric(3,0)",
          "real",
          "double precision",
          "boolean",
          "text",
          "varchar",
          "varchar(5)",
          "varchar(9)",
          "character(5)",
          "character(9)",
          "citext",
          "mood",
          "date",
          "time",
          "time(3)",
          "timetz(3)",
          "timetz",
          "timestamp",
          "timestamp(3)",
          "timestamptz",
          "timestamptz(3)",
          "interval",
          "interval(3)",
          "interval(5)",
          "bit(5)",
          "varbit",
          "varbit(5)",
          "varbit(9)",
          "cidr",
          "inet",
          "uuid",
          "json",
          "jsonb",
          "xml",
          "bytea",
          "money",
          "oid",
          "point",
          "short",
          "integer[]",
          "bigint[]",
          "text[]",
          "varchar(5)[]",
          "varchar(9)[]",
          "varchar[]",
          "mood[]",
          "numeric(8,2)[]",
          "numeric[]",
          "timestamp(3)[]",
          "timestamp[]");

  private static TestDatabase database;

  /** One change that PostgreSQL lets through, and what all three say of it. */
  private record Change(
      String from, String to, TypeFit fit, boolean lossless, boolean catalogOnly, boolean kept) {}

  @BeforeAll
  static void makeDatabase() {
    database = TestServer.shared().newDatabase();
    database.execute(
        "CREATE EXTENSION citext",
        "CREATE TYPE mood AS ENUM ('a')",
        "CREATE DOMAIN short AS varchar(3) CHECK (VALUE <> 'x')");
  }

  @AfterAll
  static void dropDatabase() {
    database.close();
  }

  private static List<Change> changes;

  /** Tried once, for all tests. */
  private static List<Change> changes() throws SQLException {
    if (changes == null) {
      changes = tried();
    }
    return changes;
  }

  private static List<Change> tried() throws SQLException {
    var changes = new ArrayList<Change>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET TIME ZONE 'UTC'");
      connection.setAutoCommit(false);
      for (String from : TYPES) {
        for (String to : TYPES) {
          try {
            changes.add(change(statement, from, to));
          } catch (SQLException impossible) {
            assertThat(impossible.getSQLState()).as(from + " to " + to).startsWith("42");
          }
          connection.rollback();
        }
      }
    }
    return changes;
  }

  private static Change change(Statement statement, String from, String to) throws SQLException {
    statement.execute("CREATE TABLE x (c " + from + ")");
    String[] old = column(statement);
    statement.execute("ALTER TABLE x ALTER COLUMN c TYPE " + to + " USING c::" + to);
    String[] now = column(statement);
    int before = TypeWidening.of((int) Long.parseLong(old[0]), old[2], old[3]);
    int after = TypeWidening.of((int) Long.parseLong(now[0]), now[2], now[3]);
    int mod = Integer.parseInt(old[1]);
    int modNow = Integer.parseInt(now[1]);
    boolean same = before == after && mod == modNow;
    return new Change(
        from,
        to,
        TypeFit.of(TypeName.of(old[4]).orElseThrow(), TypeName.of(now[4]).orElseThrow()),
        same || TypeWidening.isLossless(before, mod, after, modNow),
        same || TypeWidening.isCatalogOnly(before, mod, after, modNow),
        old[5].equals(now[5]));
  }

  private static String[] column(Statement statement) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT a.atttypid::int8, a.atttypmod, t.typtype, t.typname,"
                + " format_type(a.atttypid, a.atttypmod), c.relfilenode FROM pg_attribute a"
                + " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_type t ON t.oid = a.atttypid"
                + " WHERE c.relname = 'x' AND a.attname = 'c'")) {
      row.next();
      var column = new String[6];
      for (int i = 0; i < column.length; i++) {
        column[i] = row.getString(i + 1);
      }
      return column;
    }
  }

  @Test
  void theGuardNeverAsksForMoreThanLintAccepts() throws SQLException {
    List<Change> changes = changes();
    assertThat(changes).hasSizeGreaterThan(400);
    assertThat(changes)
        .filteredOn(change -> change.fit() != TypeFit.NARROWS)
        .filteredOn(change -> !change.lossless())
        .as("lint accepts no declaration \"narrow type\" for these")
        .isEmpty();
    assertThat(changes)
        .filteredOn(change -> change.catalogOnly() && !change.kept())
        .as("taken for changes of the catalog only, but written anew")
        .isEmpty();
  }

  @Test
  void whatLintLetsThroughWithoutDeclarationTheGuardDoesToo() throws SQLException {
    assertThat(changes())
        .filteredOn(change -> change.fit() == TypeFit.FREE && !change.catalogOnly())
        .filteredOn(change -> !(change.from() + change.to()).contains("citext"))
        .isEmpty();
  }
}
