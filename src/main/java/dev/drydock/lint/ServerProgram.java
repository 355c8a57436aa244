package dev.drydock.lint;

import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** COPY that reads or writes files, or runs programs, on the server. */
final class ServerProgram implements LintRule<DataChange.Copy> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "server-side-copy",
          "COPY reads or writes a file of the server, or runs a program there",
          "What happens outside the database is neither seen nor rolled back.",
          "Load data from the client, or by a step of its own.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<DataChange.Copy> judges() {
    return DataChange.Copy.class;
  }

  @Override
  public List<Judgement> check(DataChange.Copy copy, LintContext context) {
    boolean reads = copy.from() && !copy.program();
    String what =
        copy.program()
            ? "runs a program on the server"
            : reads ? "reads a file of the server" : "writes a file on the server";
    var object = ObjectRef.of(ObjectKind.TABLE, copy.table().orElse(QualifiedName.of("query")));
    return List.of(
        context
            .unjudged(this, copy, object)
            .message(
                "COPY %s; what that does can be neither judged nor rolled back".formatted(what)));
  }
}
