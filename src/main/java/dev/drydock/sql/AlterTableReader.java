package dev.drydock.sql;

import dev.drydock.sql.TableChange.Firing;
import dev.drydock.sql.TableChange.RowSecurity.Mode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what stands behind ALTER TABLE and the name: one action per part. */
final class AlterTableReader {

  private final Cursor cursor;
  private final Relation table;
  private int offset;

  AlterTableReader(Cursor cursor, Relation table) {
    this.cursor = cursor;
    this.table = table;
  }

  List<Action> read() {
    List<Action> actions = new ArrayList<>();
    do {
      offset = cursor.offset();
      actions.add(part());
    } while (cursor.accept(','));
    cursor.expectEnd();
    return actions;
  }

  private Action part() {
    String verb = cursor.word();
    switch (verb) {
      case "add":
        cursor.any();
        return add();
      case "drop":
        cursor.any();
        return drop();
      case "alter":
        cursor.any();
        return alter();
      case "rename":
        cursor.any();
        return rename();
      case "set":
        cursor.any();
        return set();
      case "enable":
      case "disable":
        cursor.any();
        return enable(verb.equals("enable"));
      default:
        return other();
    }
  }

  private Action add() {
    if (ConstraintReader.atTableConstraint(cursor)) {
      return new TableChange.AddConstraint(table, ConstraintReader.ofTable(cursor), offset);
    }
    cursor.accept("column");
    boolean ifNotExists = cursor.ifNotExists();
    return new TableChange.AddColumn(table, ColumnReader.read(cursor), ifNotExists, offset);
  }

  private Action drop() {
    if (cursor.accept("constraint")) {
      boolean ifExists = cursor.ifExists();
      String name = cursor.name();
      return new TableChange.DropConstraint(table, name, ifExists, cursor.cascade(), offset);
    }
    cursor.accept("column");
    boolean ifExists = cursor.ifExists();
    String column = cursor.name();
    return new TableChange.DropColumn(table, column, ifExists, cursor.cascade(), offset);
  }

  private Action alter() {
    if (cursor.accept("constraint")) {
      String name = cursor.name();
      return new TableChange.AlterConstraint(table, name, wordsOfPart(), offset);
    }
    cursor.accept("column");
    String column = cursor.atName() ? cursor.name() : cursor.any();
    return new AlterColumnReader(cursor, table, column, offset).read();
  }

  private String wordsOfPart() {
    var words = new StringBuilder();
    while (!cursor.atEnd() && !cursor.at(',')) {
      words.append(words.length() == 0 ? "" : " ").append(cursor.name());
    }
    return words.toString();
  }

  private Action rename() {
    if (cursor.accept("to")) {
      ObjectRef whole = ObjectRef.of(table.kind(), table.name());
      return new ObjectChange.Rename(whole, cursor.name(), table.ifExists(), offset);
    }
    boolean constraint = cursor.accept("constraint");
    cursor.accept("column");
    String from = cursor.name();
    cursor.expect("to");
    ObjectKind kind = constraint ? ObjectKind.CONSTRAINT : ObjectKind.COLUMN;
    ObjectRef part = ObjectRef.part(kind, table.name(), from);
    return new ObjectChange.Rename(part, cursor.name(), table.ifExists(), offset);
  }

  private Action set() {
    if (cursor.at('(')) {
      return new TableChange.Options(table, OptionReader.settings(cursor), false, offset);
    }
    if (cursor.accept("access", "method")) {
      return new TableChange.SetAccessMethod(table, cursor.name(), offset);
    }
    if (cursor.accept("without", "cluster")) {
      return new TableChange.ClusterOn(table, Optional.empty(), offset);
    }
    if (cursor.accept("without", "oids")) {
      return new TableChange.WithoutOids(table, offset);
    }
    switch (cursor.expectAny("schema", "tablespace", "logged", "unlogged")) {
      case "schema":
        ObjectRef object = ObjectRef.of(table.kind(), table.name());
        return new ObjectChange.SetSchema(object, cursor.name(), table.ifExists(), offset);
      case "tablespace":
        String tablespace = cursor.name();
        cursor.accept("nowait");
        return new TableChange.SetTablespace(table, tablespace, offset);
      case "logged":
        return new TableChange.SetLogged(table, true, offset);
      default:
        return new TableChange.SetLogged(table, false, offset);
    }
  }

  private Action enable(boolean enable) {
    if (cursor.accept("row", "level", "security")) {
      return new TableChange.RowSecurity(table, enable ? Mode.ENABLE : Mode.DISABLE, offset);
    }
    Firing firing = enable ? Firing.ENABLED : Firing.DISABLED;
    if (enable && cursor.acceptAny("replica", "always")) {
      boolean always = cursor.tokens().is(cursor.index() - 1, "always");
      firing = always ? Firing.ALWAYS : Firing.REPLICA;
    }
    if (cursor.accept("rule")) {
      return new TableChange.RuleState(table, cursor.name(), firing, offset);
    }
    cursor.expect("trigger");
    Optional<String> trigger =
        cursor.acceptAny("all", "user") ? Optional.empty() : Optional.of(cursor.name());
    return new TableChange.TriggerState(table, trigger, firing, offset);
  }

  private Action other() {
    if (cursor.accept("owner", "to")) {
      ObjectRef object = ObjectRef.of(table.kind(), table.name());
      return new ObjectChange.ChangeOwner(object, cursor.name(), offset);
    }
    if (cursor.accept("validate", "constraint")) {
      return new TableChange.ValidateConstraint(table, cursor.name(), offset);
    }
    if (cursor.accept("replica", "identity")) {
      return replicaIdentity();
    }
    if (cursor.accept("cluster", "on")) {
      return new TableChange.ClusterOn(table, Optional.of(cursor.name()), offset);
    }
    if (cursor.accept("no", "force", "row", "level", "security")) {
      return new TableChange.RowSecurity(table, Mode.NO_FORCE, offset);
    }
    if (cursor.accept("force", "row", "level", "security")) {
      return new TableChange.RowSecurity(table, Mode.FORCE, offset);
    }
    return structure();
  }

  private Action structure() {
    if (cursor.accept("attach", "partition")) {
      QualifiedName partition = cursor.qualified();
      if (table.kind() == ObjectKind.INDEX) {
        return new TableChange.AttachIndex(table, partition, offset);
      }
      PartitionBound bound = CreateTableReader.bound(cursor);
      return new TableChange.AttachPartition(table, partition, bound, offset);
    }
    if (cursor.accept("detach", "partition")) {
      QualifiedName partition = cursor.qualified();
      boolean concurrently = cursor.accept("concurrently");
      return new TableChange.DetachPartition(
          table, partition, concurrently, cursor.accept("finalize"), offset);
    }
    if (cursor.accept("no", "inherit")) {
      return new TableChange.NoInherit(table, cursor.qualified(), offset);
    }
    if (cursor.accept("not", "of")) {
      return new TableChange.OfType(table, Optional.empty(), offset);
    }
    if (cursor.accept("no", "depends", "on", "extension")
        || cursor.accept("depends", "on", "extension")) {
      cursor.name();
      ObjectRef object = ObjectRef.of(table.kind(), table.name());
      return new ObjectChange.AlterOther(object, "depends on extension", offset);
    }
    switch (cursor.expectAny("inherit", "of", "reset", "options")) {
      case "inherit":
        return new TableChange.Inherit(table, cursor.qualified(), offset);
      case "of":
        return new TableChange.OfType(table, Optional.of(cursor.qualified()), offset);
      case "reset":
        return new TableChange.Options(table, OptionReader.settings(cursor), true, offset);
      default:
        return new TableChange.Options(table, OptionReader.settings(cursor), false, offset);
    }
  }

  private Action replicaIdentity() {
    if (cursor.accept("using", "index")) {
      return new TableChange.ReplicaIdentity(table, "index", Optional.of(cursor.name()), offset);
    }
    String identity = cursor.expectAny("default", "full", "nothing");
    return new TableChange.ReplicaIdentity(table, identity, Optional.empty(), offset);
  }
}
