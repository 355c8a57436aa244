package dev.drydock.sql;

import dev.drydock.sql.Creation.Persistence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads CREATE, from behind that word on. */
final class CreateReader {

  private final Cursor cursor;
  private final int offset;
  private boolean orReplace;
  private Persistence persistence = Persistence.PERMANENT;

  CreateReader(Cursor cursor, int offset) {
    this.cursor = cursor;
    this.offset = offset;
  }

  List<Action> read() {
    orReplace = cursor.accept("or", "replace");
    persistence();
    if (cursor.accept("schema")) {
      return schema();
    }
    Action made = relation().or(this::routine).or(this::particular).orElseGet(this::other);
    return made instanceof Creation.CreateTableAs table ? withQuery(table) : List.of(made);
  }

  /** The query of a new table runs, with all that its WITH queries do. */
  private List<Action> withQuery(Creation.CreateTableAs table) {
    List<Action> actions = new ArrayList<>();
    Tokens query = Tokens.of(cursor.tokens().text(), table.query().offset(), table.query().end());
    if (query.is(0, "execute")) {
      actions.add(new Command.Unknown("execute", table.query().offset()));
    } else {
      new DataReader(new Cursor(query), true)
          .read().stream()
              .filter(action -> !(action instanceof DataChange.Query))
              .forEach(actions::add);
    }
    actions.add(table);
    return actions;
  }

  private void persistence() {
    if (cursor.acceptAny("global", "local") && !cursor.atAny("temporary", "temp")) {
      throw cursor.misfit();
    }
    if (cursor.acceptAny("temporary", "temp")) {
      persistence = Persistence.TEMPORARY;
    } else if (cursor.accept("unlogged")) {
      persistence = Persistence.UNLOGGED;
    }
  }

  private Optional<Action> relation() {
    if (cursor.accept("table")) {
      return Optional.of(
          new CreateTableReader(cursor, ObjectKind.TABLE, persistence, offset).read());
    }
    if (cursor.accept("foreign", "table")) {
      return Optional.of(
          new CreateTableReader(cursor, ObjectKind.FOREIGN_TABLE, persistence, offset).read());
    }
    if (cursor.accept("unique", "index")) {
      return Optional.of(IndexReader.read(cursor, true, offset));
    }
    if (cursor.accept("index")) {
      return Optional.of(IndexReader.read(cursor, false, offset));
    }
    if (cursor.accept("materialized", "view")) {
      return Optional.of(new ViewReader(cursor, orReplace, persistence, offset).materialized());
    }
    if (cursor.accept("view") || cursor.accept("recursive", "view")) {
      return Optional.of(new ViewReader(cursor, orReplace, persistence, offset).plain());
    }
    return cursor.accept("sequence") ? Optional.of(sequence()) : Optional.empty();
  }

  private Action sequence() {
    boolean ifNotExists = cursor.ifNotExists();
    ObjectRef object = ObjectRef.of(ObjectKind.SEQUENCE, cursor.qualified());
    Optional<DataType> type = Optional.empty();
    Optional<ObjectRef> ownedBy = Optional.empty();
    while (!cursor.atEnd()) {
      if (cursor.accept("as")) {
        type = Optional.of(TypeReader.read(cursor));
      } else if (cursor.at("owned", "by") && !cursor.at("owned", "by", "none")) {
        cursor.expect("owned", "by");
        ownedBy = Optional.of(new ObjectReader(cursor).ref(ObjectKind.COLUMN));
      } else {
        AlterReader.sequenceOption(cursor);
      }
    }
    return new Creation.CreateSequence(object, persistence, ifNotExists, type, ownedBy, offset);
  }

  private Optional<Action> routine() {
    if (cursor.accept("function")) {
      return Optional.of(new RoutineReader(cursor, ObjectKind.FUNCTION, orReplace, offset).read());
    }
    if (cursor.accept("procedure")) {
      return Optional.of(new RoutineReader(cursor, ObjectKind.PROCEDURE, orReplace, offset).read());
    }
    if (cursor.accept("constraint", "trigger")) {
      return Optional.of(new TriggerReader(cursor, orReplace, offset).trigger(true));
    }
    if (cursor.accept("trigger")) {
      return Optional.of(new TriggerReader(cursor, orReplace, offset).trigger(false));
    }
    return cursor.accept("rule")
        ? Optional.of(new TriggerReader(cursor, orReplace, offset).rule())
        : Optional.empty();
  }

  private Optional<Action> particular() {
    if (cursor.accept("policy")) {
      return Optional.of(policy());
    }
    if (cursor.accept("type")) {
      return Optional.of(type());
    }
    if (cursor.accept("domain")) {
      return Optional.of(domain());
    }
    if (cursor.accept("extension")) {
      return Optional.of(extension());
    }
    return cursor.accept("publication") ? Optional.of(publication()) : Optional.empty();
  }

  private Action policy() {
    ObjectRef object = new ObjectReader(cursor).ref(ObjectKind.POLICY);
    boolean permissive = true;
    String command = "all";
    List<String> roles = List.of("public");
    Optional<Expression> using = Optional.empty();
    Optional<Expression> check = Optional.empty();
    if (cursor.accept("as")) {
      permissive = cursor.expectAny("permissive", "restrictive").equals("permissive");
    }
    if (cursor.accept("for")) {
      command = cursor.expectAny("all", "select", "insert", "update", "delete");
    }
    if (cursor.accept("to")) {
      roles = cursor.commaSeparated(cursor::name);
    }
    if (cursor.accept("using")) {
      using = Optional.of(cursor.parenthesisedExpression());
    }
    if (cursor.accept("with", "check")) {
      check = Optional.of(cursor.parenthesisedExpression());
    }
    cursor.expectEnd();
    return new Creation.CreatePolicy(object, permissive, command, roles, using, check, offset);
  }

  private Action type() {
    ObjectRef object = ObjectRef.of(ObjectKind.TYPE, cursor.qualified());
    if (cursor.accept("as", "enum")) {
      List<String> values = cursor.parenthesised(cursor::literal);
      cursor.expectEnd();
      return new Creation.CreateEnum(object, values, offset);
    }
    if (cursor.accept("as")) {
      cursor.accept("range");
    }
    cursor.skipParentheses();
    cursor.expectEnd();
    return new Creation.CreateOther(object, false, false, List.of(), offset);
  }

  private Action domain() {
    ObjectRef object = ObjectRef.of(ObjectKind.DOMAIN, cursor.qualified());
    cursor.accept("as");
    DataType type = TypeReader.read(cursor);
    List<Constraint> constraints = new ArrayList<>();
    while (!cursor.atEnd()) {
      if (cursor.accept("collate")) {
        cursor.qualified();
      } else {
        constraints.add(ConstraintReader.ofColumn(cursor, object.simpleName()));
      }
    }
    return new Creation.CreateDomain(object, type, constraints, offset);
  }

  private Action extension() {
    boolean ifNotExists = cursor.ifNotExists();
    ObjectRef object = ObjectRef.of(ObjectKind.EXTENSION, cursor.qualified());
    Optional<String> schema = Optional.empty();
    boolean cascade = false;
    cursor.accept("with");
    while (!cursor.atEnd()) {
      if (cursor.accept("schema")) {
        schema = Optional.of(cursor.name());
      } else if (cursor.acceptAny("version", "from")) {
        cursor.any();
      } else {
        cursor.expect("cascade");
        cascade = true;
      }
    }
    return new Creation.CreateExtension(object, ifNotExists, cascade, schema, offset);
  }

  private Action publication() {
    ObjectRef object = ObjectRef.of(ObjectKind.PUBLICATION, cursor.qualified());
    boolean allTables = cursor.at("for", "all", "tables");
    int from = cursor.index();
    cursor.moveTo(cursor.limit());
    return new Creation.CreatePublication(
        object, allTables, cursor.text(from, cursor.limit()), offset);
  }

  /** CREATE SCHEMA and what it makes inside. */
  private List<Action> schema() {
    boolean ifNotExists = cursor.ifNotExists();
    QualifiedName name = cursor.at("authorization") ? QualifiedName.of("") : cursor.qualified();
    if (cursor.accept("authorization")) {
      String role = cursor.name();
      name = name.name().isEmpty() ? QualifiedName.of(role) : name;
    }
    List<Action> actions = new ArrayList<>();
    ObjectRef object = ObjectRef.of(ObjectKind.SCHEMA, name);
    actions.add(new Creation.CreateOther(object, false, ifNotExists, List.of(), offset));
    while (!cursor.atEnd()) {
      int from = cursor.index();
      cursor.any();
      cursor.skipUntil(() -> cursor.at("create") || atGrant());
      actions.addAll(
          ActionReader.nested(
              new Cursor(cursor.tokens(), from, cursor.index(), Optional.of(name.name()))));
    }
    return actions;
  }

  /** GRANT as an element begins with a privilege, never with OPTION. */
  private boolean atGrant() {
    return cursor.at("grant") && !cursor.at("grant", "option");
  }

  private Action other() {
    cursor.acceptAny("default", "trusted");
    var objects = new ObjectReader(cursor);
    ObjectKind kind = objects.kind();
    boolean ifNotExists = cursor.ifNotExists();
    int from = cursor.index();
    ObjectRef object = unnamed(kind) ? ObjectRef.of(kind, QualifiedName.of("")) : name(kind);
    List<QualifiedName> uses = uses(kind, from);
    cursor.moveTo(cursor.limit());
    return new Creation.CreateOther(object, orReplace, ifNotExists, uses, offset);
  }

  private List<QualifiedName> uses(ObjectKind kind, int from) {
    boolean calls =
        kind == ObjectKind.AGGREGATE || kind == ObjectKind.OPERATOR || kind == ObjectKind.CAST;
    return calls ? Expressions.of(cursor.tokens(), from, cursor.limit()).names() : List.of();
  }

  /** {@code CREATE STATISTICS ON a, b FROM t}: the server chooses the name. */
  private boolean unnamed(ObjectKind kind) {
    return kind == ObjectKind.STATISTICS && (cursor.at("on") || cursor.at('('));
  }

  private ObjectRef name(ObjectKind kind) {
    boolean plain = kind == ObjectKind.OPERATOR_CLASS || kind == ObjectKind.CONVERSION;
    return plain ? ObjectRef.of(kind, cursor.qualified()) : new ObjectReader(cursor).ref(kind);
  }
}
