package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.online.FormChoice;
import dev.drydock.sql.Script;
import dev.drydock.sql.Statement;
import java.util.List;

/** What of a run commits together; what was committed stays, whatever follows. */
public sealed interface Segment {

  /** Steps that share one transaction, in file order. */
  record Atom(List<Part> parts) implements Segment {
    public Atom {
      parts = List.copyOf(parts);
    }
  }

  /**
   * One statement in its safe form, outside any transaction of the run.
   *
   * @param prelude settings that earlier statements of its file made
   * @param last whether the migration's history row follows
   */
  record Online(
      Script script,
      Statement statement,
      FormChoice.Online form,
      List<String> prelude,
      boolean last)
      implements Segment {
    public Online {
      prelude = List.copyOf(prelude);
    }

    public MigrationId migration() {
      return script.migration().id();
    }
  }

  /**
   * The statements of one migration in an atom.
   *
   * @param whole whether the migration has no other part
   * @param last whether its history row follows
   */
  record Part(
      Script script,
      List<Statement> statements,
      List<String> prelude,
      boolean whole,
      boolean last) {
    public Part {
      statements = List.copyOf(statements);
      prelude = List.copyOf(prelude);
    }

    public MigrationId migration() {
      return script.migration().id();
    }
  }
}
