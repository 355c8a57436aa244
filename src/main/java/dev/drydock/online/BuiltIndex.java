package dev.drydock.online;

import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Creation.CreateIndex;
import dev.drydock.sql.Creation.IndexPart;
import dev.drydock.sql.Expression;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a CREATE INDEX asks for, as conditions on the row {@code i} of {@code pg_index}: only what
 * the catalog tells beyond doubt, so that an index which it made never seems another one. What
 * expressions and predicates say is not compared.
 *
 * @param table qualified and quoted; empty where the search path decides
 */
record BuiltIndex(CreateIndex build, Optional<String> table) {

  /** What stands at the end of a key: its order. */
  private static final Pattern ORDER =
      Pattern.compile(
          "(?:^|[\\s\")])(?:(asc|desc)(?:\\s+nulls\\s+(first|last))?|nulls\\s+(first|last))$");

  /** What the server may take for a plain column though it is written as an expression. */
  private static final Pattern MAY_BE_PLAIN =
      Pattern.compile(
          "(?i)[\\s(]*(?:\"[^\"]*\"|[^-+*/|<>=(\"])*|.*(?:::|--|/\\*|\\bcast\\b|\\bcollate\\b).*",
          Pattern.DOTALL);

  private static final Pattern ALWAYS = Pattern.compile("(?i)[\\s(]*true[\\s)]*");

  private static final int DESC = 1;
  private static final int NULLS_FIRST = 2;

  /**
   * Those of a statement.
   *
   * @param table where the statement does not name its schema
   */
  static String conditions(String sql, Optional<String> table) {
    return new SqlParser()
        .parse(new Statement(1, 0, 1, 1, sql))
        .all(CreateIndex.class)
        .findFirst()
        .map(build -> new BuiltIndex(build, table.or(() -> named(build.table()))).conditions())
        .orElse("true");
  }

  private static Optional<String> named(QualifiedName table) {
    return table.schema().map(schema -> Naming.of(schema, table.name()));
  }

  private String conditions() {
    var all = new ArrayList<String>();
    table.ifPresent(
        name ->
            all.add(
                "i.indrelid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(%s)"
                    .formatted(SqlQuoting.literal(name))));
    all.add(build.unique() ? "i.indisunique" : "NOT i.indisunique");
    all.add("i.indnkeyatts OPERATOR(pg_catalog.=) " + build.parts().size());
    all.add("i.indnatts OPERATOR(pg_catalog.=) " + (build.parts().size() + build.include().size()));
    all.add(
        "coalesce(pg_catalog.to_jsonb(i) OPERATOR(pg_catalog.->>) 'indnullsnotdistinct'::pg_catalog.text, 'false') OPERATOR(pg_catalog.=) '%s'"
            .formatted(build.nullsNotDistinct()));
    method().ifPresent(all::add);
    predicate().ifPresent(all::add);
    for (int i = 0; i < build.parts().size(); i++) {
      key(i, build.parts().get(i), all);
    }
    for (int i = 0; i < build.include().size(); i++) {
      all.add(column(build.parts().size() + i, build.include().get(i), ""));
    }
    return String.join(" AND ", all);
  }

  /** The server takes {@code rtree} for another. */
  private Optional<String> method() {
    return build.method().equals("rtree")
        ? Optional.empty()
        : Optional.of(
            "EXISTS (SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) c.relam WHERE c.oid OPERATOR(pg_catalog.=) i.indexrelid AND m.amname OPERATOR(pg_catalog.=) %s::pg_catalog.name)"
                .formatted(SqlQuoting.literal(build.method())));
  }

  /** The server forgets one that is always true. */
  private Optional<String> predicate() {
    if (build.where().isEmpty()) {
      return Optional.of("i.indpred IS NULL");
    }
    return build
            .where()
            .map(Expression::text)
            .filter(text -> ALWAYS.matcher(text).matches())
            .isEmpty()
        ? Optional.of("i.indpred IS NOT NULL")
        : Optional.empty();
  }

  private void key(int place, IndexPart part, List<String> all) {
    String suffix = part.suffix().strip().toLowerCase(Locale.ROOT);
    if (suffix.contains("--") || suffix.contains("/*")) {
      return;
    }
    Matcher order = ORDER.matcher(suffix);
    boolean ordered = order.find();
    all.add(
        "i.indoption[%d] OPERATOR(pg_catalog.=) %d".formatted(place, ordered ? option(order) : 0));
    boolean usual = (ordered ? suffix.substring(0, order.start()) : suffix).isBlank();
    String more =
        usual
            ? " AND a.attcollation OPERATOR(pg_catalog.=) i.indcollation[%1$d] AND EXISTS (SELECT FROM pg_catalog.pg_opclass o WHERE o.oid OPERATOR(pg_catalog.=) i.indclass[%1$d] AND o.opcdefault)"
                .formatted(place)
            : "";
    part.column().ifPresent(name -> all.add(column(place, name, more)));
    part.expression()
        .filter(expression -> !MAY_BE_PLAIN.matcher(expression.text()).matches())
        .ifPresent(expression -> all.add("i.indkey[%d] OPERATOR(pg_catalog.=) 0".formatted(place)));
  }

  private static int option(Matcher order) {
    boolean descending = "desc".equals(order.group(1));
    String nulls = order.group(2) == null ? order.group(3) : order.group(2);
    boolean first = nulls == null ? descending : nulls.equals("first");
    return (descending ? DESC : 0) + (first ? NULLS_FIRST : 0);
  }

  private static String column(int place, String name, String more) {
    return "EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) i.indrelid AND a.attnum OPERATOR(pg_catalog.=) i.indkey[%d] AND a.attname OPERATOR(pg_catalog.=) %s::pg_catalog.name%s)"
        .formatted(place, SqlQuoting.literal(name), more);
  }
}
