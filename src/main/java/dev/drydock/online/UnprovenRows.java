package dev.drydock.online;

import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.OwnWords;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks, before anything is added, for old rows that break a constraint which was never proven: an
 * UPDATE of such a row fails, and filling in batches updates each row.
 */
final class UnprovenRows {

  private static final String WORDS =
      OwnWords.of(
          "old rows of %1$s break %2$s, which is not proven, and such rows cannot be filled in batches",
          "Mend them (ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s tells whether all are) and run migrate again; or, at a quiet hour, write -- drydock: plain above the statement, which executes exactly what is written.");

  private UnprovenRows() {}

  /** The steps of a statement, behind that look where one of them fills rows of such a table. */
  static List<OnlineAction> soughtBefore(List<OnlineAction> steps, Alteration alteration) {
    if (steps.stream().noneMatch(OnlineAction.InBatches.class::isInstance)) {
      return steps;
    }
    List<String> looks =
        alteration
            .context()
            .walked(alteration.table())
            .flatMap(table -> looks(table, alteration))
            .toList();
    return looks.isEmpty()
        ? steps
        : Stream.concat(Stream.of(new OnlineAction.InTransaction(looks, List.of())), steps.stream())
            .toList();
  }

  /** What the statement itself drops is gone before rows are filled. */
  private static Stream<String> looks(RelationFacts table, Alteration alteration) {
    RelationFacts now = alteration.context().existing().apply(Naming.name(table)).orElse(table);
    return now.constraints().stream()
        .filter(known -> !known.validated() && !Move.isOwn(known.name()))
        .filter(known -> !alteration.dropped().contains(known.name()))
        .flatMap(known -> broken(known).stream().map(rows -> look(now, known.name(), rows)));
  }

  /** The rows that break it; empty for what no UPDATE of other columns looks at. */
  private static Optional<String> broken(RelationFacts.Constraint known) {
    return switch (known.kind()) {
      case 'n' -> Optional.of(SqlQuoting.identifier(known.columns().get(0)) + " IS NULL");
      case 'c' ->
          Constraint.printed(known.definition())
              .filter(made -> !made.notEnforced())
              .flatMap(Constraint::expression)
              .map(Expression::text)
              .map("NOT (%s)"::formatted);
      default -> Optional.empty();
    };
  }

  private static String look(RelationFacts table, String constraint, String rows) {
    String words = WORDS.formatted(Naming.name(table), QualifiedName.quoted(constraint));
    return "SELECT CASE WHEN NOT EXISTS (SELECT FROM ONLY %s WHERE %s) THEN 0 ELSE CAST(pg_catalog.concat(%s, '') AS pg_catalog.int4) END"
        .formatted(Naming.of(table), rows, SqlQuoting.literal(words));
  }
}
