package dev.drydock.catalog;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads snapshots of a catalog, in one round trip each, without a lock on any user object.
 *
 * <p>Needs an open transaction; works for any role that may read the public catalogs.
 */
public final class CatalogReader {

  private static final CatalogPart[] PARTS = CatalogPart.values();

  private CatalogReader() {}

  /**
   * Reads everything.
   *
   * @param names names of relations whose deparsed definitions are wanted too, so that a definition
   *     that was only written anew compares as equal
   */
  public static CatalogSnapshot snapshot(Connection connection, Collection<String> names)
      throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    var snapshot = new CatalogSnapshot(major);
    PinnedQuery.rows(connection, new CatalogSql(major).everything(names), into(snapshot));
    return snapshot;
  }

  /**
   * Reads everything but what goes with relations without one of these names; that can be had
   * later. What few databases use takes a message more, where this one does.
   *
   * @param later keeps that as it is now
   * @param first go before it in the same message, as the session stands
   * @param behind go behind it in the same message, pinned
   */
  public static CatalogSnapshot snapshot(
      Connection connection,
      Collection<String> names,
      RowsBefore later,
      List<PinnedQuery.Asked> first,
      List<PinnedQuery.Asked> behind)
      throws SQLException {
    int major = connection.getMetaData().getDatabaseMajorVersion();
    var snapshot = new CatalogSnapshot(major);
    var sql = new CatalogSql(major);
    var used = new ArrayList<CatalogPart>();
    var pinned = new ArrayList<PinnedQuery.Asked>();
    pinned.add(later.asked());
    pinned.add(new PinnedQuery.Asked(sql.atFirst(names), into(snapshot)));
    pinned.add(new PinnedQuery.Asked(sql.used(), row -> used.add(PARTS[row.getInt(1)])));
    pinned.addAll(behind);
    PinnedQuery.rows(connection, first, later.declare(major), pinned);
    if (!used.isEmpty()) {
      PinnedQuery.rows(connection, sql.these(used, names), into(snapshot));
    }
    return snapshot;
  }

  /**
   * Statements of which the last answers how many objects a snapshot would hold; they change
   * settings of the transaction.
   */
  public static String countSql(int major) {
    return PinnedQuery.OWN + "\n" + new CatalogSql(major).count();
  }

  private static PinnedQuery.RowTaker into(CatalogSnapshot snapshot) {
    return row -> {
      CatalogPart part = PARTS[row.getInt(1)];
      String key = row.getString(2);
      if (key == null) {
        snapshot.addKeys(part, split(row.getString(3)));
      } else {
        snapshot.add(part, key, row.getString(3), row.getString(4), row.getString(5));
      }
    };
  }

  /** The keys that are there now, of some parts. */
  public static Map<CatalogPart, Set<String>> keys(
      Connection connection, int major, Collection<CatalogPart> parts) throws SQLException {
    Map<CatalogPart, Set<String>> keys = new EnumMap<>(CatalogPart.class);
    PinnedQuery.rows(
        connection,
        new CatalogSql(major).keys(parts),
        row -> keys.put(PARTS[row.getInt(1)], split(row.getString(3))));
    return keys;
  }

  private static Set<String> split(@Nullable String keys) {
    return keys == null ? Set.of() : new HashSet<>(Arrays.asList(keys.split("\n")));
  }

  /**
   * What this transaction itself changed since the snapshot; what others committed meanwhile is
   * told apart by stamps, locks and counters.
   *
   * @param later what the snapshot does not hold yet; it is filled with what is needed
   * @param named OIDs of relations of which the snapshot holds everything
   * @param plan of the query
   * @param kept what plan the session keeps, as {@link KeptPlan#KEPT} answers it; empty for none,
   *     null where it is to keep this one
   */
  public static OwnChanges ownChanges(
      Connection connection,
      CatalogSnapshot before,
      RowsBefore later,
      OwnMarks marks,
      Collection<String> named,
      KeptPlan plan,
      @Nullable String kept)
      throws SQLException {
    var parts = LookedAt.of(before, marks);
    var seen = new Seen(before, parts, kept != null);
    List<String> views = views(before, named);
    plan.ask(
        List.of(List.copyOf(named), views, parts),
        wanted -> new CatalogSql(before.major()).changes(named, views, parts, wanted));
    if (kept == null) {
      plan.keep(connection, seen::take);
    } else {
      plan.use(connection, kept, seen::take);
    }
    Set<String> needed = seen.relations();
    needed.removeAll(named);
    if (!needed.isEmpty()) {
      later.fill(connection, needed, before);
    }
    return seen.changes(marks);
  }

  private static List<String> views(CatalogSnapshot before, Collection<String> named) {
    return named.stream()
        .flatMap(oid -> before.row(CatalogPart.CLASS, oid).stream())
        .filter(row -> row.get("relkind").equals("v"))
        .map(row -> row.get("relname"))
        .toList();
  }

  /** A row that the transaction wrote. */
  private record Written(
      CatalogPart part, String key, String raw, @Nullable String text, long command) {

    String field(String name) {
      return String.valueOf(RowText.fields(raw).get(part.position(name)));
    }
  }

  /** Collects the answer. */
  private static final class Seen {
    private final CatalogSnapshot before;
    private final LookedAt parts;
    private final List<CatalogChange> changes = new ArrayList<>();
    private final List<Written> written = new ArrayList<>();
    private final Map<CatalogPart, Set<String>> left = new EnumMap<>(CatalogPart.class);

    Seen(CatalogSnapshot before, LookedAt parts, boolean wanted) {
      this.before = before;
      this.parts = parts;
      parts.reread().forEach(part -> left.put(part, new HashSet<>()));
      if (wanted) {
        parts.small().forEach(part -> left.put(part, new HashSet<>()));
      }
    }

    void take(ResultSet row) throws SQLException {
      CatalogPart part = PARTS[row.getInt(1)];
      String key = row.getString(2);
      if (key == null) {
        left.put(part, split(row.getString(3)));
        return;
      }
      String extra = row.getString(5);
      boolean small = parts.small().contains(part);
      if (small || parts.reread().contains(part)) {
        leftOf(part).add(key);
      }
      if (small && extra == null) {
        return;
      }
      long command = extra == null ? -1 : Long.parseLong(extra);
      written.add(new Written(part, key, row.getString(3), row.getString(4), command));
    }

    /** Old relations of which everything is needed to tell what became of them. */
    Set<String> relations() {
      Set<String> relations = new HashSet<>();
      for (Written row : written) {
        boolean index = row.part() == CatalogPart.CLASS && "iI".contains(row.field("relkind"));
        CatalogPart wanted = index ? CatalogPart.INDEX : row.part();
        boolean read = wanted.isLater() && before.raw(wanted, row.key()) != null;
        if (!read) {
          relation(row).ifPresent(relations::add);
        }
      }
      left.forEach((part, keys) -> addVanished(part, keys, relations));
      relations.removeIf(oid -> before.raw(CatalogPart.CLASS, oid) == null);
      return relations;
    }

    private static Optional<String> relation(Written row) {
      switch (row.part()) {
        case ATTRIBUTE:
        case INDEX_COLUMN:
        case ATTRDEF:
          return Optional.of(row.key().substring(0, row.key().indexOf('/')));
        case INDEX:
        case SEQUENCE:
        case SEQUENCE_OWNER:
          return Optional.of(row.key());
        case CLASS:
          return "iIS".contains(row.field("relkind")) ? Optional.of(row.key()) : Optional.empty();
        case TOAST_OPTIONS:
          return Optional.of(row.field("relation"));
        case DESCRIPTION:
          return Optional.of(row.field("objoid"));
        default:
          return Optional.empty();
      }
    }

    private void addVanished(CatalogPart part, Set<String> keys, Set<String> relations) {
      for (String key : before.keys(part)) {
        if (keys.contains(key)) {
          continue;
        }
        if (part == CatalogPart.CLASS) {
          relations.add(key);
        } else if (part == CatalogPart.ATTRDEF) {
          relations.add(key.substring(0, key.indexOf('/')));
        } else if (part == CatalogPart.DESCRIPTION) {
          relations.add(key.split("/")[1]);
        }
      }
    }

    private Set<String> leftOf(CatalogPart part) {
      return left.computeIfAbsent(part, ignored -> new HashSet<>());
    }

    private void changed(
        CatalogPart part, String key, String raw, @Nullable String text, long command) {
      CatalogRow old = before.row(part, key).orElse(null);
      if (!raw.equals(before.raw(part, key))) {
        var after = new CatalogRow(part, key, RowText.fields(raw), text);
        changes.add(new CatalogChange(part, key, old, after, raw, command));
      }
    }

    OwnChanges changes(OwnMarks marks) {
      written.forEach(row -> changed(row.part(), row.key(), row.raw(), row.text(), row.command()));
      var byOthers = new ArrayList<CatalogRow>();
      left.forEach(
          (part, keys) -> {
            for (String key : before.keys(part)) {
              if (!keys.contains(key)) { // what is unknown goes with a temporary table
                before.row(part, key).ifPresent(row -> vanished(marks, row, byOthers));
              }
            }
          });
      return new OwnChanges(before, before.with(changes), changes, byOthers);
    }

    private void vanished(OwnMarks marks, CatalogRow row, List<CatalogRow> byOthers) {
      if (marks.dropped(row)) {
        changes.add(new CatalogChange(row.part(), row.key(), row, null, "", -1));
      } else {
        byOthers.add(row);
      }
    }
  }
}
