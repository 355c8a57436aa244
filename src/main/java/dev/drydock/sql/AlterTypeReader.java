package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ALTER TYPE and ALTER DOMAIN, from behind those words on. */
final class AlterTypeReader {

  private final Cursor cursor;
  private final int offset;

  AlterTypeReader(Cursor cursor, int offset) {
    this.cursor = cursor;
    this.offset = offset;
  }

  List<Action> type() {
    QualifiedName type = cursor.qualified();
    if (cursor.accept("add", "value")) {
      return List.of(addValue(type));
    }
    if (cursor.at("rename") && !cursor.at("rename", "to")) {
      return List.of(renamePart(type));
    }
    if (cursor.atAny("add", "drop", "alter")) {
      return attributes(type);
    }
    return List.of(whole(ObjectRef.of(ObjectKind.TYPE, type)));
  }

  private Action addValue(QualifiedName type) {
    boolean ifNotExists = cursor.ifNotExists();
    String value = cursor.literal();
    boolean placed = cursor.acceptAny("before", "after");
    if (placed) {
      cursor.literal();
    }
    cursor.expectEnd();
    return new ObjectChange.AddEnumValue(type, value, ifNotExists, placed, offset);
  }

  private Action renamePart(QualifiedName type) {
    cursor.expect("rename");
    boolean value = cursor.accept("value");
    if (!value) {
      cursor.expect("attribute");
    }
    ObjectKind kind = value ? ObjectKind.ENUM_VALUE : ObjectKind.ATTRIBUTE;
    String from = value ? cursor.literal() : cursor.name();
    cursor.expect("to");
    String to = value ? cursor.literal() : cursor.name();
    cursor.cascade();
    cursor.expectEnd();
    return new ObjectChange.Rename(ObjectRef.part(kind, type, from), to, false, offset);
  }

  private List<Action> attributes(QualifiedName type) {
    List<Action> changes = new ArrayList<>();
    do {
      int at = cursor.offset();
      String verb = cursor.expectAny("add", "drop", "alter");
      cursor.expect("attribute");
      cursor.ifExists();
      String attribute = cursor.name();
      if (verb.equals("alter")) {
        cursor.accept("set", "data");
        cursor.expect("type");
      }
      if (!verb.equals("drop")) {
        TypeReader.read(cursor);
        if (cursor.accept("collate")) {
          cursor.qualified();
        }
      }
      changes.add(new ObjectChange.AlterAttribute(type, verb, attribute, cursor.cascade(), at));
    } while (cursor.accept(','));
    cursor.expectEnd();
    return changes;
  }

  private Action whole(ObjectRef object) {
    Action change;
    if (cursor.accept("rename", "to")) {
      change = new ObjectChange.Rename(object, cursor.name(), false, offset);
    } else if (cursor.accept("owner", "to")) {
      change = new ObjectChange.ChangeOwner(object, cursor.name(), offset);
    } else if (cursor.accept("set", "schema")) {
      change = new ObjectChange.SetSchema(object, cursor.name(), false, offset);
    } else {
      cursor.expect("set");
      cursor.inside();
      change = new ObjectChange.AlterOther(object, "set options", offset);
    }
    cursor.expectEnd();
    return change;
  }

  Action domain() {
    QualifiedName domain = cursor.qualified();
    if (cursor.accept("rename", "constraint")) {
      ObjectRef part = ObjectRef.part(ObjectKind.DOMAIN_CONSTRAINT, domain, cursor.name());
      cursor.expect("to");
      return new ObjectChange.Rename(part, cursor.name(), false, offset);
    }
    if (cursor.at("rename") || cursor.at("owner") || cursor.at("set", "schema")) {
      return whole(ObjectRef.of(ObjectKind.DOMAIN, domain));
    }
    Action change = domainChange(domain);
    cursor.expectEnd();
    return change;
  }

  private Action domainChange(QualifiedName domain) {
    if (cursor.accept("set", "default")) {
      cursor.rest();
      return change(domain, "set default", Optional.empty(), Optional.empty());
    }
    for (String words : List.of("drop default", "set not null", "drop not null")) {
      if (cursor.accept(words.split(" "))) {
        return change(domain, words, Optional.empty(), Optional.empty());
      }
    }
    if (cursor.accept("add")) {
      Constraint constraint = ConstraintReader.ofColumn(cursor, domain.name());
      return change(domain, "add constraint", Optional.of(constraint), constraint.name());
    }
    if (cursor.accept("validate", "constraint")) {
      return change(domain, "validate constraint", Optional.empty(), Optional.of(cursor.name()));
    }
    cursor.expect("drop", "constraint");
    cursor.ifExists();
    return change(domain, "drop constraint", Optional.empty(), Optional.of(cursor.name()));
  }

  private Action change(
      QualifiedName domain, String change, Optional<Constraint> constraint, Optional<String> name) {
    return new ObjectChange.AlterDomain(domain, change, constraint, name, cursor.cascade(), offset);
  }
}
