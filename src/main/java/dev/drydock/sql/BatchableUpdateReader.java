package dev.drydock.sql;

import java.util.Optional;

/** Reads an UPDATE that is to be executed in batches, or says why that cannot be. */
final class BatchableUpdateReader {

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
    readsWhatItSets(update, called, set, end);
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
  private void readsWhatItSets(PlainUpdate update, String called, int set, int end) {
    String table = update.table().get(update.table().size() - 1);
    boolean again = false;
    for (int i = set; i < end; i++) {
      again |= isTableReference(i) && nameAt(referred(i)).equals(table);
    }
    if (again) {
      var mentions = new OwnMentions(tokens, set, end, table, called);
      String read = update.columns().stream().filter(mentions::inOtherRows).findFirst().orElse("");
      demand(
          read.isEmpty(),
          "it reads %s.%s of other rows, which earlier batches have already set"
              .formatted(table, read));
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
