package dev.drydock.online;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.ColumnDefinition;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A new serial or identity column: numbered in batches by a sequence. */
final class NumberedColumn {

  private static final Map<String, String> INTEGERS =
      Map.of("serial", "integer", "bigserial", "bigint", "smallserial", "smallint");

  private static final int IDENTITY_OF_PARTITIONED = 17;

  private NumberedColumn() {}

  static Part of(TableChange.AddColumn change, Alteration alteration) {
    ColumnDefinition column = change.column();
    RelationFacts table = alteration.table();
    Optional<Part> unfit = BackfillFitness.refusal(column.name(), alteration);
    if (unfit.isPresent()) {
      return unfit.get();
    }
    if (column.isIdentity() && column.defaultValue().isPresent()) {
      return new Part.Refused(
          "%s has both a DEFAULT and an identity, which the server refuses"
              .formatted(column.name()),
          "Leave one of them out.",
          true);
    }
    if (column.isIdentity() && !isAlone(alteration)) {
      return new Part.Refused(
          "%s has partitions or tables that inherit from it, and this server gives no identity to a column of such a table"
              .formatted(table.name()),
          "Add a bigserial column; or a bigint column with nextval of a sequence of yours as its default.",
          true);
    }
    if (column.isIdentity() && hasOptions(change, alteration)) {
      return new Part.Refused(
          "The identity %s has options of its own for its sequence".formatted(column.name()),
          "Leave them out, and set them by ALTER COLUMN … SET … in a later migration.");
    }
    var actions = new ArrayList<OnlineAction>();
    String type = type(column);
    String sequence = sequence(column, alteration);
    String name = SqlQuoting.identifier(column.name());
    actions.add(begin(change, alteration, type, sequence));
    actions.add(AddedColumns.fill(column.name(), alteration));
    actions.addAll(NotNullSteps.steps(column.name(), AddedColumns.notNull(column), alteration));
    if (column.isIdentity()) {
      actions.add(swap(alteration, column, name, sequence));
    }
    Part proven = AddedColumns.proving(change, alteration, Optional.empty(), actions);
    return proven instanceof Part.Slow slow
        ? new Part.Slow(
            Optional.empty(),
            slow.actions(),
            slow.holds(),
            List.of(
                "Old rows get their numbers for %s in the order of the batches, new rows in between."
                    .formatted(column.name())))
        : proven;
  }

  /** Whether the server would add an identity to it: since 17 to a partitioned table, too. */
  private static boolean isAlone(Alteration alteration) {
    FormContext context = alteration.context();
    return alteration.table().kind() == 'p'
        ? context.server() >= IDENTITY_OF_PARTITIONED
        : context.partitions(alteration.table()).isEmpty();
  }

  private static boolean hasOptions(TableChange.AddColumn change, Alteration alteration) {
    Constraint identity =
        change.column().constraints().stream()
            .filter(c -> c.kind().isIdentity())
            .findFirst()
            .orElseThrow();
    String text = alteration.text().of(change, identity);
    return ActionText.parenthesesBehind(text, "identity").isPresent();
  }

  /** The name that the server would choose, or that of a helper. */
  private static String sequence(ColumnDefinition column, Alteration alteration) {
    RelationFacts table = alteration.table();
    String suffix = column.isIdentity() ? "drydock_seq" : "seq";
    return ChosenNames.of(
        table.name(),
        column.name(),
        suffix,
        name -> alteration.context().facts().relation(table.schema(), name).isPresent());
  }

  private static String type(ColumnDefinition column) {
    String written = column.type().orElseThrow().name();
    return INTEGERS.getOrDefault(written.toLowerCase(Locale.ROOT), written);
  }

  private static OnlineAction begin(
      TableChange.AddColumn change, Alteration alteration, String type, String sequence) {
    String name = SqlQuoting.identifier(change.column().name());
    String full = Naming.of(alteration.table().schema(), sequence);
    String add =
        "%s ADD COLUMN %s%s %s, ALTER COLUMN %s SET DEFAULT nextval(%s)"
            .formatted(
                alteration.prefix(),
                change.ifNotExists() ? "IF NOT EXISTS " : "",
                name,
                type,
                name,
                SqlQuoting.literal(full));
    var statements = new ArrayList<String>();
    statements.add("CREATE SEQUENCE %s AS %s".formatted(full, type));
    statements.add(add);
    if (change.column().isSerial()) {
      if (alteration.table().isOfAnother()) {
        statements.add(
            "ALTER SEQUENCE %s OWNER TO %s"
                .formatted(full, SqlQuoting.identifier(alteration.table().owner())));
      }
      statements.add(
          "ALTER SEQUENCE %s OWNED BY %s.%s".formatted(full, Naming.of(alteration.table()), name));
    }
    return new OnlineAction.InTransaction(statements, List.of());
  }

  /** The helper's numbers go on where they are, under the identity's own sequence. */
  private static OnlineAction swap(
      Alteration alteration, ColumnDefinition column, String name, String sequence) {
    boolean always = column.has(Constraint.Kind.IDENTITY_ALWAYS);
    String table = Naming.of(alteration.table());
    String helper = Naming.of(alteration.table().schema(), sequence);
    return new OnlineAction.InTransaction(
        List.of(
            "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(table),
            "%s ALTER COLUMN %s DROP DEFAULT, ALTER COLUMN %s ADD GENERATED %s AS IDENTITY"
                .formatted(alteration.prefix(), name, name, always ? "ALWAYS" : "BY DEFAULT"),
            "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(%s, %s), last_value, is_called) FROM %s"
                .formatted(SqlQuoting.literal(table), SqlQuoting.literal(column.name()), helper),
            "DROP SEQUENCE " + helper),
        List.of(
            Naming.effect(EffectKind.DROP_DEFAULT, alteration.table(), column.name()),
            Naming.effect(EffectKind.DROP_SEQUENCE, alteration.table().schema(), sequence)));
  }
}
