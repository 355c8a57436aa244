package dev.drydock.sql;

import dev.drydock.sql.Creation.CreateIndex;
import dev.drydock.sql.Creation.IndexPart;
import java.util.List;
import java.util.Optional;

/** Reads CREATE INDEX, from behind the word INDEX on. */
final class IndexReader {

  private static final String CHOSEN_BY_SERVER = "";

  private IndexReader() {}

  static CreateIndex read(Cursor cursor, boolean unique, int offset) {
    boolean concurrently = cursor.accept("concurrently");
    boolean ifNotExists = cursor.ifNotExists();
    int nameOffset = cursor.offset();
    String name = cursor.at("on") ? CHOSEN_BY_SERVER : cursor.name();
    cursor.expect("on");
    boolean only = cursor.accept("only");
    QualifiedName table = cursor.qualified();
    String method = cursor.accept("using") ? cursor.name() : "btree";
    List<IndexPart> parts = parts(cursor.inside());
    List<String> include = List.of();
    boolean nullsNotDistinct = false;
    Optional<Expression> where = Optional.empty();
    while (!cursor.atEnd()) {
      if (cursor.accept("include")) {
        include = columns(cursor.inside());
      } else if (cursor.accept("nulls")) {
        nullsNotDistinct = cursor.accept("not");
        cursor.expect("distinct");
      } else if (cursor.accept("with")) {
        cursor.inside();
      } else if (cursor.accept("tablespace")) {
        cursor.name();
      } else {
        cursor.expect("where");
        where = Optional.of(cursor.rest());
      }
    }
    var index = new QualifiedName(table.schema(), name, nameOffset);
    return new CreateIndex(
        ObjectRef.of(ObjectKind.INDEX, index),
        table,
        unique,
        concurrently,
        ifNotExists,
        only,
        method,
        parts,
        include,
        where,
        nullsNotDistinct,
        offset);
  }

  static List<String> columns(Cursor inside) {
    return parts(inside).stream().flatMap(part -> part.column().stream()).toList();
  }

  private static List<IndexPart> parts(Cursor inside) {
    List<IndexPart> parts = inside.commaSeparated(() -> part(inside));
    inside.expectEnd();
    return parts;
  }

  /** An element of EXCLUDE, up to its operator class or WITH. */
  static void element(Cursor cursor, List<String> columns, List<Expression> computed) {
    IndexPart part = head(cursor);
    part.column().ifPresent(columns::add);
    part.expression().ifPresent(computed::add);
  }

  private static IndexPart part(Cursor cursor) {
    IndexPart head = head(cursor);
    return new IndexPart(head.column(), head.expression(), suffix(cursor));
  }

  private static IndexPart head(Cursor cursor) {
    boolean call = cursor.atName() && isCall(cursor);
    if (cursor.at('(')) {
      Expression expression = cursor.parenthesisedExpression();
      return new IndexPart(Optional.empty(), Optional.of(expression), "");
    }
    if (call) {
      int from = cursor.index();
      cursor.qualified();
      cursor.inside();
      Expression expression = Expressions.of(cursor.tokens(), from, cursor.index());
      return new IndexPart(Optional.empty(), Optional.of(expression), "");
    }
    return new IndexPart(Optional.of(cursor.name()), Optional.empty(), "");
  }

  private static boolean isCall(Cursor cursor) {
    int before = cursor.index();
    cursor.qualified();
    boolean call = cursor.at('(');
    cursor.moveTo(before);
    return call;
  }

  private static String suffix(Cursor cursor) {
    int from = cursor.index();
    cursor.skipUntil(() -> cursor.at(','));
    return cursor.text(from, cursor.index());
  }
}
