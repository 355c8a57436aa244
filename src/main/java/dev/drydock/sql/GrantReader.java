package dev.drydock.sql;

import java.util.List;
import java.util.Locale;

/** Reads GRANT and REVOKE, from behind that word on. */
final class GrantReader {

  private final Cursor cursor;
  private final boolean revoke;
  private final int offset;
  private boolean ofColumns;

  GrantReader(Cursor cursor, boolean revoke, int offset) {
    this.cursor = cursor;
    this.revoke = revoke;
    this.offset = offset;
  }

  Action read() {
    if (revoke) {
      cursor.accept("grant", "option", "for");
      if (cursor.tokens().is(cursor.index() + 1, "option", "for")) {
        cursor.any();
        cursor.accept("option", "for");
      }
    }
    List<String> privileges = cursor.commaSeparated(this::privilege);
    return cursor.accept("on") ? onObjects(privileges) : ofRoles(privileges);
  }

  private String privilege() {
    String privilege = cursor.name();
    if (privilege.equals("all")) {
      cursor.accept("privileges");
    } else if (privilege.equals("alter")) {
      cursor.expect("system");
      privilege = "alter system";
    }
    ofColumns |= cursor.at('(');
    cursor.skipParentheses();
    return privilege;
  }

  private Action ofRoles(List<String> roles) {
    List<String> members = toOrFrom();
    boolean cascade = tail();
    return revoke
        ? new ObjectChange.RevokeRole(roles, members, cascade, offset)
        : new ObjectChange.GrantRole(roles, members, offset);
  }

  private Action onObjects(List<String> privileges) {
    boolean allInSchema = false;
    ObjectKind kind = ObjectKind.TABLE;
    List<ObjectRef> objects;
    if (cursor.accept("all")) {
      allInSchema = true;
      kind = kindOfPlural(cursor.any());
      cursor.expect("in", "schema");
      objects = cursor.commaSeparated(() -> ObjectRef.of(ObjectKind.SCHEMA, cursor.qualified()));
    } else {
      kind = objectKind();
      ObjectKind of = kind;
      objects = cursor.commaSeparated(() -> object(of));
    }
    List<String> roles = toOrFrom();
    boolean cascade = tail();
    return revoke
        ? new ObjectChange.Revoke(privileges, kind, objects, allInSchema, roles, cascade, offset)
        : new ObjectChange.Grant(privileges, ofColumns, kind, objects, allInSchema, roles, offset);
  }

  private ObjectKind objectKind() {
    if (cursor.accept("foreign", "server")) {
      return ObjectKind.SERVER;
    }
    int before = cursor.index();
    try {
      ObjectKind kind = new ObjectReader(cursor).kind();
      if (!cursor.atAny("to", "from") && !cursor.at(',') && !cursor.at('.')) {
        return kind;
      }
    } catch (MisfitException e) {
      // No kind is written: a table is meant.
    }
    cursor.moveTo(before);
    return ObjectKind.TABLE;
  }

  private ObjectRef object(ObjectKind kind) {
    return kind == ObjectKind.PARAMETER
        ? ObjectRef.of(kind, cursor.qualified())
        : new ObjectReader(cursor).ref(kind);
  }

  private ObjectKind kindOfPlural(String plural) {
    switch (plural.toLowerCase(Locale.ROOT)) {
      case "tables":
        return ObjectKind.TABLE;
      case "sequences":
        return ObjectKind.SEQUENCE;
      case "functions":
        return ObjectKind.FUNCTION;
      case "procedures":
        return ObjectKind.PROCEDURE;
      case "routines":
        return ObjectKind.ROUTINE;
      default:
        throw new MisfitException("\"" + plural + "\" does not fit there");
    }
  }

  private List<String> toOrFrom() {
    cursor.expect(revoke ? "from" : "to");
    return cursor.commaSeparated(
        () -> {
          cursor.accept("group");
          return cursor.name();
        });
  }

  /** {@code WITH … OPTION}, {@code GRANTED BY role}, {@code CASCADE}; whether it is the last. */
  private boolean tail() {
    boolean cascade = false;
    while (!cursor.atEnd()) {
      if (cursor.accept("granted", "by")) {
        cursor.name();
      } else if (cursor.accept("with")) {
        cursor.commaSeparated(() -> cursor.name() + " " + cursor.name());
      } else if (cursor.accept("cascade")) {
        cascade = true;
      } else {
        cursor.expect("restrict");
      }
    }
    return cascade;
  }
}
