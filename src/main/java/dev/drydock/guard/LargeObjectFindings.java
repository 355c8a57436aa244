package dev.drydock.guard;

import dev.drydock.catalog.CatalogPart;
import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.PinnedQuery;
import dev.drydock.catalog.RowCounters;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what became of large objects. The counters of two catalogs tell, for any role, that
 * something did; which ones it were shows only beside another session, which sees them as they
 * were.
 */
final class LargeObjectFindings {

  private static final String NOT_KNOWN = "of an oid that cannot be told";

  /** A large object as one session sees it; no digest where the role may not read it. */
  private record Seen(String owner, Set<String> rights, @Nullable String digest) {}

  private static final String SQL =
      """
      SELECT o.oid::text, o.lomowner::text,
             (SELECT string_agg(concat(a.grantee, ':', a.privilege_type,
                       CASE WHEN a.is_grantable THEN concat('|', a.grantee, ':', a.privilege_type, '*') END), '|')
                FROM aclexplode(coalesce(o.lomacl, acldefault('L', o.lomowner))) a),
             CASE WHEN %s AND (current_setting('is_superuser') = 'on'
                 OR pg_has_role(o.lomowner, 'USAGE')
                 OR EXISTS (SELECT FROM aclexplode(o.lomacl) a WHERE a.privilege_type = 'SELECT'
                      AND (a.grantee = '0'::oid OR pg_has_role(a.grantee, 'USAGE'))))
               THEN md5(lo_get(o.oid)) END
        FROM pg_largeobject_metadata o
      """;

  private final RowCounters pages;
  private final RowCounters objects;

  /**
   * Reads the counters.
   *
   * @param any whether there were large objects before the run
   */
  LargeObjectFindings(OwnMarks marks, boolean any) {
    this.pages = any ? counters(marks, CatalogPart.LARGE_OBJECT) : RowCounters.NONE;
    this.objects = any ? counters(marks, CatalogPart.LARGE_OBJECT_METADATA) : RowCounters.NONE;
  }

  private static RowCounters counters(OwnMarks marks, int catalog) {
    return marks.catalogs().getOrDefault(catalog, RowCounters.NONE);
  }

  private boolean written() {
    return pages.updated() + pages.deleted() > 0;
  }

  /** What the counters alone tell: which objects it were is not known. */
  List<Found> counted() {
    var found = new ArrayList<Found>();
    if (objects.deleted() > 0) {
      found.add(found(EffectKind.DROP_LARGE_OBJECT, NOT_KNOWN, null));
    }
    if (pages.updated() > 0 || pages.deleted() > 0) {
      found.add(found(EffectKind.OVERWRITE_LARGE_OBJECT, NOT_KNOWN, "pages written anew"));
    }
    if (objects.updated() > 0) {
      found.add(
          found(
              EffectKind.CHANGE_OBJECT,
              "large object " + NOT_KNOWN,
              "owner or grants of large objects"));
    }
    return found;
  }

  /**
   * What became of each, by comparing with what another session sees.
   *
   * @param outside another session, which sees nothing of this transaction
   */
  List<Found> comparedWith(Connection outside, Connection inside) throws SQLException {
    if (!written() && objects.updated() + objects.deleted() == 0) {
      return List.of();
    }
    Map<String, Seen> before = read(outside);
    Map<String, Seen> now = readOrRecover(inside);
    var found = new ArrayList<Found>();
    before.forEach((oid, old) -> compare(oid, old, now.get(oid), found));
    long hidden = before.values().stream().filter(seen -> seen.digest() == null).count();
    boolean explained =
        found.stream()
            .anyMatch(
                one ->
                    one.effect().kind() == EffectKind.OVERWRITE_LARGE_OBJECT
                        || one.effect().kind() == EffectKind.DROP_LARGE_OBJECT);
    if (written() && hidden > 0 && !explained) {
      String what = hidden + " large objects are not readable for the role";
      found.add(found(EffectKind.OVERWRITE_LARGE_OBJECT, NOT_KNOWN, what));
    }
    return found;
  }

  /** Objects too large to be read leave the transaction as it was, so that it can be refused. */
  private Map<String, Seen> readOrRecover(Connection inside) throws SQLException {
    try {
      return read(inside);
    } catch (SQLException tooLarge) {
      PinnedQuery.recover(inside);
      throw tooLarge;
    }
  }

  private Map<String, Seen> read(Connection connection) throws SQLException {
    var seen = new HashMap<String, Seen>();
    PinnedQuery.rows(
        connection, SQL.formatted(written()), row -> seen.put(row.getString(1), seen(row)));
    return seen;
  }

  private static Seen seen(ResultSet row) throws SQLException {
    String rights = row.getString(3);
    return new Seen(
        row.getString(2),
        rights == null ? Set.of() : Set.of(rights.split("\\|")),
        row.getString(4));
  }

  private static void compare(String oid, Seen old, @Nullable Seen now, List<Found> found) {
    if (now == null) {
      found.add(found(EffectKind.DROP_LARGE_OBJECT, oid, null));
      return;
    }
    if (old.digest() != null && !old.digest().equals(now.digest())) {
      found.add(found(EffectKind.OVERWRITE_LARGE_OBJECT, oid, null));
    }
    if (!old.owner().equals(now.owner())) {
      found.add(found(EffectKind.CHANGE_OWNER, "large object " + oid, null));
    } else {
      var lost = new HashSet<>(old.rights());
      lost.removeAll(now.rights());
      if (!lost.isEmpty()) {
        found.add(found(EffectKind.REVOKE, "large object " + oid, null));
      }
    }
  }

  private static Found found(EffectKind kind, String object, @Nullable String what) {
    return new Found(new Effect(kind, object), what, null, false, null, false, List.of());
  }
}
