package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.OwnRows;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was written in columns that a role may not read: passwords, connections, options of others'
 * user mappings. Only the counters of their catalogs tell.
 */
final class HiddenChanges {

  private static final Pattern ALTERED =
      Pattern.compile(
          "^\\s*alter\\s+(?:role|user|group)\\s+(\"(?:[^\"]|\"\")+\"|[\\w$]+)",
          Pattern.CASE_INSENSITIVE);

  private static final String ROLES = "SELECT x.rolname FROM pg_authid x WHERE " + OwnRows.of("x");

  private final OwnChanges own;
  private final OwnMarks marks;
  private final Baseline baseline;

  HiddenChanges(OwnChanges own, OwnMarks marks, Baseline baseline) {
    this.own = own;
    this.marks = marks;
    this.baseline = baseline;
  }

  List<Found> find(Connection connection, Collection<CheckedMigration> migrations)
      throws SQLException {
    var found = new ArrayList<Found>();
    if (hides(CatalogPart.ROLE)) {
      for (String role : roles(connection, migrations)) {
        add(found, EffectKind.CHANGE_ROLE, role, "a password, or what else is not to be seen");
      }
    }
    if (hides(CatalogPart.USER_MAPPING)) {
      add(found, EffectKind.CHANGE_OPTIONS, "", "options of a user mapping, not to be seen");
    }
    if (hides(CatalogPart.SUBSCRIPTION)) {
      add(found, EffectKind.CHANGE_SUBSCRIPTION, "", "its connection, or what else is hidden");
    }
    return found;
  }

  /** Whether more rows were written than are seen to differ. */
  private boolean hides(CatalogPart part) {
    RowCounters counters = marks.catalogs().getOrDefault(part.catalog(), RowCounters.NONE);
    return counters.updated() > seen(part).size();
  }

  private Set<String> seen(CatalogPart part) {
    var keys = new TreeSet<String>();
    own.changes().stream()
        .filter(change -> change.part() == part)
        .filter(change -> change.before() != null && change.after() != null)
        .forEach(change -> keys.add(change.key()));
    return keys;
  }

  /** Names of old roles; the empty name where it cannot be told which it was. */
  private Set<String> roles(Connection connection, Collection<CheckedMigration> migrations)
      throws SQLException {
    var altered = new TreeSet<String>();
    if (baseline.superuser()) {
      PinnedQuery.rows(connection, ROLES, row -> altered.add(row.getString(1)));
    } else {
      migrations.stream()
          .flatMap(migration -> migration.statements().stream())
          .map(ALTERED::matcher)
          .filter(Matcher::find)
          .forEach(name -> altered.addAll(ObjectName.parse(name.group(1)).parts()));
    }
    Set<String> known = new TreeSet<>();
    own.after().rows(CatalogPart.ROLE).forEach(row -> known.add(row.get("rolname")));
    boolean named = !altered.isEmpty() && known.containsAll(altered) && !baseline.unjudged();
    boolean certain = baseline.superuser() || named;
    Set<String> before = new TreeSet<>();
    baseline.snapshot().rows(CatalogPart.ROLE).forEach(row -> before.add(row.get("rolname")));
    altered.retainAll(before);
    Set<String> seen = seen(CatalogPart.ROLE);
    baseline
        .snapshot()
        .rows(CatalogPart.ROLE)
        .filter(row -> seen.contains(row.key()))
        .forEach(row -> altered.remove(row.get("rolname")));
    if (!certain) {
      altered.add("");
    }
    return altered;
  }

  private static void add(List<Found> found, EffectKind kind, String name, String what) {
    String object = name.isEmpty() ? "" : ObjectName.quoted(name);
    found.add(new Found(new Effect(kind, object), what, null, false, null, false, List.of()));
  }
}
