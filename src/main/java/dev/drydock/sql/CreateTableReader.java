package dev.drydock.sql;

import dev.drydock.sql.Creation.CreateTable;
import dev.drydock.sql.Creation.CreateTableAs;
import dev.drydock.sql.Creation.PartitionOf;
import dev.drydock.sql.Creation.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads CREATE TABLE in all its forms, from behind the word TABLE on. */
final class CreateTableReader {

  private final Cursor cursor;
  private final ObjectKind kind;
  private final Persistence persistence;
  private final int offset;
  private final boolean ifNotExists;
  private final QualifiedName table;
  private final List<ColumnDefinition> columns = new ArrayList<>();
  private final List<Constraint> constraints = new ArrayList<>();
  private final List<QualifiedName> likes = new ArrayList<>();
  private List<QualifiedName> inherits = List.of();
  private Optional<PartitionOf> partitionOf = Optional.empty();
  private Optional<String> partitionBy = Optional.empty();
  private List<String> options = List.of();

  CreateTableReader(Cursor cursor, ObjectKind kind, Persistence persistence, int offset) {
    this.cursor = cursor;
    this.kind = kind;
    this.persistence = persistence;
    this.offset = offset;
    this.ifNotExists = cursor.ifNotExists();
    this.table = cursor.qualified();
  }

  Creation read() {
    if (cursor.accept("partition", "of")) {
      partitionOf();
    } else if (cursor.accept("of")) {
      cursor.qualified();
      elementsWithoutType();
    } else if (cursor.at('(') && !isColumnListOfQuery()) {
      elements();
    } else {
      cursor.skipParentheses();
    }
    clauses();
    if (cursor.accept("as")) {
      return asQuery();
    }
    cursor.expectEnd();
    return new CreateTable(
        ObjectRef.of(kind, table),
        persistence,
        ifNotExists,
        columns,
        constraints,
        likes,
        inherits,
        partitionOf,
        partitionBy,
        options,
        offset);
  }

  /** {@code (a, b) AS SELECT …}: names without types. */
  private boolean isColumnListOfQuery() {
    int i = cursor.index() + 1;
    boolean bareName =
        cursor.tokens().isPunctuation(i + 1, ',') || cursor.tokens().isPunctuation(i + 1, ')');
    return cursor.tokens().isName(i) && bareName;
  }

  private void elements() {
    cursor.expect('(');
    if (cursor.accept(')')) {
      return;
    }
    do {
      if (cursor.at("like") && cursor.tokens().isName(cursor.index() + 1)) {
        like();
      } else if (ConstraintReader.atTableConstraint(cursor)) {
        constraints.add(ConstraintReader.ofTable(cursor));
      } else {
        columns.add(ColumnReader.read(cursor));
      }
    } while (cursor.accept(','));
    cursor.expect(')');
  }

  private void elementsWithoutType() {
    if (!cursor.accept('(')) {
      return;
    }
    do {
      if (ConstraintReader.atTableConstraint(cursor)) {
        constraints.add(ConstraintReader.ofTable(cursor));
      } else {
        columns.add(ColumnReader.readWithoutType(cursor));
      }
    } while (cursor.accept(','));
    cursor.expect(')');
  }

  private void like() {
    cursor.expect("like");
    likes.add(cursor.qualified());
    while (cursor.acceptAny("including", "excluding")) {
      cursor.name();
    }
  }

  private void partitionOf() {
    QualifiedName parent = cursor.qualified();
    elementsWithoutType();
    partitionOf = Optional.of(new PartitionOf(parent, bound(cursor)));
  }

  static PartitionBound bound(Cursor cursor) {
    if (cursor.accept("default")) {
      return new PartitionBound(true, "DEFAULT", List.of());
    }
    int from = cursor.index();
    var values = new ArrayList<Expression>();
    cursor.expect("for", "values");
    if (cursor.accept("with")) {
      cursor.inside();
    } else if (cursor.accept("in")) {
      values.addAll(values(cursor));
    } else {
      cursor.expect("from");
      values.addAll(values(cursor));
      cursor.expect("to");
      values.addAll(values(cursor));
    }
    return new PartitionBound(false, cursor.text(from, cursor.index()), values);
  }

  private static List<Expression> values(Cursor cursor) {
    Cursor inside = cursor.inside();
    return inside.commaSeparated(() -> inside.expressionUntil(() -> false));
  }

  private void clauses() {
    while (true) {
      if (cursor.accept("inherits")) {
        inherits = cursor.parenthesised(cursor::qualified);
      } else if (cursor.accept("partition", "by")) {
        partitionBy = Optional.of(cursor.name());
        cursor.inside();
      } else if (cursor.acceptAny("using", "server", "tablespace")) {
        cursor.name();
      } else if (cursor.acceptAny("with", "options")) {
        options = OptionReader.settings(cursor);
      } else if (cursor.accept("on", "commit")) {
        cursor.any();
        cursor.accept("rows");
      } else if (!cursor.accept("without", "oids")) {
        return;
      }
    }
  }

  private Creation asQuery() {
    int end = cursor.limit();
    boolean withData = true;
    if (cursor.tokens().is(end - 3, "with", "no", "data")) {
      withData = false;
      end -= 3;
    } else if (cursor.tokens().is(end - 2, "with", "data")) {
      end -= 2;
    }
    Expression query = Expressions.of(cursor.tokens(), cursor.index(), end);
    cursor.moveTo(cursor.limit());
    return new CreateTableAs(
        ObjectRef.of(kind, table), persistence, ifNotExists, query, withData, offset);
  }
}
