package dev.drydock.sql;

import java.util.List;
import java.util.Set;

/** Reads one statement into what it does; what does not fit becomes {@link Command.Unparsed}. */
final class ActionReader {

  private static final Set<String> DATA =
      Set.of("select", "insert", "update", "delete", "merge", "with", "values", "table", "");
  private static final Set<String> CONTROL =
      Set.of("begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release");
  private static final Set<String> HARMLESS =
      Set.of(
          "show",
          "listen",
          "unlisten",
          "notify",
          "checkpoint",
          "discard",
          "close",
          "fetch",
          "move",
          "deallocate",
          "prepare");

  private final Cursor cursor;
  private final boolean inRoutine;

  private ActionReader(Cursor cursor, boolean inRoutine) {
    this.cursor = cursor;
    this.inRoutine = inRoutine;
  }

  /** A statement of its own. */
  static List<Action> nested(Cursor cursor) {
    return new ActionReader(cursor, false).read();
  }

  /** A statement of a routine's body, where SELECT INTO fills a variable. */
  static List<Action> inRoutine(Cursor cursor) {
    return new ActionReader(cursor, true).read();
  }

  private List<Action> read() {
    int offset = cursor.offset();
    try {
      List<Action> actions = statement(offset);
      cursor.expectEnd();
      return actions;
    } catch (MisfitException e) {
      return List.of(new Command.Unparsed(String.valueOf(e.getMessage()), offset));
    } catch (StackOverflowError e) {
      return List.of(new Command.Unparsed("it is nested too deeply", offset));
    }
  }

  private List<Action> statement(int offset) {
    String verb = cursor.word();
    if (DATA.contains(verb)) {
      return new DataReader(cursor, inRoutine).read();
    }
    switch (verb) {
      case "create":
        cursor.any();
        return new CreateReader(cursor, offset).read();
      case "alter":
        cursor.any();
        return new AlterReader(cursor, offset).read();
      case "drop":
        cursor.any();
        return List.of(DropReader.read(cursor, offset));
      case "declare":
        cursor.skipUntil(() -> cursor.at("for"));
        cursor.expect("for");
        return new DataReader(cursor, inRoutine).read();
      case "grant":
      case "revoke":
        cursor.any();
        return List.of(new GrantReader(cursor, verb.equals("revoke"), offset).read());
      default:
        return List.of(command(verb, offset));
    }
  }

  private Action command(String verb, int offset) {
    var command = new CommandReader(cursor);
    switch (verb) {
      case "do":
        return command.doBlock();
      case "call":
        return command.call();
      case "set":
        return command.set();
      case "reset":
        return command.reset();
      case "comment":
        return command.comment();
      case "security":
        return command.securityLabel();
      case "truncate":
        return command.truncate();
      case "copy":
        return command.copy();
      case "explain":
        return command.explain();
      case "reassign":
        return command.reassign();
      default:
        return maintenance(verb, command, offset);
    }
  }

  private Action maintenance(String verb, CommandReader command, int offset) {
    switch (verb) {
      case "lock":
        return command.lock();
      case "reindex":
        return command.reindex();
      case "cluster":
        return command.cluster();
      case "vacuum":
        return command.vacuum();
      case "analyze":
      case "analyse":
        return command.analyze();
      case "refresh":
        return command.refresh();
      default:
        return rest(verb, offset);
    }
  }

  private Action rest(String verb, int offset) {
    boolean control = CONTROL.contains(verb) || cursor.at("prepare", "transaction");
    boolean harmless = HARMLESS.contains(verb);
    boolean known = Set.of("execute", "load", "import").contains(verb);
    if (!control && !harmless && !known) {
      throw cursor.misfit();
    }
    cursor.moveTo(cursor.limit());
    if (control) {
      return new Command.TransactionControl(verb, offset);
    }
    return harmless ? new Command.Harmless(verb, offset) : new Command.Unknown(verb, offset);
  }
}
