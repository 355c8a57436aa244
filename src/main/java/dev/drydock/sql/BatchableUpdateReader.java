package dev.drydock.sql;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads an UPDATE that is to be executed in batches, or says why that cannot be. */
final class BatchableUpdateReader {

  /** What may follow a table's name in a query, and is no alias. */
  private static final Set<String> BEHIND_TABLE =
      Set.of(
          "where",
          "on",
          "using",
          "join",
          "inner",
          "left",
          "right",
          "full",
          "cross",
          "natural",
          "order",
          "group",
          "having",
          "limit",
          "offset",
          "fetch",
          "union",
          "except",
          "intersect",
          "window",
          "for",
          "tablesample",
          "returning");

  /** What the server notes of each row's version, and changes with it. */
  private static final Set<String> WRITTEN_ANEW = Set.of("ctid", "xmin", "xmax", "cmin", "cmax");

  private final String statement;
  private final Tokens tokens;

  BatchableUpdateReader(String statement) {
    this.statement = statement;
    this.tokens = Tokens.of(statement);
  }

  BatchableUpdate read() {
    String first = tokens.word(0);
    demand(!first.equals("with"), "it begins with a WITH query, which each batch would run again");
    demand(first.equals("update"), "it is no UPDATE");
    PlainUpdate update = PlainUpdate.of(statement).orElseThrow(() -> no("it is not understood"));
    var cursor = new StatementCursor(tokens, 1);
    boolean only = cursor.skip("only");
    cursor.qualifiedName();
    cursor.skipOperator("*");
    String called = alias(cursor).orElse(update.table().get(update.table().size() - 1));
    int set = cursor.at();
    int where = cursor.findOutside(set, i -> tokens.is(i, "where"));
    int end = end();
    refuse(set, where, end);
    boolean again = readsWhatItSets(update, called, set, end);
    String assignments = statement.substring(tokens.start(set), tokens.end(where - 1));
    Optional<String> condition =
        where < end
            ? Optional.of(statement.substring(tokens.end(where), tokens.end(end - 1)))
            : Optional.empty();
    return new BatchableUpdate(
        update.table(),
        called,
        only,
        update.columns(),
        update.onlyWhereNull(),
        again,
        assignments,
        condition);
  }

  /** The number of tokens, a semicolon at the end left out. */
  private int end() {
    int end = tokens.size();
    while (end > 0 && tokens.isPunctuation(end - 1, ';')) {
      end--;
    }
    return end;
  }

  private Optional<String> alias(StatementCursor cursor) {
    boolean as = cursor.skip("as");
    return as || !tokens.is(cursor.at(), "set") ? cursor.name() : Optional.empty();
  }

  private void refuse(int set, int where, int end) {
    var cursor = new StatementCursor(tokens, set);
    demand(
        cursor.findOutside(set, i -> tokens.is(i, "returning")) >= end,
        "RETURNING has nobody to return to");
    demand(!tokens.is(where + 1, "current", "of"), "WHERE CURRENT OF needs a cursor");
    demand(where + 1 != end, "its WHERE is empty");
    demand(
        cursor.findOutside(set, i -> tokens.isPunctuation(i, ';')) >= end,
        "it is more than one statement");
  }

  /** A batch that reads, in other rows, what earlier batches wrote would not be the same UPDATE. */
  private boolean readsWhatItSets(PlainUpdate update, String called, int set, int end) {
    String table = update.table().get(update.table().size() - 1);
    boolean again = false;
    for (int i = set; i < end; i++) {
      if (isTableReference(i) && nameAt(referred(i)).equals(table)) {
        again = true;
        wholeRows(referred(i), table, set, end);
      }
    }
    if (again) {
      var mentions = new OwnMentions(tokens, set, end, table, called);
      String read =
          Stream.concat(update.columns().stream(), WRITTEN_ANEW.stream())
              .filter(mentions::inOtherRows)
              .findFirst()
              .orElse("");
      demand(
          read.isEmpty(),
          "it reads %s.%s of other rows, which earlier batches have already set"
              .formatted(table, read));
      demand(
          !new RowPicks(tokens, set, end, any -> true).byPlace(),
          "it picks rows of %s by their place, which earlier batches have already changed; an ORDER BY with the primary key in it would settle it"
              .formatted(table));
    }
    return again;
  }

  /**
   * A second mention of the table must name the columns that it reads.
   *
   * @param name place of its name there
   */
  private void wholeRows(int name, String table, int set, int end) {
    int at = tokens.is(name + 1, "as") ? name + 2 : name + 1;
    boolean aliased = tokens.isName(at) && !BEHIND_TABLE.contains(tokens.word(at));
    String alias = aliased ? nameAt(at) : table;
    demand(
        !aliased || !tokens.isPunctuation(at + 1, '('),
        "it gives the columns of %s, read a second time, other names".formatted(table));
    for (int i = set; i < end; i++) {
      boolean place = i == name || (aliased && i == at);
      boolean named = !place && nameAt(i).equals(alias) && !tokens.isPunctuation(i - 1, '.');
      boolean column =
          tokens.isPunctuation(i + 1, '.') && tokens.isName(i + 2) || isTableReference(i - 1);
      demand(
          !named || column,
          "it reads whole rows of %s, which earlier batches have already set".formatted(table));
    }
  }

  /** Whether a table's name follows: behind FROM, JOIN or, in a list of tables, a comma. */
  private boolean isTableReference(int i) {
    return tokens.is(i, "from")
        || tokens.is(i, "join")
        || tokens.is(i, "only")
        || tokens.isPunctuation(i, ',');
  }

  /** The last part of the qualified name behind a token. */
  private int referred(int i) {
    int last = i + 1;
    while (tokens.isPunctuation(last + 1, '.')) {
      last += 2;
    }
    return last;
  }

  private String nameAt(int i) {
    return tokens.isName(i) ? Names.folded(tokens.written(i)) : "";
  }

  private static void demand(boolean holds, String otherwise) {
    if (!holds) {
      throw no(otherwise);
    }
  }

  private static IllegalArgumentException no(String why) {
    return new IllegalArgumentException(why);
  }
}
