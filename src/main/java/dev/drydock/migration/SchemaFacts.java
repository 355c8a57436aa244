package dev.drydock.migration;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What lint is told of the database: everything whose name occurs in the files at hand.
 *
 * @param version number of the server, such as 180006; 0 where none is at hand
 * @param searchPath schemas that unqualified names are looked up in, in order; only those that
 *     exist, {@code pg_catalog} not among them
 * @param tables names of tables and views on that path, whether the files name them or not; where
 *     there are very many, some of them
 * @param schemas all that exist, whatever their names
 * @param calling names of operators, and of types of casts and domains, whose use calls a function
 *     that somebody wrote and did not declare immutable
 * @param relations those named in the files, and what hangs together with them: the tables of named
 *     indexes, both ends of foreign keys, parents and partitions
 * @param routines those named in the files, the server's own included, and those that give back
 *     rows of the relations that are named
 * @param chosen comments, options and targets that somebody gave to what the files name; only where
 *     the files could change such
 * @param dependents what would go along with something that is named in the files; only where they
 *     say CASCADE
 */
public record SchemaFacts(
    int version,
    List<String> searchPath,
    Set<String> tables,
    Set<String> schemas,
    Set<String> extensions,
    Set<String> calling,
    List<RelationFacts> relations,
    List<Type> types,
    List<Routine> routines,
    List<Chosen> chosen,
    List<Dependent> dependents) {

  public SchemaFacts {
    searchPath = List.copyOf(searchPath);
    tables = Set.copyOf(tables);
    schemas = Set.copyOf(schemas);
    extensions = Set.copyOf(extensions);
    calling = Set.copyOf(calling);
    relations = List.copyOf(relations);
    types = List.copyOf(types);
    routines = List.copyOf(routines);
    chosen = List.copyOf(chosen);
    dependents = List.copyOf(dependents);
  }

  /** Major version of the server, such as 18. */
  public int major() {
    return version / 10_000;
  }

  public Optional<RelationFacts> relation(String schema, String name) {
    return relations.stream()
        .filter(relation -> relation.name().equals(name) && relation.schema().equals(schema))
        .findFirst();
  }

  /**
   * Something that somebody gave to an object.
   *
   * @param object such as {@code public.clients.email}
   * @param value the comment, {@code name=value} of an option, the number of a target, or the name
   *     of a collation, which has no schema if it is the server's own, of a column or an index
   */
  public record Chosen(String object, What what, String value) {

    /** What it is. */
    public enum What {
      COMMENT,
      /** Of a table, index, view or column. */
      OPTION,
      /** How finely ANALYZE looks at a column. */
      STATISTICS_TARGET,
      /** How a column sorts, where that is not the database's way. */
      COLLATION,
      /** Which column a sequence belongs to. */
      OWNING_COLUMN,
      /** By which index CLUSTER orders a table. */
      CLUSTERED_BY
    }
  }

  /**
   * An object that goes along when another one is dropped with CASCADE, and would else be in the
   * way; its own parts are not told.
   *
   * @param of the other one; its kind is {@code relation}, {@code column}, {@code constraint},
   *     {@code type}, {@code routine}, {@code extension} or {@code schema}
   * @param object its kind is a word of SQL with underscores ({@code MATERIALIZED_VIEW}), {@code
   *     DEFAULT} of a column, or {@code OTHER}, whose only name is the server's description
   */
  public record Dependent(Named of, Named object) {}

  /**
   * An object by its full name.
   *
   * @param names schema, name and part, as far as its kind has them
   * @param arguments types of a routine's, with the schemas of users' types; else empty
   */
  public record Named(String kind, List<String> names, String arguments) {

    public Named {
      names = List.copyOf(names);
    }
  }

  /**
   * An enum, domain, range or composite type.
   *
   * @param kind as the catalog's {@code typtype}
   * @param labels of an enum, in their order; of a domain what it demands: {@code NOT NULL}, names
   *     of checks
   */
  public record Type(String schema, String name, char kind, List<String> labels) {

    public Type {
      labels = List.copyOf(labels);
    }
  }

  /**
   * A function or procedure.
   *
   * @param arguments types of its input arguments, such as {@code integer, text}
   * @param kind as the catalog's {@code prokind}
   * @param volatility {@code i} immutable, {@code s} stable, {@code v} volatile
   * @param returns its result as the server prints it
   * @param source its body, where that is in SQL or PL/pgSQL
   * @param definition as {@code pg_get_functiondef} prints it; empty for the server's own, and
   *     where somebody's lock was in the way
   */
  public record Routine(
      String schema,
      String name,
      String arguments,
      char kind,
      char volatility,
      String returns,
      String language,
      String source,
      String definition) {}
}
