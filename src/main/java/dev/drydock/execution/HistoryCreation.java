package dev.drydock.execution;

import dev.drydock.history.HistoryTable;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Migrations that create the history table themselves, as earlier tools wanted it: it is there by
 * then, so their {@code CREATE TABLE} is sent with {@code IF NOT EXISTS}.
 */
final class HistoryCreation {

  private static final Pattern HEAD = Pattern.compile("(?i)^CREATE\\s+TABLE\\s+");

  private final HistoryTable table;
  private final SqlParser parser = new SqlParser();
  private final List<Script> scripts = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Failure> refusals = new ArrayList<>();

  private HistoryCreation(HistoryTable table) {
    this.table = table;
  }

  /** Looks through the pending scripts. */
  static HistoryCreation in(List<Script> pending, HistoryTable table) {
    var found = new HistoryCreation(table);
    pending.forEach(script -> found.scripts.add(found.read(script)));
    return found;
  }

  /** The scripts as they are to be sent. */
  List<Script> scripts() {
    return scripts;
  }

  List<String> warnings() {
    return warnings;
  }

  List<Failure> refusals() {
    return refusals;
  }

  private Script read(Script script) {
    if (script.statements().stream().noneMatch(this::mayCreate)) {
      return script;
    }
    MigrationId id = script.migration().id();
    List<Statement> statements =
        script.statements().stream().map(statement -> read(id, statement)).toList();
    return new Script(script.migration(), statements, script.declarations(), script.directives());
  }

  private boolean mayCreate(Statement statement) {
    return HEAD.matcher(statement.text()).find()
        && statement
            .text()
            .toLowerCase(Locale.ROOT)
            .contains(table.name().toLowerCase(Locale.ROOT));
  }

  private Statement read(MigrationId id, Statement statement) {
    Optional<Creation.CreateTable> creation =
        mayCreate(statement)
            ? parser.parse(statement).all(Creation.CreateTable.class).findFirst()
            : Optional.empty();
    if (creation.filter(this::isHistory).isEmpty()) {
      return statement;
    }
    if (!fits(creation.get())) {
      refusals.add(foreign(id, statement));
      return statement;
    }
    warnings.add(
        "%s creates %s, where Drydock keeps its history and which is there by then: it is sent as CREATE TABLE IF NOT EXISTS."
            .formatted(id, table));
    String sent = HEAD.matcher(statement.text()).replaceFirst("$0IF NOT EXISTS ");
    return new Statement(
        statement.number(), statement.offset(), statement.line(), statement.column(), sent);
  }

  private boolean isHistory(Creation.CreateTable creation) {
    return !creation.ifNotExists()
        && creation.table().name().equals(table.name())
        && creation.table().schema().filter(schema -> !schema.equals(table.schema())).isEmpty();
  }

  private static boolean fits(Creation.CreateTable creation) {
    return creation.columns().size() == 2
        && creation.columns().stream().map(ColumnDefinition::name).distinct().count() == 2
        && creation.columns().stream().allMatch(HistoryCreation::fits);
  }

  private static boolean fits(ColumnDefinition column) {
    return column.type().filter(type -> HistoryTable.fits(column.name(), type.name())).isPresent();
  }

  private Failure foreign(MigrationId id, Statement statement) {
    return new Failure(
            ErrorCode.FOREIGN_HISTORY_TABLE,
            "%s, line %d: it creates %s with other columns than id and executed_at; Drydock keeps its history under that name."
                .formatted(id, statement.line(), table),
            Failure.NOTHING_EXECUTED,
            "Name another table for Drydock: DRYDOCK_HISTORY_TABLE=drydock_migrations.")
        .with("migration", id)
        .with("line", statement.line());
  }
}
