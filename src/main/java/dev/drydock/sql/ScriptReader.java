package dev.drydock.sql;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts migrations into statements and reads what their comments declare; needs no grammar.
 *
 * <p>Refused are psql's own commands, {@code COPY} from or to the client, text that never ends and
 * comments for Drydock that do not hold. Threads may share it.
 */
public final class ScriptReader {

  /** One thing refused in one file, as reports show it. */
  public record Refused(String migration, int line, int column, String what, String next) {}

  private static final ScriptProblem EMPTY =
      new ScriptProblem(
          1,
          1,
          "the file is empty, as a copy or a dump that failed leaves it.",
          "Write its statements into it; a comment, if nothing is meant; or delete it.");

  private static final ScriptProblem FORGOTTEN =
      new ScriptProblem(
          1,
          1,
          "nothing is written into this new file yet.",
          "Write its statements into it, or delete it.");

  private record Reading(Script script, List<ScriptProblem> problems) {}

  /**
   * Reads one migration.
   *
   * @throws DrydockException {@link ErrorCode#FILE_REFUSED}, naming all that is wrong in the file
   */
  public Script read(Migration migration) {
    return readAll(List.of(migration)).get(0);
  }

  /**
   * Reads several migrations, in their order.
   *
   * @throws DrydockException {@link ErrorCode#FILE_REFUSED}, naming all that is wrong in all files
   */
  public List<Script> readAll(List<Migration> migrations) {
    List<Script> scripts = new ArrayList<>(migrations.size());
    List<Refused> refused = new ArrayList<>();
    for (Migration migration : migrations) {
      Reading reading = reading(migration);
      scripts.add(reading.script());
      reading.problems().forEach(problem -> refused.add(refused(migration, problem)));
    }
    if (!refused.isEmpty()) {
      throw new DrydockException(failure(refused));
    }
    return scripts;
  }

  /** What {@link #read} would refuse; empty for a file that can be read. */
  public List<ScriptProblem> problems(Migration migration) {
    return reading(migration).problems();
  }

  private static Reading reading(Migration migration) {
    var scanner = new StatementScanner(migration.text()).scan();
    var comments = new CommentReader(migration.text(), scanner.statements().size());
    scanner.comments().forEach(comments::read);
    List<ScriptProblem> problems = new ArrayList<>(comments.problems());
    scanner.problem().ifPresent(problems::add);
    if (migration.text().isBlank()) {
      problems.add(EMPTY);
    } else if (scanner.statements().isEmpty() && NewFile.isForgotten(migration.text())) {
      problems.add(FORGOTTEN);
    }
    var script =
        new Script(migration, scanner.statements(), comments.declarations(), comments.directives());
    return new Reading(script, problems);
  }

  private static Refused refused(Migration migration, ScriptProblem problem) {
    return new Refused(
        migration.id().value(), problem.line(), problem.column(), problem.what(), problem.next());
  }

  private static Failure failure(List<Refused> refused) {
    Refused first = refused.get(0);
    String more = refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more)";
    String what =
        "Migration %s, line %d: %s%s"
            .formatted(first.migration(), first.line(), first.what(), more);
    return new Failure(ErrorCode.FILE_REFUSED, what, Failure.NOTHING_EXECUTED, first.next())
        .with("migration", first.migration())
        .with("line", first.line())
        .with("column", first.column())
        .with("refused", List.copyOf(refused));
  }
}
