package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An ALTER TABLE or CLUSTER that may rewrite its table for a harmless cause, read from its tokens.
 *
 * @param table its name, schema first where it is written
 * @param overwritten columns whose values a {@code USING} computes anew, other than by the mere
 *     cast to the new type
 * @param inUtc those of them whose {@code USING} is {@code column AT TIME ZONE 'UTC'}, which keeps
 *     every instant between the two kinds of timestamps
 */
public record TableAlteration(List<String> table, List<String> overwritten, List<String> inUtc) {

  private static final int MOST_TOKENS = 20_000;
  private static final Set<String> UTC = Set.of("'utc'", "'gmt'", "'z'", "'etc/utc'");

  public TableAlteration {
    table = List.copyOf(table);
    overwritten = List.copyOf(overwritten);
    inUtc = List.copyOf(inUtc);
  }

  /** Reads a statement; empty for any that has no cause to rewrite a table. */
  public static Optional<TableAlteration> of(String statement) {
    String first = Tokens.firstWord(statement);
    if (first.equals("cluster")) {
      var cursor = new StatementCursor(Tokens.of(statement));
      cursor.skip("cluster");
      cursor.skip("verbose");
      return cursor.qualifiedName().map(table -> new TableAlteration(table, List.of(), List.of()));
    }
    if (!first.equals("alter")) {
      return Optional.empty();
    }
    Tokens tokens = Tokens.of(statement);
    return tokens.size() > MOST_TOKENS ? Optional.empty() : alteration(tokens);
  }

  private static Optional<TableAlteration> alteration(Tokens tokens) {
    var cursor = new StatementCursor(tokens);
    boolean relation =
        cursor.skip("alter", "table") || cursor.skip("alter", "materialized", "view");
    if (!relation) {
      return Optional.empty();
    }
    cursor.skip("if", "exists");
    cursor.skip("only");
    Optional<List<String>> table = cursor.qualifiedName();
    if (table.isEmpty()) {
      return Optional.empty();
    }
    var overwritten = new ArrayList<String>();
    var inUtc = new ArrayList<String>();
    boolean rewrites = false;
    while (!cursor.atEnd()) {
      int end = cursor.findOutside(cursor.at(), i -> tokens.isPunctuation(i, ','));
      rewrites |= action(tokens, cursor, end, overwritten, inUtc);
      cursor.goTo(end + 1);
    }
    return rewrites
        ? Optional.of(new TableAlteration(table.get(), overwritten, inUtc))
        : Optional.empty();
  }

  /** Whether one action may rewrite the table. */
  private static boolean action(
      Tokens tokens,
      StatementCursor cursor,
      int end,
      List<String> overwritten,
      List<String> inUtc) {
    if (cursor.skip("add")) {
      return !isConstraint(tokens.word(cursor.at()));
    }
    if (cursor.skip("set")) {
      return isStorage(tokens, cursor.at());
    }
    if (!cursor.skip("alter") || cursor.skip("constraint")) {
      return false;
    }
    cursor.skip("column");
    Optional<String> column = cursor.name();
    if (cursor.skip("set", "expression")) {
      return true;
    }
    cursor.skip("set", "data");
    if (column.isEmpty() || !cursor.skip("type")) {
      return false;
    }
    int using = cursor.findOutside(cursor.at(), i -> i >= end || tokens.is(i, "using"));
    boolean plain = using >= end || onlyCasts(tokens, column.get(), cursor.at(), using, end);
    if (!plain) {
      overwritten.add(column.get());
    }
    if (!plain && isInUtc(tokens, column.get(), using, end)) {
      inUtc.add(column.get());
    }
    return true;
  }

  private static boolean isInUtc(Tokens tokens, String column, int using, int end) {
    var cursor = new StatementCursor(tokens, using + 1);
    boolean wrapped = cursor.skip('(');
    int last = wrapped ? end - 2 : end - 1;
    return cursor.name().filter(column::equals).isPresent()
        && cursor.skip("at", "time", "zone")
        && cursor.at() == last
        && tokens.kind(last) == TokenKind.STRING
        && UTC.contains(tokens.written(last).toLowerCase(Locale.ROOT))
        && (!wrapped || tokens.isPunctuation(end - 1, ')'));
  }

  private static boolean isConstraint(String word) {
    return List.of("constraint", "check", "unique", "primary", "foreign", "exclude").contains(word);
  }

  private static boolean isStorage(Tokens tokens, int at) {
    return tokens.is(at, "logged")
        || tokens.is(at, "unlogged")
        || tokens.is(at, "tablespace")
        || tokens.is(at, "access", "method");
  }

  /** {@code USING c::the_same_type}, {@code CAST(c AS the_same_type)} and {@code c} alone. */
  private static boolean onlyCasts(Tokens tokens, String column, int type, int using, int end) {
    int collate = tokens.find(type, "collate");
    int typeEnd = collate >= 0 && collate < using ? collate : using;
    String wanted = text(tokens, type, typeEnd);
    var cursor = new StatementCursor(tokens, using + 1);
    boolean cast = cursor.skip("cast") && cursor.skip('(');
    boolean wrapped = !cast && cursor.skip('(');
    if (!cursor.name().filter(column::equals).isPresent() || (wrapped && !cursor.skip(')'))) {
      return false;
    }
    if (cast) {
      return cursor.skip("as")
          && tokens.isPunctuation(end - 1, ')')
          && text(tokens, cursor.at(), end - 1).equals(wanted);
    }
    if (cursor.at() == end) {
      return true;
    }
    return cursor.skipCast() && text(tokens, cursor.at(), end).equals(wanted);
  }

  /** Tokens in one spelling. */
  private static String text(Tokens tokens, int from, int to) {
    var text = new StringBuilder();
    for (int i = from; i < to; i++) {
      boolean name = tokens.kind(i) == TokenKind.WORD || tokens.kind(i) == TokenKind.QUOTED_NAME;
      text.append(' ').append(name ? Names.folded(tokens.written(i)) : tokens.written(i));
    }
    return text.toString();
  }
}
