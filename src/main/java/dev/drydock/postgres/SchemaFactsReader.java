package dev.drydock.postgres;

import dev.drydock.migration.ObjectName;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads from the catalogs what lint needs to know, in one round trip, and only for the names it is
 * given. It takes no lock that outlasts the query but ACCESS SHARE on what it deparses.
 */
public final class SchemaFactsReader {

  private static final String LOCK_NOT_AVAILABLE = "55P03";

  /**
   * Until the message ends. The planner expects far more of these queries than comes; on a database
   * of thousands of tables their compilation took seconds, and they themselves milliseconds.
   */
  private static final String UNCOMPILED = "SELECT pg_catalog.set_config('jit', 'off', true)";

  /** The word that every {@code ALTER COLUMN … TYPE} has. */
  private static final String CHANGES_TYPE = "type";

  /** The word that ATTACH and DETACH PARTITION have. */
  private static final String PARTITIONS = "partition";

  /** Words of which changes of options, targets, collations and owners have one. */
  private static final Set<String> SETS = Set.of("set", "reset", "owned", CHANGES_TYPE);

  private static final String COMMENTS = "comment";

  /** The word that each backfill has. */
  private static final String UPDATES = "update";

  /** Words of which each statement that may take rows of other tables along has one. */
  private static final Set<String> TAKES_ROWS = Set.of("truncate", "delete");

  /** The words of what takes along all that depends on its object. */
  private static final Set<String> TAKES_DEPENDENTS = Set.of("drop", "cascade");

  private final Map<Long, Relation> relations = new LinkedHashMap<>();
  private final List<String> searchPath = new ArrayList<>();
  private final Set<String> tables = new HashSet<>();
  private final Set<String> schemas = new HashSet<>();
  private final Set<String> extensions = new HashSet<>();
  private final Set<String> calling = new HashSet<>();
  private final List<SchemaFacts.Type> types = new ArrayList<>();
  private final List<SchemaFacts.Routine> routines = new ArrayList<>();
  private final List<SchemaFacts.Chosen> chosen = new ArrayList<>();
  private final List<SchemaFacts.Dependent> dependents = new ArrayList<>();

  private SchemaFactsReader() {}

  /**
   * Reads the facts; where a table is held exclusively, with sizes as they were last estimated.
   *
   * @param version number of the server, such as 180006
   * @param bounds statements that bound the wait for locks
   * @param names simple names that occur in the files, as the server folds them
   * @param more what else is asked in the same round trip, behind the facts
   */
  public static SchemaFacts read(
      Session session,
      String bounds,
      int version,
      Collection<String> names,
      List<Session.Query> more)
      throws SQLException {
    try {
      return read(session, bounds, version, names, more, SchemaFactsSql::exact);
    } catch (SQLException failure) {
      if (!LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
        throw failure;
      }
      return read(session, bounds, version, names, more, SchemaFactsSql::estimated);
    }
  }

  private static SchemaFacts read(
      Session session,
      String bounds,
      int version,
      Collection<String> names,
      List<Session.Query> more,
      UnaryOperator<String> sizes)
      throws SQLException {
    var reader = new SchemaFactsReader();
    List<Session.Query> queries = reader.queries(bounds, version, names, sizes);
    queries.addAll(more);
    session.read(queries);
    return reader.facts(version);
  }

  private List<Session.Query> queries(
      String bounds, int version, Collection<String> names, UnaryOperator<String> sizes) {
    String list = SchemaFactsSql.names(names);
    var queries = new ArrayList<>(queries(bounds, version, list, sizes));
    if (names.contains(CHANGES_TYPE)) {
      queries.add(
          new Session.Query(sizes.apply(ColumnTiesSql.TIES.formatted(list, list)), this::tie));
    }
    if (names.contains(PARTITIONS)) {
      queries.add(
          new Session.Query(sizes.apply(ColumnTiesSql.PARTITIONS.formatted(list)), this::tie));
    }
    if (names.contains(UPDATES)) {
      queries.add(
          new Session.Query(
              WalkedKeySql.WALKED.formatted(list),
              row -> {
                Relation relation = relations.get(row.getLong("relation"));
                if (relation != null) {
                  relation.walk(row);
                }
              }));
    }
    if (names.stream().anyMatch(TAKES_ROWS::contains)) {
      queries.add(
          new Session.Query(
              FollowersSql.FOLLOWERS.formatted(list),
              row -> {
                Relation relation = relations.get(row.getLong("relation"));
                if (relation != null) {
                  relation.follow(row);
                }
              }));
    }
    if (names.containsAll(TAKES_DEPENDENTS)) {
      queries.add(new Session.Query(DependentsSql.dependents(list), this::dependent));
    }
    if (names.stream().anyMatch(SETS::contains)) {
      queries.add(new Session.Query(ChosenSql.SETTINGS.formatted(list), this::chosen));
    }
    if (names.contains(COMMENTS)) {
      queries.add(new Session.Query(ChosenSql.COMMENTS.formatted(list), this::chosen));
    }
    return queries;
  }

  private List<Session.Query> queries(
      String bounds, int version, String list, UnaryOperator<String> sizes) {
    return List.of(
        Session.Query.unread(bounds),
        Session.Query.unread(UNCOMPILED),
        new Session.Query(SchemaFactsSql.PLACES, this::place),
        new Session.Query(
            sizes.apply(SchemaFactsSql.relations(version).formatted(list)), this::relation),
        new Session.Query(sizes.apply(SchemaFactsSql.COLUMNS.formatted(list)), this::column),
        new Session.Query(sizes.apply(SchemaFactsSql.INDEXES.formatted(list)), this::index),
        new Session.Query(
            sizes.apply(SchemaFactsSql.CONSTRAINTS.formatted(list)), this::constraint),
        new Session.Query(SchemaFactsSql.TYPES.formatted(list), this::type),
        new Session.Query(sizes.apply(SchemaFactsSql.ROUTINES.formatted(list)), this::routine));
  }

  private SchemaFacts facts(int version) {
    return new SchemaFacts(
        version,
        searchPath,
        tables,
        schemas,
        extensions,
        calling,
        relations.values().stream().map(Relation::facts).toList(),
        types,
        routines,
        chosen,
        dependents);
  }

  private void dependent(ResultSet row) throws SQLException {
    dependents.add(
        new SchemaFacts.Dependent(
            new SchemaFacts.Named(
                row.getString("of_kind"),
                texts(row.getArray("of_names")),
                row.getString("of_arguments")),
            new SchemaFacts.Named(
                row.getString("kind"), texts(row.getArray("names")), row.getString("arguments"))));
  }

  private void chosen(ResultSet row) throws SQLException {
    chosen.add(
        new SchemaFacts.Chosen(
            row.getString("object"),
            SchemaFacts.Chosen.What.valueOf(row.getString("what")),
            row.getString("value")));
  }

  private void place(ResultSet row) throws SQLException {
    String name = row.getString("name");
    switch (row.getString("what")) {
      case "path" -> searchPath.add(name);
      case "table" -> tables.add(name);
      case "calling" -> calling.add(name);
      case "schema" -> schemas.add(name);
      default -> extensions.add(name);
    }
  }

  private void relation(ResultSet row) throws SQLException {
    relations.put(row.getLong("oid"), new Relation(row));
  }

  private void column(ResultSet row) throws SQLException {
    var column =
        new RelationFacts.Column(
            row.getString("name"),
            row.getString("type"),
            row.getBoolean("not_null"),
            Optional.ofNullable(row.getString("default_value")),
            letter(row.getString("identity")),
            letter(row.getString("generated")));
    of(row).ifPresent(relation -> relation.columns.add(column));
  }

  private void index(ResultSet row) throws SQLException {
    var index =
        new RelationFacts.Index(
            row.getString("name"),
            row.getBoolean("is_unique"),
            row.getBoolean("is_primary"),
            row.getBoolean("valid"),
            row.getBoolean("partial"),
            row.getBoolean("attached"),
            texts(row.getArray("columns")),
            row.getString("definition"));
    of(row).ifPresent(relation -> relation.indexes.add(index));
  }

  private void constraint(ResultSet row) throws SQLException {
    var constraint =
        new RelationFacts.Constraint(
            row.getString("name"),
            letter(row.getString("kind")),
            row.getBoolean("validated"),
            texts(row.getArray("columns")),
            Optional.ofNullable(row.getString("parent")).map(ObjectName::parse),
            row.getString("definition"));
    of(row).ifPresent(relation -> relation.constraints.add(constraint));
  }

  private void tie(ResultSet row) throws SQLException {
    var tie =
        new RelationFacts.Tie(
            row.getString("name"),
            RelationFacts.Tie.Kind.valueOf(row.getString("kind")),
            row.getString("place"),
            row.getString("of"),
            row.getString("own"),
            row.getString("definition"),
            row.getString("more"),
            Optional.ofNullable(row.getString("comment")));
    of(row).ifPresent(relation -> relation.ties.add(tie));
  }

  private void type(ResultSet row) throws SQLException {
    types.add(
        new SchemaFacts.Type(
            row.getString("schema"),
            row.getString("name"),
            letter(row.getString("kind")),
            texts(row.getArray("labels"))));
  }

  private void routine(ResultSet row) throws SQLException {
    routines.add(
        new SchemaFacts.Routine(
            row.getString("schema"),
            row.getString("name"),
            row.getString("arguments"),
            letter(row.getString("kind")),
            letter(row.getString("volatility")),
            row.getString("returns"),
            row.getString("language"),
            row.getString("source"),
            row.getString("definition")));
  }

  private Optional<Relation> of(ResultSet row) throws SQLException {
    return Optional.ofNullable(relations.get(row.getLong("relation")));
  }

  private static char letter(@Nullable String text) {
    return text == null || text.isEmpty() ? ' ' : text.charAt(0);
  }

  private static List<String> texts(@Nullable Array array) throws SQLException {
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  /** A relation while its parts come in. */
  private static final class Relation {
    private final Map<String, String> words = new HashMap<>();
    private final Optional<Long> rows;
    private final long bytes;
    private final RelationFacts.RowSecurity rowSecurity;
    private final boolean rules;
    private final List<String> triggers;
    private final List<RelationFacts.UpdateTrigger> updateTriggers;
    private final List<String> publications;
    private final Map<String, String> parts = new HashMap<>();
    private final List<RelationFacts.Column> columns = new ArrayList<>();
    private final List<RelationFacts.Index> indexes = new ArrayList<>();
    private final List<RelationFacts.Constraint> constraints = new ArrayList<>();
    private final List<RelationFacts.Tie> ties = new ArrayList<>();

    Relation(ResultSet row) throws SQLException {
      for (String word :
          List.of("schema", "name", "kind", "owner", "replica_identity", "definition")) {
        words.put(word, row.getString(word));
      }
      Optional.ofNullable(row.getString("parent")).ifPresent(p -> words.put("parent", p));
      double estimate = row.getDouble("estimate");
      rows = estimate < 0 ? Optional.empty() : Optional.of((long) estimate);
      bytes = row.getLong("bytes");
      rowSecurity =
          new RelationFacts.RowSecurity(
              row.getBoolean("row_security"),
              row.getBoolean("forced"),
              texts(row.getArray("admitting")),
              texts(row.getArray("bound")),
              row.getBoolean("binds_owner"),
              RelationFacts.RowSecurity.Asker.valueOf(row.getString("asker")));
      rules = row.getBoolean("rules");
      triggers = texts(row.getArray("triggers"));
      updateTriggers =
          texts(row.getArray("update_triggers")).stream().map(Relation::updateTrigger).toList();
      publications = texts(row.getArray("publications"));
      for (String part : texts(row.getArray("parts"))) {
        String[] pair = part.split("\u0001", 2);
        parts.put(pair[0], pair.length > 1 ? pair[1] : "");
      }
    }

    /** Takes what leads batches through it. */
    private void walk(ResultSet row) throws SQLException {
      parts.put("walked", String.join("\t", texts(row.getArray("walked"))));
      parts.put("divided", String.join("\t", texts(row.getArray("divided"))));
    }

    /** Takes a table whose rows go with its own. */
    private void follow(ResultSet row) throws SQLException {
      parts.put("followed by " + row.getString("name"), row.getString("deletes"));
    }

    private static RelationFacts.UpdateTrigger updateTrigger(String line) {
      List<String> parts = List.of(line.split("\t"));
      return new RelationFacts.UpdateTrigger(parts.get(0), parts.subList(1, parts.size()));
    }

    RelationFacts facts() {
      return new RelationFacts(
          words.getOrDefault("schema", ""),
          words.getOrDefault("name", ""),
          letter(words.get("kind")),
          words.getOrDefault("owner", ""),
          rows,
          bytes,
          Optional.ofNullable(words.get("parent")).map(ObjectName::parse),
          rowSecurity,
          triggers,
          updateTriggers,
          rules,
          letter(words.get("replica_identity")),
          publications,
          columns,
          indexes,
          constraints,
          ties,
          words.getOrDefault("definition", ""),
          parts);
    }
  }
}
