package dev.drydock.guard;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import dev.drydock.catalog.PinnedQuery;
import dev.drydock.migration.ObjectName;
import dev.drydock.online.Backfill;
import dev.drydock.sql.BatchableUpdate;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether an UPDATE in batches would read, by a view, a function, a partition or parent of its
 * table, or what its triggers write, rows that batches before have already set: then it would not
 * be the same UPDATE. What only looks so counts, too; its text alone tells where it names its own
 * table.
 */
final class BatchReads {

  /**
   * What belongs to the table: its family, which is what it is a part of and all parts of that;
   * columns that the server computes of others; defaults; what the domains of its columns say; and
   * what the triggers of an UPDATE run.
   */
  private static final String OWN =
      """
      WITH RECURSIVE above (oid) AS (
        SELECT to_regclass(%s)::oid
        UNION SELECT h.inhparent FROM pg_inherits h JOIN above a ON h.inhrelid = a.oid),
      family (oid) AS (
        SELECT oid FROM above
        UNION SELECT h.inhrelid FROM pg_inherits h JOIN family f ON h.inhparent = f.oid)
      SELECT 'FAMILY', c.relname, '' FROM family f JOIN pg_class c ON c.oid = f.oid
      UNION ALL SELECT CASE WHEN a.attgenerated = ''::"char" THEN 'DEFAULT' ELSE 'COMPUTED' END, a.attname, pg_get_expr(d.adbin, d.adrelid)
        FROM family f JOIN pg_attribute a ON a.attrelid = f.oid
        JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      UNION ALL SELECT 'DOMAIN', a.attname, concat_ws(' ', t.typdefault, (SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k WHERE k.contypid = t.oid))
        FROM family f JOIN pg_attribute a ON a.attrelid = f.oid JOIN pg_type t ON t.oid = a.atttypid AND t.typtype = 'd'::"char"
      UNION ALL SELECT 'TRIGGER', t.tgname, concat_ws(' ', pg_get_function_sqlbody(p.oid), p.prosrc)
        FROM family f JOIN pg_trigger t ON t.tgrelid = f.oid JOIN pg_proc p ON p.oid = t.tgfoid
       WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'::"char" AND t.tgenabled <> 'R'::"char"
         AND (t.tgtype::int4 & 16) <> 0
      """;

  private enum Own {
    FAMILY,
    COMPUTED,
    DEFAULT,
    DOMAIN,
    TRIGGER
  }

  private record OwnPart(Own kind, String name, String text) {}

  /** Where all columns of a row are read. */
  private static final Pattern WHOLE =
      Pattern.compile(
          "(?i)\\bselect\\s+(?:all\\s+|distinct\\s+)?\\*|[,.]\\s*\\*|\\bexecute\\b|_json|jsonb?\\s*\\(|\\brow\\s*\\(");

  /** Functions that run a query which is given to them as text. */
  private static final Pattern RUNS_TEXT =
      Pattern.compile(
          "(?i)\\b((?:query|table|cursor|schema|database)_to_xml\\w*|ts_stat|ts_rewrite|dblink\\w*|crosstab\\w*|connectby|xpath_table)\"?\\s*\\(");

  private static final Pattern CASTS = Pattern.compile("(?i)::|\\bcast\\s*\\(");

  private static final Pattern SETS = Pattern.compile("(?i)\\bnew\\.(\\w+)\\s*:?=");

  private static final Pattern WRITES =
      Pattern.compile("(?i)\\b(insert|update|delete|merge|truncate|copy|execute)\\b");

  /** What reads when it is asked; what a materialized view has, batches do not change. */
  private static final String CODE =
      """
      SELECT 'VIEW', c.relname, pg_get_viewdef(c.oid) FROM pg_class c WHERE c.relkind = 'v'::"char" AND c.oid >= '16384'::oid
      UNION ALL SELECT CASE WHEN c.castcontext = 'e'::"char" THEN 'CAST' ELSE 'UNSEEN' END, format_type(c.casttarget, NULL), p.proname
        FROM pg_cast c JOIN pg_proc p ON p.oid = c.castfunc WHERE c.oid >= '16384'::oid
      UNION ALL SELECT 'FUNCTION', p.proname, concat_ws(' ', a.aggtransfn::text, a.aggfinalfn::text) FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid::oid WHERE p.oid >= '16384'::oid
      UNION ALL SELECT 'OPERATOR', o.oprname, p.proname FROM pg_operator o JOIN pg_proc p ON p.oid = o.oprcode WHERE o.oid >= '16384'::oid
      UNION ALL SELECT 'FUNCTION', p.proname, concat_ws(' ', pg_get_function_arguments(p.oid), coalesce(pg_get_function_sqlbody(p.oid), p.prosrc))
        FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
       WHERE p.oid >= '16384'::oid AND l.lanname IN ('sql', 'plpgsql') AND p.prokind = 'f'
         AND p.prorettype NOT IN (2279, 3838)
      """;

  private enum Kind {
    VIEW,
    FUNCTION,
    OPERATOR,
    /** That somebody must write, by whatever name of the type. */
    CAST,
    /** A cast that nobody needs to write. */
    UNSEEN
  }

  private record Code(Kind kind, String name, String text, Set<String> words) {

    /** Whether it may read one of these columns. */
    boolean reads(Set<String> columns) {
      return words.stream().anyMatch(columns::contains) || WHOLE.matcher(text).find();
    }

    /** Whether other code may reach it by its name. */
    boolean isNamed() {
      return kind == Kind.VIEW || kind == Kind.FUNCTION;
    }

    boolean isUsed(String update) {
      return switch (kind) {
        case VIEW -> isRead(update, name);
        case FUNCTION -> isCalled(update, name);
        case OPERATOR -> update.contains(name);
        case CAST -> CASTS.matcher(update).find();
        case UNSEEN -> true;
      };
    }

    String shown() {
      return switch (kind) {
        case VIEW, FUNCTION -> name;
        case OPERATOR -> "the operator " + name;
        case CAST, UNSEEN -> "the cast to " + name;
      };
    }
  }

  private final Backfill fill;
  private final List<OwnPart> own = new ArrayList<>();
  private final List<Code> code = new ArrayList<>();
  private final BatchableUpdate update;

  /** All that it says, what it means by DEFAULT, and what is computed of its rows. */
  private final String text;

  private BatchReads(Connection connection, Backfill fill) throws SQLException {
    this.fill = fill;
    this.update = BatchableUpdate.of(fill.statement());
    String table = PinnedQuery.literal(ObjectName.of(fill.schema(), fill.table()));
    PinnedQuery.rows(
        connection,
        List.of(
            new PinnedQuery.Asked(
                OWN.formatted(table),
                row ->
                    own.add(
                        new OwnPart(
                            Own.valueOf(row.getString(1)), row.getString(2), row.getString(3)))),
            new PinnedQuery.Asked(
                CODE,
                row ->
                    code.add(
                        code(
                            Kind.valueOf(row.getString(1)),
                            row.getString(2),
                            String.valueOf(row.getString(3)))))));
    String written = update.assignments() + " " + update.condition().orElse("");
    this.text =
        Stream.of(own(Own.COMPUTED), own(Own.DOMAIN).filter(this::isSet), defaults())
            .flatMap(parts -> parts)
            .map(OwnPart::text)
            .collect(joining(" ", written + " ", ""));
  }

  private Stream<OwnPart> defaults() {
    return own(Own.DEFAULT).filter(part -> update.takesDefaults() && isSet(part));
  }

  private boolean isSet(OwnPart column) {
    return update.columns().contains(column.name());
  }

  private Stream<OwnPart> own(Own kind) {
    return own.stream().filter(part -> part.kind() == kind);
  }

  /**
   * What it reads so, as half a sentence: {@code reads totals, and by that rows of orders}.
   *
   * @param connection in a transaction of its own
   */
  static Optional<String> found(Connection connection, Backfill fill) throws SQLException {
    var reads = new BatchReads(connection, fill);
    return reads
        .part()
        .or(reads::byText)
        .or(reads::byCode)
        .map(by -> "reads %s, and by that rows of %s".formatted(by, fill.table()))
        .or(reads::byTrigger)
        .or(reads::setByTrigger);
  }

  private Optional<String> part() {
    return own(Own.FAMILY)
        .map(OwnPart::name)
        .filter(name -> !name.equals(fill.table()) && isRead(text, name))
        .findFirst();
  }

  private Optional<String> byText() {
    Matcher call = RUNS_TEXT.matcher(text);
    return call.find()
        ? Optional.of("what %s is given".formatted(call.group(1)))
        : Optional.empty();
  }

  private Optional<String> byTrigger() {
    return own(Own.TRIGGER)
        .filter(trigger -> WRITES.matcher(trigger.text()).find())
        .flatMap(
            trigger ->
                Words.of(List.of(trigger.text())).stream()
                    .filter(update::reads)
                    .map(
                        word ->
                            "reads %s, which the trigger %s of %s may write"
                                .formatted(word, trigger.name(), fill.table())))
        .findFirst();
  }

  /** A column that a trigger sets is one that batches before have set. */
  private Optional<String> setByTrigger() {
    return own(Own.TRIGGER)
        .flatMap(
            trigger ->
                SETS.matcher(trigger.text())
                    .results()
                    .map(set -> set.group(1).toLowerCase(Locale.ROOT))
                    .filter(update::readsOfOthers)
                    .map(
                        column ->
                            "reads %s of other rows, which the trigger %s of %s sets"
                                .formatted(column, trigger.name(), fill.table())))
        .findFirst();
  }

  /** Those that are set, and what may be computed of them. */
  private Set<String> columns() {
    return Stream.concat(update.columns().stream(), own(Own.COMPUTED).map(OwnPart::name))
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(toSet());
  }

  private Optional<String> byCode() {
    Set<String> columns = columns();
    Set<String> tables =
        Stream.concat(Stream.of(fill.table()), own(Own.FAMILY).map(OwnPart::name))
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(toSet());
    List<Code> left = new ArrayList<>(code);
    Set<String> reached = new HashSet<>();
    for (boolean more = true; more; ) {
      more = false;
      for (Code one : List.copyOf(left)) {
        boolean itself = one.words().stream().anyMatch(tables::contains) && one.reads(columns);
        if (itself || one.words().stream().anyMatch(reached::contains)) {
          left.remove(one);
          more |= one.isNamed() && reached.add(one.name().toLowerCase(Locale.ROOT));
          if (one.isUsed(text)) {
            return Optional.of(one.shown());
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Code code(Kind kind, String name, String text) {
    return new Code(kind, name, text, Words.of(List.of(text)));
  }

  /** Where a table may stand in a query. */
  private static boolean isRead(String text, String name) {
    return found(
        "(?:\\b(?:from|join|only|lateral)\\b|,)\\s*(?:[\\w\"$]+\\s*\\.\\s*)?\"?%s\"?(?![\\w$]|\\s*=)",
        text, name);
  }

  private static boolean isCalled(String text, String name) {
    return found("(?<![\\w$])\"?%s\"?\\s*\\(", text, name);
  }

  private static boolean found(String pattern, String text, String name) {
    String quoted = Pattern.quote(name.replace("\"", "\"\""));
    return Pattern.compile(pattern.formatted(quoted), Pattern.CASE_INSENSITIVE)
        .matcher(text)
        .find();
  }
}
