package dev.drydock.lint;

import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Statement;
import java.util.Set;
import java.util.function.Function;

/**
 * What lint may ask of the database that a run is for; whoever opened it makes the answers.
 *
 * @param facts what is known of the names it is given
 * @param grammar whether the server parses a statement; asked only where Drydock's grammar does not
 */
public record LiveDatabase(
    Function<Set<String>, SchemaFacts> facts, Function<Statement, GrammarAnswer> grammar) {}
