package dev.drydock.guard;

import dev.drydock.catalog.CatalogEffect;
import dev.drydock.catalog.CatalogNames;
import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogRow;
import dev.drydock.catalog.ColumnTypes;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.TextCasts;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.EffectKind;
import dev.drydock.sql.LongerQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The queries of views as people write them: a view that is made again over columns that widened
 * has another stored form and the same query; one that is replaced by a longer query gives columns
 * more.
 *
 * <p>Deparsing keeps locks until the transaction ends, so it is done before BEGIN, and only where a
 * run names views and replaces something or changes types.
 */
final class ViewDefinitions {

  /** A view's query, and the digest of the stored form it was read from. */
  private record Definition(String stored, String query) {}

  private static final String SELECT =
      """
      SELECT r.ev_class::text, md5(r.ev_action::text), pg_get_viewdef(r.ev_class)
        FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
       WHERE c.relkind = 'v' AND r.rulename = '_RETURN' AND %s
      """;

  private final Map<String, Definition> definitions;

  private ViewDefinitions(Map<String, Definition> definitions) {
    this.definitions = definitions;
  }

  static ViewDefinitions none() {
    return new ViewDefinitions(Map.of());
  }

  /** Reads those that the migrations name; to be called outside a transaction, autocommit on. */
  static ViewDefinitions read(Connection connection, List<CheckedMigration> migrations)
      throws SQLException {
    var statements = new ArrayList<String>();
    migrations.forEach(migration -> statements.addAll(migration.statements()));
    Set<String> words = Words.of(statements);
    if (!words.contains("view") || !(words.contains("type") || words.contains("replace"))) {
      return none();
    }
    var definitions = new HashMap<String, Definition>();
    String named =
        "c.relname = ANY (string_to_array("
            + PinnedQuery.literal(String.join("\n", words))
            + ", E'\\n')::name[])";
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows =
          statement.execute(
              "BEGIN; "
                  + PinnedQuery.OWN
                  + " SET LOCAL lock_timeout = '200ms';"
                  + " SET LOCAL standard_conforming_strings = on; "
                  + SELECT.formatted(named)
                  + "; END");
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        while (row.next()) {
          definitions.put(row.getString(1), new Definition(row.getString(2), row.getString(3)));
        }
      }
    } catch (SQLException locked) {
      rollBack(connection);
      return none();
    }
    return new ViewDefinitions(definitions);
  }

  private static void rollBack(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  /** The effects without views that answer as before, perhaps with more. */
  List<CatalogEffect> changed(Connection connection, List<CatalogEffect> effects, OwnChanges own)
      throws SQLException {
    var candidates = new HashMap<String, String>();
    for (CatalogEffect effect : effects) {
      if (effect.effect().kind() == EffectKind.REPLACE_VIEW) {
        successor(effect.relation(), own).ifPresent(now -> candidates.put(effect.relation(), now));
      }
    }
    if (candidates.isEmpty()) {
      return effects;
    }
    Map<String, String> queries = queries(connection, candidates);
    var types = new ColumnTypes(own.before(), own.after());
    Set<String> same =
        candidates.entrySet().stream()
            .filter(entry -> asksTheSame(entry.getKey(), entry.getValue(), queries, types))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return effects.stream()
        .filter(
            effect ->
                effect.effect().kind() != EffectKind.REPLACE_VIEW
                    || !same.contains(effect.relation()))
        .toList();
  }

  /** The view of that name now, where its query was known before. */
  private Optional<String> successor(String view, OwnChanges own) {
    Definition known = definitions.get(view);
    boolean current =
        known != null
            && own.before()
                .rows(CatalogPart.RULE)
                .anyMatch(
                    rule ->
                        rule.get("ev_class").equals(view)
                            && rule.get("action").equals(known.stored()));
    Optional<String> name = new CatalogNames(own.before()).relation(view);
    if (!current || name.isEmpty()) {
      return Optional.empty();
    }
    var names = new CatalogNames(own.after());
    return own.after()
        .rows(CatalogPart.CLASS)
        .filter(row -> row.get("relkind").equals("v") && names.of(row).equals(name))
        .map(CatalogRow::key)
        .findFirst();
  }

  private static Map<String, String> queries(Connection connection, Map<String, String> views)
      throws SQLException {
    String oids = String.join(",", views.values());
    var queries = new HashMap<String, String>();
    PinnedQuery.rows(
        connection,
        SELECT.formatted("c.oid = ANY ('{" + oids + "}'::oid[])"),
        row -> queries.put(row.getString(1), row.getString(3)));
    return queries;
  }

  private boolean asksTheSame(
      String before, String now, Map<String, String> queries, ColumnTypes types) {
    Definition old = definitions.get(before);
    String query = queries.get(now);
    if (old == null || query == null) {
      return false;
    }
    ColumnTypes.Fit fit = types.fit(before, now);
    return fit != ColumnTypes.Fit.LESS
        && (old.query().equals(query)
            || LongerQuery.isPrinted(query, old.query())
            || (fit == ColumnTypes.Fit.SAME
                && TextCasts.without(old.query()).equals(TextCasts.without(query))));
  }
}
