package dev.drydock.lint;

import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.List;
import java.util.function.Function;

/**
 * What lint may ask of the database that a run is for, once; whoever opened it makes the answers.
 */
@FunctionalInterface
public interface LiveDatabase {

  /** What is known of everything that these scripts name, and of their statements' syntax. */
  Known look(List<Script> scripts);

  /**
   * The answers.
   *
   * @param grammar whether the server parses a statement
   */
  record Known(SchemaFacts facts, Function<Statement, GrammarAnswer> grammar) {

    /** Where no server's grammar can be asked. */
    public static final Function<Statement, GrammarAnswer> NO_GRAMMAR =
        statement -> new GrammarAnswer.NotAsked();
  }
}
