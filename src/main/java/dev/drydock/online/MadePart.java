package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Action;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one step of a form makes and a later one relies on: a constraint that is to be validated,
 * the default that old rows are to get.
 *
 * @param table with its schema
 * @param name of the constraint or the column
 */
public record MadePart(Kind kind, QualifiedName table, String name) {

  /** Behind this the server prints every name in full, until the transaction ends. */
  public static final String IN_FULL =
      "SELECT pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true)";

  /** Which of the two. */
  public enum Kind {
    CONSTRAINT,
    DEFAULT
  }

  /** What a step makes; empty where no later one relies on it. */
  public static Optional<MadePart> of(OnlineAction.InTransaction step) {
    return Stream.concat(
            read(step.sql(), TableChange.AddConstraint.class)
                .filter(add -> add.constraint().notValid())
                .flatMap(
                    add ->
                        add.constraint().name().stream()
                            .map(name -> new MadePart(Kind.CONSTRAINT, add.table().name(), name))),
            read(step.sql(), TableChange.SetDefault.class)
                .map(set -> new MadePart(Kind.DEFAULT, set.table().name(), set.column())))
        .filter(made -> made.table().schema().isPresent())
        .findFirst();
  }

  static <A extends Action> Stream<A> read(List<String> sql, Class<A> kind) {
    return sql.stream()
        .map(text -> new SqlParser().parse(new Statement(1, 0, 1, 1, text)))
        .flatMap(meaning -> meaning.all(kind));
  }

  /** Whether a later step relies on it. */
  public boolean carries(OnlineAction step) {
    return switch (kind) {
      case CONSTRAINT ->
          step instanceof OnlineAction.InTransaction
              && read(step.sql(), TableChange.ValidateConstraint.class)
                  .anyMatch(
                      change ->
                          change.constraint().equals(name) && change.table().name().equals(table));
      case DEFAULT ->
          step instanceof OnlineAction.InBatches batches
              && batches.backfill().fillsFromDefault(name);
    };
  }

  /** An SQL expression of how the server prints it; null where table, column or constraint miss. */
  public String printedSql() {
    String relation = SqlQuoting.literal(Naming.of(table.schema().orElseThrow(), table.name()));
    String sql =
        switch (kind) {
          case CONSTRAINT ->
              """
              (SELECT pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(c.oid), ' NOT VALID$'::pg_catalog.text, ''::pg_catalog.text) FROM pg_catalog.pg_constraint c
                WHERE c.conrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s) AND c.conname OPERATOR(pg_catalog.=) %s::pg_catalog.name)""";
          case DEFAULT ->
              """
              (SELECT coalesce((SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d
                  WHERE d.adrelid OPERATOR(pg_catalog.=) a.attrelid AND d.adnum OPERATOR(pg_catalog.=) a.attnum), '') FROM pg_catalog.pg_attribute a
                WHERE a.attrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s) AND a.attname OPERATOR(pg_catalog.=) %s::pg_catalog.name AND NOT a.attisdropped)""";
        };
    return sql.formatted(relation, SqlQuoting.literal(name));
  }

  /**
   * In words, what somebody changed; empty where nobody did, or where the server itself will say
   * it.
   *
   * @param was as it was printed when it was made
   * @param now as it is printed now
   */
  public Optional<String> changed(String was, Optional<String> now) {
    if (now.filter(was::equals).isPresent()) {
      return Optional.empty();
    }
    if (kind == Kind.CONSTRAINT) {
      return now.map(
          other ->
              "the constraint %s of %s is another one than this statement added (%s; now %s)"
                  .formatted(name, table, was, other));
    }
    return Optional.of(
        now.map(
                other ->
                    "the column %s of %s has %s"
                        .formatted(
                            name,
                            table,
                            other.isEmpty()
                                ? "no default any more"
                                : "another default than this statement gave it (%s)"
                                    .formatted(other)))
            .orElse("the column %s of %s is gone".formatted(name, table)));
  }
}
