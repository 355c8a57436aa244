package dev.drydock.cli;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.MigrationId;
import dev.drydock.sql.NewFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Writes the next migration file; the answer is its path alone, so that an editor can take it. */
final class NewVerb implements Verb {

  private static final int LONGEST_NAME = 100;
  private static final String SQL = ".sql";
  private static final String DOWN = ".down.sql";

  @Override
  public CommandSpec spec() {
    return Options.reporting("new", "Write the next migration file, with a helpful header.")
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("NAME")
                .type(String.class)
                .index("0")
                .arity("1")
                .required(true)
                .description("what it does, such as add-phone-map")
                .build());
  }

  @Override
  public Answer run(ParseResult given, Workspace workspace, Terminal terminal) throws IOException {
    Path folder = workspace.migrations();
    List<MigrationId> existing = existing(folder);
    String name = clean(given.matchedPositionalValue(0, ""));
    MigrationId id = next(name, existing, new NextId(workspace.clock()));
    Path file = folder.resolve(id + SQL);
    write(file, id);
    terminal.say(
        "Written. Runs after the %s there. Put the SQL in, then: drydock dry-run"
            .formatted(Page.count(existing.size(), "migration")));
    return new Answer(report(id, file), file::toString);
  }

  private static MigrationId next(String name, List<MigrationId> existing, NextId ids) {
    existing.stream()
        .max(MigrationId::compareTo)
        .filter(last -> NextId.nameOf(last).equals(name))
        .ifPresent(
            last -> {
              throw refused(
                  "The last migration, %s, has this name already.".formatted(last),
                  "Write into that file if it is not applied yet, or choose another name.");
            });
    return ids.of(name, existing)
        .orElseThrow(
            () ->
                refused(
                    "%s would run before migrations that are there, and the last one has neither a"
                            .formatted(name)
                        + " date nor a number to continue.",
                    "Choose a name that sorts last, or begin to number: every file that is not"
                        + " applied anywhere may be renamed."));
  }

  /** Ids by file name only: a file that cannot be accepted still takes its place in the order. */
  private static List<MigrationId> existing(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SQL) && !file.endsWith(DOWN))
          .filter(file -> file.length() > SQL.length() && !file.startsWith("."))
          .map(file -> new MigrationId(file.substring(0, file.length() - SQL.length())))
          .toList();
    } catch (NotDirectoryException notOne) {
      throw new DrydockException(
          new Failure(
              ErrorCode.CONFIGURATION,
              "%s is not a folder.".formatted(folder),
              Failure.NOTHING_EXECUTED,
              "Set MIGRATIONS_DIR to the folder of the migration files."),
          notOne);
    }
  }

  /** Lower-case ASCII words with hyphens: the same on every file system, and easy to type. */
  static String clean(String wanted) {
    String name = wanted.strip();
    if (name.endsWith(SQL)) {
      name = name.substring(0, name.length() - SQL.length());
    }
    String words =
        Normalizer.normalize(name, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
            .toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9_]+", "-")
            .replaceAll("^\\d{4}-\\d{2}-\\d{2}[a-z]?[-_]", "")
            .replaceAll("^[-_]+|[-_]+$", "");
    if (words.isEmpty()) {
      throw refused(
          "The name has no letter from a to z and no digit.",
          "Name what the migration does, such as: drydock new add-phone-map");
    }
    if (words.length() > LONGEST_NAME) {
      throw refused(
          "The name is %d characters long.".formatted(words.length()),
          "Use %d at most; the file has room for the rest.".formatted(LONGEST_NAME));
    }
    return words;
  }

  private static void write(Path file, MigrationId id) throws IOException {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(
          file, NewFile.text(id), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException exists) {
      throw refused("%s is there already.".formatted(file), "Choose another name.");
    } catch (FileSystemException unwritable) {
      throw refused(
          "%s cannot be written: %s."
              .formatted(
                  file,
                  unwritable instanceof AccessDeniedException
                      ? "this user may not"
                      : String.valueOf(unwritable.getReason())),
          "Run drydock new where the files are kept, as a user who may write there.");
    }
  }

  private static DrydockException refused(String what, String next) {
    return new DrydockException(
        new Failure(ErrorCode.BAD_REQUEST, what, "No file was written.", next));
  }

  private static Map<String, Object> report(MigrationId id, Path file) {
    var result = new LinkedHashMap<String, Object>();
    result.put("id", id);
    result.put("file", file.toString());
    return Map.of("success", true, "result", result);
  }
}
