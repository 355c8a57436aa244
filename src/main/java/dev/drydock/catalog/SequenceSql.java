package dev.drydock.catalog;

import java.util.Collection;
import java.util.regex.Pattern;

/** SQL about where sequences stand, and about what could set one back. */
public final class SequenceSql {

  /** From here on asking leaves no lock behind. */
  private static final int MOMENTARY_SINCE = 18;

  /** {@code setval} itself, and how a text could run what it does not name. */
  private static final String SETS = "setval|execute|u&|_to_xml|ts_stat|ts_rewrite";

  private static final Pattern SETTING = Pattern.compile(SETS, Pattern.CASE_INSENSITIVE);

  /**
   * Words without one of which no statement moves a sequence, draws from one by itself, or stores
   * it anew, as another type of an identity column does.
   */
  private static final Pattern MOVING =
      Pattern.compile(
          SETS
              + "|restart|sequence|identity|increment|minvalue|maxvalue|cycle|cache|logged"
              + "|nextval|insert|copy|merge|select|call|\\btype\\b",
          Pattern.CASE_INSENSITIVE);

  /**
   * One row where code of the database, stored in whatever way, may call {@code setval}: OIDs 1576
   * and 1765. To be asked with {@code pg_catalog} first in the search path.
   */
  public static final String SETTERS = code(SETS);

  /** The same, where code may restart a sequence, too. */
  public static final String MOVERS = code(SETS + "|restart");

  private static String code(String sources) {
    return """
        SELECT 1 FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
         WHERE p.oid >= '16384'::oid
           AND (l.lanname NOT IN ('sql', 'plpgsql', 'internal', 'c') OR p.prosrc ~* '%1$s'
             OR concat(p.prosqlbody, p.proargdefaults) %2$s)
        UNION ALL SELECT 1 FROM pg_attrdef d WHERE d.adbin::text %2$s
        UNION ALL SELECT 1 FROM pg_constraint c WHERE c.conbin::text %2$s
        UNION ALL SELECT 1 FROM pg_trigger t WHERE t.tgqual::text %2$s
        UNION ALL SELECT 1 FROM pg_type t WHERE t.typdefaultbin::text %2$s
        UNION ALL SELECT 1 FROM pg_policy p WHERE concat(p.polqual, p.polwithcheck) %2$s
        UNION ALL SELECT 1 FROM pg_operator o WHERE o.oprcode::oid IN (1576, 1765)
        UNION ALL SELECT 1 FROM pg_rewrite r
         WHERE r.ev_class >= '16384'::oid AND r.ev_action::text %2$s
         LIMIT 1
        """
        .formatted(sources, "LIKE ANY ('{\"%funcid 1576 %\",\"%funcid 1765 %\"}')");
  }

  private SequenceSql() {}

  /** Whether these texts may set a sequence back themselves, or hide that they do. */
  public static boolean maySet(Collection<String> texts) {
    return texts.stream().anyMatch(text -> SETTING.matcher(text).find());
  }

  /** Whether these texts may move a sequence, or hide that. */
  public static boolean mayMove(Collection<String> texts) {
    return texts.stream().anyMatch(text -> MOVING.matcher(text).find());
  }

  /** Whether asking for a position leaves no lock behind. */
  public static boolean isMomentary(int major) {
    return major >= MOMENTARY_SINCE;
  }

  /** The value that sequence {@code c}, of pg_class, gave last; null where it gave none yet. */
  public static String last(int major) {
    String locking = "pg_catalog.pg_sequence_last_value(c.oid::pg_catalog.regclass)";
    return !isMomentary(major)
        ? locking
        : "CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'SELECT') THEN"
            + " (SELECT CASE WHEN d.is_called THEN d.last_value END"
            + " FROM pg_catalog.pg_get_sequence_data(c.oid::pg_catalog.regclass) d) ELSE "
            + locking
            + " END";
  }

  /** Whether the role may ask that of {@code c}, which need not be a sequence. */
  public static String isReadable() {
    return "CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'S'::pg_catalog.\"char\" THEN"
        + " pg_catalog.has_sequence_privilege(c.oid, 'SELECT')"
        + " OR pg_catalog.has_sequence_privilege(c.oid, 'USAGE') END";
  }
}
