package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.CatalogRow;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.catalog.RowCounters;
import dev.drydock.catalog.TableStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the relations that were there before the run, by name and by family. */
final class OldTables {

  private final CatalogSnapshot snapshot;
  private final List<String> searchPath;
  private final Map<String, List<Named>> byName = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();
  private final Map<String, List<String>> parents = new HashMap<>();
  private final Map<String, Integer> highestColumn = new HashMap<>();

  /** A relation, with its schema's OID. */
  private record Named(String schema, String oid) {}

  /**
   * @param searchPath schemas in which a name without one is looked for
   */
  OldTables(CatalogSnapshot snapshot, List<String> searchPath) {
    this.snapshot = snapshot;
    this.searchPath = searchPath;
    snapshot.forEach(
        CatalogPart.CLASS,
        "relname",
        "relnamespace",
        (oid, name, schema) -> note(name, schema, oid));
    snapshot
        .rows(CatalogPart.INHERITS)
        .forEach(
            row -> {
              add(children, row.get("inhparent"), row.get("inhrelid"));
              add(parents, row.get("inhrelid"), row.get("inhparent"));
            });
  }

  private void note(String name, String schema, String oid) {
    var named = new Named(schema, oid);
    List<Named> alone = byName.putIfAbsent(name, List.of(named));
    if (alone != null) {
      var all = new ArrayList<>(alone);
      all.add(named);
      byName.put(name, all);
    }
  }

  private static void add(Map<String, List<String>> map, String key, String value) {
    map.computeIfAbsent(key, ignored -> new ArrayList<>()).add(value);
  }

  /** The OID of a relation that was there, by a name as parsed from SQL. */
  Optional<String> find(List<String> name) {
    if (name.size() == 2) {
      return in(name.get(0), name.get(1));
    }
    return name.size() != 1
        ? Optional.empty()
        : searchPath.stream().flatMap(schema -> in(schema, name.get(0)).stream()).findFirst();
  }

  private Optional<String> in(String schema, String table) {
    return snapshot
        .rows(CatalogPart.NAMESPACE)
        .filter(row -> row.get("nspname").equals(schema))
        .map(CatalogRow::key)
        .findFirst()
        .flatMap(oid -> named(oid, table));
  }

  /** Whether a relation of that name was there. */
  boolean isTaken(String schemaOid, String name) {
    return named(schemaOid, name).isPresent();
  }

  private Optional<String> named(String schemaOid, String name) {
    return byName.getOrDefault(name, List.of()).stream()
        .filter(relation -> relation.schema().equals(schemaOid))
        .map(Named::oid)
        .findFirst();
  }

  /** A relation and all that inherit from it or are its partitions. */
  Set<String> family(String oid) {
    return reach(children, oid);
  }

  /** All that a relation inherits from or is a partition of, itself left out. */
  Set<String> ancestors(String oid) {
    Set<String> found = reach(parents, oid);
    found.remove(oid);
    return found;
  }

  private static Set<String> reach(Map<String, List<String>> edges, String from) {
    Set<String> reached = new LinkedHashSet<>();
    var open = new ArrayList<>(List.of(from));
    while (!open.isEmpty()) {
      String oid = open.remove(open.size() - 1);
      if (reached.add(oid)) {
        open.addAll(edges.getOrDefault(oid, List.of()));
      }
    }
    return reached;
  }

  /** Highest number a column of it ever had; columns above it are new. */
  int highestColumn(String oid) {
    if (highestColumn.isEmpty()) {
      for (String key : snapshot.keys(CatalogPart.ATTRIBUTE)) {
        int slash = key.indexOf('/');
        int number = Integer.parseInt(key.substring(slash + 1));
        highestColumn.merge(key.substring(0, slash), number, Math::max);
      }
    }
    return highestColumn.getOrDefault(oid, 0);
  }

  /** What the session had written in it when the transaction began. */
  RowCounters counters(String oid) {
    return snapshot.statistics(oid).map(TableStatistics::counters).orElse(RowCounters.NONE);
  }

  /** Ordinary tables and partitions, which have counters of their own. */
  boolean holdsRows(String oid) {
    return kind(oid).equals("r");
  }

  String kind(String oid) {
    return snapshot.row(CatalogPart.CLASS, oid).map(row -> row.get("relkind")).orElse("");
  }

  boolean exists(String oid) {
    return snapshot.row(CatalogPart.CLASS, oid).isPresent();
  }

  String fileNode(String oid) {
    return snapshot.row(CatalogPart.CLASS, oid).map(row -> row.get("relfilenode")).orElse("");
  }

  /** OIDs of the relations with one of these names, their partitions and children too. */
  Set<String> named(Set<String> words) {
    Set<String> found = new HashSet<>();
    for (String word : words) {
      for (Named relation : byName.getOrDefault(word, List.of())) {
        found.addAll(family(relation.oid()));
      }
    }
    return found;
  }
}
