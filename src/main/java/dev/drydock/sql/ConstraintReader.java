package dev.drydock.sql;

import dev.drydock.sql.Constraint.Kind;
import dev.drydock.sql.Constraint.References;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads constraints: those of a column, of a table, of a domain. */
final class ConstraintReader {

  private final Cursor cursor;
  private Optional<String> name = Optional.empty();
  private Kind kind = Kind.NULL;
  private List<String> columns = List.of();
  private Optional<Expression> expression = Optional.empty();
  private final List<Expression> computed = new ArrayList<>();
  private List<String> include = List.of();
  private Optional<References> references = Optional.empty();
  private Optional<String> usingIndex = Optional.empty();
  private boolean notValid;
  private boolean noInherit;
  private boolean notEnforced;
  private boolean deferrable;
  private boolean initiallyDeferred;
  private boolean nullsNotDistinct;
  private boolean withoutOverlaps;
  private final int offset;

  private ConstraintReader(Cursor cursor) {
    this.cursor = cursor;
    this.offset = cursor.offset();
  }

  /** Whether a table's own constraint begins here, and not a column. */
  static boolean atTableConstraint(Cursor cursor) {
    return cursor.atAny("constraint", "check", "unique", "primary", "foreign")
        || cursor.at("exclude", "using")
        || cursor.at("not", "null")
        || (cursor.at("exclude") && cursor.tokens().isPunctuation(cursor.index() + 1, '('));
  }

  /** Whether a column's own constraint begins here. */
  static boolean atColumnConstraint(Cursor cursor) {
    return cursor.atAny(
            "constraint",
            "null",
            "check",
            "default",
            "generated",
            "unique",
            "primary",
            "references")
        || cursor.at("not", "null");
  }

  static Constraint ofColumn(Cursor cursor, String column) {
    var reader = new ConstraintReader(cursor);
    reader.columns = List.of(column);
    reader.named();
    reader.column();
    reader.attributes();
    return reader.built();
  }

  static Constraint ofTable(Cursor cursor) {
    var reader = new ConstraintReader(cursor);
    reader.named();
    reader.table();
    reader.attributes();
    return reader.built();
  }

  private void named() {
    if (cursor.accept("constraint")) {
      name = Optional.of(cursor.name());
    }
  }

  private void column() {
    switch (cursor.expectAny(
        "not", "null", "check", "default", "generated", "unique", "primary", "references")) {
      case "not":
        cursor.expect("null");
        kind = Kind.NOT_NULL;
        break;
      case "null":
        kind = Kind.NULL;
        break;
      case "check":
        check();
        break;
      case "default":
        kind = Kind.DEFAULT;
        expression = Optional.of(defaultValue(cursor));
        break;
      case "generated":
        generated();
        break;
      case "unique":
        unique();
        indexParameters();
        break;
      case "primary":
        cursor.expect("key");
        kind = Kind.PRIMARY_KEY;
        indexParameters();
        break;
      default:
        references();
        break;
    }
  }

  /** A default ends before the next constraint of its column; NULL itself may be one. */
  static Expression defaultValue(Cursor cursor) {
    int start = cursor.index();
    return cursor.expressionUntil(
        () -> cursor.index() > start && (atColumnConstraint(cursor) || atAttribute(cursor)));
  }

  private static boolean atAttribute(Cursor cursor) {
    return cursor.atAny("deferrable", "initially", "collate", "storage", "compression", "enforced")
        || cursor.at("not", "deferrable")
        || cursor.at("not", "enforced")
        || cursor.at("not", "valid");
  }

  private void check() {
    kind = Kind.CHECK;
    expression = Optional.of(cursor.parenthesisedExpression());
  }

  private void generated() {
    boolean always = cursor.accept("always");
    if (!always) {
      cursor.expect("by", "default");
    }
    cursor.expect("as");
    if (cursor.accept("identity")) {
      kind = always ? Kind.IDENTITY_ALWAYS : Kind.IDENTITY_BY_DEFAULT;
      cursor.skipParentheses();
    } else {
      expression = Optional.of(cursor.parenthesisedExpression());
      kind = cursor.accept("stored") ? Kind.GENERATED_STORED : Kind.GENERATED_VIRTUAL;
      cursor.accept("virtual");
    }
  }

  private void unique() {
    kind = Kind.UNIQUE;
    if (cursor.accept("nulls")) {
      nullsNotDistinct = cursor.accept("not");
      cursor.expect("distinct");
    }
  }

  private void references() {
    kind = Kind.FOREIGN_KEY;
    QualifiedName table = cursor.qualified();
    List<String> keys = cursor.at('(') ? keyColumns() : List.of();
    String match = "simple";
    String onDelete = "no action";
    String onUpdate = "no action";
    while (cursor.atAny("match", "on")) {
      if (cursor.accept("match")) {
        match = cursor.expectAny("full", "partial", "simple");
      } else if (cursor.accept("on", "delete")) {
        onDelete = referentialAction();
      } else {
        cursor.expect("on", "update");
        onUpdate = referentialAction();
      }
    }
    references = Optional.of(new References(table, keys, onDelete, onUpdate, match));
  }

  private String referentialAction() {
    if (cursor.accept("no")) {
      cursor.expect("action");
      return "no action";
    }
    String action = cursor.expectAny("restrict", "cascade", "set");
    if (action.equals("set")) {
      action = "set " + cursor.expectAny("null", "default");
      cursor.skipParentheses();
    }
    return action;
  }

  private void table() {
    switch (cursor.expectAny("check", "unique", "primary", "foreign", "exclude", "not")) {
      case "check":
        check();
        break;
      case "unique":
        unique();
        keyOrIndex();
        break;
      case "primary":
        cursor.expect("key");
        kind = Kind.PRIMARY_KEY;
        keyOrIndex();
        break;
      case "foreign":
        cursor.expect("key");
        columns = keyColumns();
        cursor.expect("references");
        references();
        break;
      case "exclude":
        exclude();
        break;
      default:
        cursor.expect("null");
        kind = Kind.NOT_NULL;
        columns = List.of(cursor.name());
        break;
    }
  }

  private void keyOrIndex() {
    if (cursor.accept("using", "index")) {
      usingIndex = Optional.of(cursor.name());
    } else {
      columns = keyColumns();
    }
    indexParameters();
  }

  private List<String> keyColumns() {
    return cursor.parenthesised(
        () -> {
          boolean period = cursor.at("period") && cursor.tokens().isName(cursor.index() + 1);
          String column = period && cursor.accept("period") ? cursor.name() : cursor.name();
          withoutOverlaps |= period || cursor.accept("without", "overlaps");
          return column;
        });
  }

  private void exclude() {
    kind = Kind.EXCLUDE;
    if (cursor.accept("using")) {
      cursor.name();
    }
    List<String> excluded = new ArrayList<>();
    Cursor inside = cursor.inside();
    while (!inside.atEnd()) {
      IndexReader.element(inside, excluded, computed);
      inside.skipUntil(() -> inside.at(','));
      if (!inside.atEnd()) {
        inside.expect(',');
      }
    }
    columns = excluded;
    indexParameters();
    if (cursor.accept("where")) {
      expression = Optional.of(cursor.parenthesisedExpression());
    }
  }

  private void indexParameters() {
    while (true) {
      if (cursor.accept("include")) {
        include = IndexReader.columns(cursor.inside());
      } else if (cursor.accept("with")) {
        cursor.inside();
      } else if (cursor.accept("using", "index", "tablespace")) {
        cursor.name();
      } else {
        return;
      }
    }
  }

  private void attributes() {
    while (true) {
      if (cursor.accept("not", "valid")) {
        notValid = true;
      } else if (cursor.accept("no", "inherit")) {
        noInherit = true;
      } else if (cursor.accept("not", "enforced")) {
        notEnforced = true;
      } else if (cursor.accept("deferrable")) {
        deferrable = true;
      } else if (cursor.accept("initially", "deferred")) {
        deferrable = true;
        initiallyDeferred = true;
      } else if (!cursor.accept("not", "deferrable")
          && !cursor.accept("initially", "immediate")
          && !cursor.accept("enforced")) {
        return;
      }
    }
  }

  private Constraint built() {
    return new Constraint(
        name,
        kind,
        columns,
        expression,
        computed,
        include,
        references,
        usingIndex,
        notValid,
        noInherit,
        notEnforced,
        deferrable,
        initiallyDeferred,
        nullsNotDistinct,
        withoutOverlaps,
        offset);
  }
}
