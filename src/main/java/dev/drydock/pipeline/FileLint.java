package dev.drydock.pipeline;

import dev.drydock.lint.LintMode;
import dev.drydock.lint.LintResult;
import dev.drydock.lint.LintSettings;
import dev.drydock.lint.Linter;
import dev.drydock.lint.LiveDatabase;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import dev.drydock.online.BegunSteps;
import dev.drydock.sql.MigrationDirectory;
import dev.drydock.sql.Script;
import dev.drydock.sql.ScriptProblem;
import dev.drydock.sql.ScriptReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges files alone: several are one run in their order. Without a database the files of the same
 * folder that sort before the first one tell what exists.
 *
 * <p>Threads may share it; every call reads the files afresh.
 */
public final class FileLint {

  /**
   * What was said.
   *
   * @param texts what was read, by its file
   * @param scripts what of it was judged
   * @param fixes safe forms that can stand where a statement stands
   * @param rewritten files into which safe forms were written, and what they held before; empty
   *     where none were asked for
   */
  public record Outcome(
      LintReport report,
      Map<Path, Migration> texts,
      Map<Path, Script> scripts,
      List<LintResult.Fix> fixes,
      Optional<Map<Path, String>> rewritten) {

    /** The object that is the answer in JSON. */
    public Object answer() {
      return rewritten
          .<Object>map(
              files ->
                  new FixReport(
                      report.verdict(),
                      report.findings(),
                      files.keySet().stream().map(Path::toString).toList()))
          .orElse(report);
    }

    private Outcome writtenTo(Map<Path, String> files) {
      return new Outcome(report, texts, scripts, fixes, Optional.of(files));
    }
  }

  private static final String REFUSED = "file-refused";

  private final LintSettings settings;
  private final Path folder;
  private final ScriptReader reader = new ScriptReader();

  /** Lints as strictly as the settings say, but always: the mode only decides about runs. */
  public FileLint(LintSettings settings, Path folder) {
    this.settings =
        new LintSettings(
            LintMode.ENFORCE,
            settings.strict(),
            settings.hazardBytes(),
            settings.hazardRows(),
            settings.online());
    this.folder = folder;
  }

  /**
   * Judges.
   *
   * @param files in their order, folders among them; empty for every file of the folder
   * @param live the database, where one is at hand
   * @param applied migrations that have run there: of the whole folder, they are left out
   * @throws DrydockException where a file or the folder cannot be read
   */
  public Outcome lint(List<Path> files, Optional<LiveDatabase> live, Set<MigrationId> applied) {
    List<Path> named = named(files);
    return judge(wanted(named, applied), named, live);
  }

  /**
   * Judges, and writes the safe form into the files wherever that leaves nothing worse.
   *
   * @param applied migrations that have run: their files stay as they are
   * @throws DrydockException where a file or the folder cannot be read, or a file not be written
   */
  public Outcome fix(List<Path> given, Optional<LiveDatabase> live, Set<MigrationId> applied) {
    List<Path> files = named(given);
    Map<Path, Migration> read = wanted(files, applied);
    Outcome fixed = new Fixing(texts -> judge(texts, files, live), applied).fixed(read);
    var rewritten = new LinkedHashMap<Path, String>();
    read.forEach(
        (path, before) -> {
          String after = fixed.texts().getOrDefault(path, before).text();
          if (!after.equals(before.text())) {
            write(path, before.text(), after);
            rewritten.put(path, before.text());
          }
        });
    return fixed.writtenTo(rewritten);
  }

  /** Byte order mark and everything else that was not replaced stay. */
  private static void write(Path path, String before, String after) {
    try {
      byte[] old = Files.readAllBytes(path);
      byte[] text = before.getBytes(StandardCharsets.UTF_8);
      int mark = old.length - text.length;
      if (mark < 0 || !Arrays.equals(old, mark, old.length, text, 0, text.length)) {
        throw unwritten(path, "was changed while it was judged", null);
      }
      var bytes = new ByteArrayOutputStream();
      bytes.write(old, 0, mark);
      bytes.writeBytes(after.getBytes(StandardCharsets.UTF_8));
      Files.write(path, bytes.toByteArray());
    } catch (IOException failure) {
      throw unwritten(path, "cannot be written", failure);
    }
  }

  private static DrydockException unwritten(Path path, String why, @Nullable IOException cause) {
    return new DrydockException(
        new Failure(
            ErrorCode.CONFIGURATION,
            "%s %s.".formatted(path, why),
            "Files before it in the folder's order may have been rewritten.",
            "Look at the files, make it writable, and run lint --fix again."),
        cause);
  }

  private Outcome judge(Map<Path, Migration> texts, List<Path> files, Optional<LiveDatabase> live) {
    var problems = new ArrayList<Finding>();
    Map<Path, Script> run = new LinkedHashMap<>();
    texts.forEach((path, migration) -> read(path, migration, run, problems));
    List<Script> scripts = List.copyOf(run.values());
    Optional<LiveDatabase.Known> known = live.map(database -> database.look(scripts));
    List<Script> earlier = known.isPresent() ? List.of() : earlier(files);
    LintResult result =
        new Linter(settings)
            .lint(
                earlier,
                scripts,
                known.map(LiveDatabase.Known::facts),
                known.map(LiveDatabase.Known::grammar).orElse(LiveDatabase.Known.NO_GRAMMAR),
                BegunSteps.NONE);
    return new Outcome(report(problems, result), texts, run, result.fixes(), Optional.empty());
  }

  private static LintReport report(List<Finding> problems, LintResult result) {
    var findings = new ArrayList<>(problems);
    findings.addAll(result.findings());
    return new LintReport(problems.isEmpty() ? result.verdict() : Verdict.REFUSED, findings);
  }

  /** A folder stands for its migrations. */
  private static List<Path> named(List<Path> files) {
    return files.stream()
        .flatMap(file -> Files.isDirectory(file) ? inside(file).stream() : Stream.of(file))
        .toList();
  }

  private static List<Path> inside(Path folder) {
    List<Path> files =
        new MigrationDirectory(folder)
            .read().migrations().stream().map(migration -> path(folder, migration)).toList();
    if (files.isEmpty()) {
      throw new DrydockException(
          new Failure(
              ErrorCode.BAD_REQUEST,
              "The folder %s holds no migration.".formatted(folder),
              Failure.NOTHING_EXECUTED,
              "Name .sql files, or a folder that holds some."));
    }
    return files;
  }

  /** Named files, applied or not; of the folder those that are still to run. */
  private Map<Path, Migration> wanted(List<Path> files, Set<MigrationId> applied) {
    Map<Path, Migration> wanted = new LinkedHashMap<>();
    if (files.isEmpty()) {
      new MigrationDirectory(folder)
          .read().migrations().stream()
              .filter(migration -> !applied.contains(migration.id()))
              .forEach(migration -> wanted.put(path(folder, migration), migration));
    }
    files.forEach(file -> wanted.put(file, MigrationDirectory.readFile(file)));
    return wanted;
  }

  private static Path path(Path folder, Migration migration) {
    return folder.resolve(migration.id() + ".sql");
  }

  private void read(Path path, Migration migration, Map<Path, Script> run, List<Finding> problems) {
    List<ScriptProblem> found = reader.problems(migration);
    found.forEach(problem -> problems.add(finding(migration, problem)));
    if (found.isEmpty()) {
      run.put(path, reader.read(migration));
    }
  }

  private static Finding finding(Migration migration, ScriptProblem problem) {
    return new Finding(
        migration.id(),
        0,
        problem.line(),
        problem.column(),
        REFUSED,
        Severity.HAZARD,
        null,
        null,
        null,
        null,
        problem.what(),
        problem.next());
  }

  /** Files of the first one's folder that run before it; those that cannot be read tell nothing. */
  private List<Script> earlier(List<Path> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    Path parent = files.get(0).toAbsolutePath().getParent();
    Migration first = MigrationDirectory.readFile(files.get(0));
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try {
      return new MigrationDirectory(parent)
          .read().migrations().stream()
              .filter(migration -> migration.id().compareTo(first.id()) < 0)
              .filter(migration -> reader.problems(migration).isEmpty())
              .map(reader::read)
              .toList();
    } catch (DrydockException unreadable) {
      return List.of();
    }
  }
}
