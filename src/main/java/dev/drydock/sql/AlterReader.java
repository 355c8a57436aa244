package dev.drydock.sql;

import dev.drydock.sql.TableChange.Firing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads ALTER, from behind that word on. */
final class AlterReader {

  private final Cursor cursor;
  private final int offset;

  AlterReader(Cursor cursor, int offset) {
    this.cursor = cursor;
    this.offset = offset;
  }

  List<Action> read() {
    if (cursor.accept("default", "privileges")) {
      boolean revoke = cursor.tokens().find(cursor.index(), "revoke") >= 0;
      cursor.moveTo(cursor.limit());
      return List.of(new ObjectChange.DefaultPrivileges(revoke, offset));
    }
    if (cursor.accept("system")) {
      cursor.expectAny("set", "reset");
      var setting = ObjectRef.of(ObjectKind.PARAMETER, cursor.qualified());
      cursor.moveTo(cursor.limit());
      return List.of(new ObjectChange.AlterOther(setting, "system", offset));
    }
    ObjectKind kind = new ObjectReader(cursor).kind();
    switch (kind) {
      case TABLE:
      case FOREIGN_TABLE:
      case INDEX:
      case VIEW:
      case MATERIALIZED_VIEW:
        return relation(kind);
      case TYPE:
        return new AlterTypeReader(cursor, offset).type();
      case DOMAIN:
        return List.of(new AlterTypeReader(cursor, offset).domain());
      case SEQUENCE:
        return List.of(sequence());
      default:
        return List.of(other(kind));
    }
  }

  private List<Action> relation(ObjectKind kind) {
    if (cursor.at("all", "in", "tablespace")) {
      cursor.moveTo(cursor.limit());
      return List.of(new Command.Unknown("alter all in tablespace", offset));
    }
    boolean ifExists = cursor.ifExists();
    boolean only = cursor.accept("only");
    QualifiedName name = only && cursor.at('(') ? cursor.inside().qualified() : cursor.qualified();
    cursor.acceptOperator("*");
    return new AlterTableReader(cursor, new Relation(kind, name, only, ifExists)).read();
  }

  private Action sequence() {
    boolean ifExists = cursor.ifExists();
    QualifiedName name = cursor.qualified();
    ObjectRef object = ObjectRef.of(ObjectKind.SEQUENCE, name);
    Optional<Action> common = common(object, ifExists);
    if (common.isPresent()) {
      return common.get();
    }
    if (cursor.accept("set", "logged") || cursor.accept("set", "unlogged")) {
      cursor.expectEnd();
      boolean logged = cursor.tokens().is(cursor.index() - 1, "logged");
      var sequence = new Relation(ObjectKind.SEQUENCE, name, false, ifExists);
      return new TableChange.SetLogged(sequence, logged, offset);
    }
    boolean restart = false;
    boolean counting = false;
    Optional<DataType> type = Optional.empty();
    Optional<QualifiedName> owner = Optional.empty();
    while (!cursor.atEnd()) {
      restart |= cursor.at("restart");
      counting |=
          cursor.atAny("increment", "minvalue", "maxvalue", "cycle") || cursor.at("no", "cycle");
      if (cursor.accept("as")) {
        type = Optional.of(TypeReader.read(cursor));
      } else if (cursor.accept("owned", "by")) {
        owner = Optional.of(cursor.qualified());
      } else {
        sequenceOption(cursor);
      }
    }
    return new ObjectChange.AlterSequence(name, ifExists, restart, counting, type, owner, offset);
  }

  /** Takes one option of a sequence but AS and OWNED BY's special meaning. */
  static void sequenceOption(Cursor cursor) {
    if (cursor.accept("no")) {
      cursor.expectAny("minvalue", "maxvalue", "cycle");
    } else if (cursor.accept("owned", "by") || cursor.accept("sequence", "name")) {
      cursor.qualified();
    } else if (!cursor.acceptAny("cycle", "logged", "unlogged")) {
      String option =
          cursor.expectAny("increment", "minvalue", "maxvalue", "start", "restart", "cache");
      cursor.acceptAny("by", "with");
      boolean number = !cursor.atEnd() && (!cursor.atName() || !option.equals("restart"));
      if (number) {
        cursor.acceptOperator("-");
        cursor.acceptOperator("+");
        cursor.any();
      }
    }
  }

  /** What every object can have: another name, owner or schema. */
  private Optional<Action> common(ObjectRef object, boolean ifExists) {
    Optional<Action> change = Optional.empty();
    if (cursor.accept("rename", "to")) {
      change = Optional.of(new ObjectChange.Rename(object, cursor.name(), ifExists, offset));
    } else if (cursor.accept("owner", "to")) {
      change = Optional.of(new ObjectChange.ChangeOwner(object, cursor.name(), offset));
    } else if (cursor.accept("set", "schema")) {
      change = Optional.of(new ObjectChange.SetSchema(object, cursor.name(), ifExists, offset));
    }
    if (change.isPresent()) {
      cursor.expectEnd();
    }
    return change;
  }

  private Action other(ObjectKind kind) {
    boolean ifExists = cursor.ifExists();
    ObjectRef object = new ObjectReader(cursor).ref(kind);
    return common(object, ifExists).orElseGet(() -> particular(object));
  }

  private Action particular(ObjectRef object) {
    switch (object.kind()) {
      case POLICY:
        return policy(object);
      case EXTENSION:
        return extension(object);
      case PUBLICATION:
        return publication(object);
      case EVENT_TRIGGER:
        return eventTrigger(object);
      default:
        return new ObjectChange.AlterOther(object, words(), offset);
    }
  }

  /** The keywords of the change, up to the first thing that is none. */
  private String words() {
    List<String> words = new ArrayList<>();
    while (words.size() < 4 && !cursor.word().isEmpty()) {
      words.add(cursor.word());
      cursor.any();
    }
    if (words.isEmpty() && !cursor.at('(')) {
      throw cursor.misfit();
    }
    cursor.moveTo(cursor.limit());
    return String.join(" ", words);
  }

  private Action policy(ObjectRef object) {
    List<String> roles = cursor.accept("to") ? cursor.commaSeparated(cursor::name) : List.of();
    Optional<Expression> using = Optional.empty();
    Optional<Expression> check = Optional.empty();
    if (cursor.accept("using")) {
      using = Optional.of(cursor.parenthesisedExpression());
    }
    if (cursor.accept("with", "check")) {
      check = Optional.of(cursor.parenthesisedExpression());
    }
    cursor.expectEnd();
    return new ObjectChange.AlterPolicy(object, roles, using, check, offset);
  }

  private Action extension(ObjectRef object) {
    String change = cursor.expectAny("update", "add", "drop");
    cursor.moveTo(cursor.limit());
    return new ObjectChange.AlterExtension(object.simpleName(), change, offset);
  }

  private Action publication(ObjectRef object) {
    String change = cursor.expectAny("add", "set", "drop");
    boolean options = cursor.at('(');
    cursor.moveTo(cursor.limit());
    return new ObjectChange.AlterPublication(
        object.simpleName(), options ? "set options" : change, offset);
  }

  private Action eventTrigger(ObjectRef object) {
    Firing firing = Firing.DISABLED;
    if (!cursor.accept("disable")) {
      cursor.expect("enable");
      firing = Firing.ENABLED;
      if (cursor.accept("replica")) {
        firing = Firing.REPLICA;
      } else if (cursor.accept("always")) {
        firing = Firing.ALWAYS;
      }
    }
    cursor.expectEnd();
    return new ObjectChange.EventTriggerState(object.simpleName(), firing, offset);
  }
}
