package dev.drydock.sql;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of migrations. Each {@link #read} looks afresh; what was read is what runs. Threads
 * may share it.
 */
public final class MigrationDirectory {

  private final Path folder;

  public MigrationDirectory(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads every {@code .sql} file that lies directly in the folder.
   *
   * @throws DrydockException {@link ErrorCode#CONFIGURATION} where the folder cannot be read;
   *     {@link ErrorCode#FILE_REFUSED}, naming every file that cannot be accepted
   */
  public MigrationFolder read() {
    Path real = realFolder();
    var reading = new FolderReading(real);
    for (Path entry : entries(real)) {
      reading.add(entry);
    }
    MigrationFolder read = reading.finish();
    if (!reading.refused().isEmpty()) {
      throw new DrydockException(refused(reading.refused()));
    }
    return read;
  }

  /**
   * Reads one file by its path, wherever it lies.
   *
   * @throws DrydockException {@link ErrorCode#FILE_REFUSED} where it cannot be accepted, {@link
   *     ErrorCode#BAD_REQUEST} where there is none, or its name is not that of a migration
   */
  public static Migration readFile(Path file) {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new DrydockException(
          new Failure(
              ErrorCode.BAD_REQUEST,
              "There is no file %s.".formatted(file),
              Failure.NOTHING_EXECUTED,
              "Check the path; without FILES the whole folder is meant."));
    }
    if (!MigrationFile.hasSuffix(file)) {
      throw new DrydockException(
          new Failure(
              ErrorCode.BAD_REQUEST,
              "%s is no migration: its name does not end in .sql.".formatted(file),
              Failure.NOTHING_EXECUTED,
              "Name .sql files, or a folder that holds some."));
    }
    Path folder = file.toAbsolutePath().normalize().getParent();
    try {
      return new MigrationFile(file).read(folder == null ? file : folder.toRealPath());
    } catch (MigrationFile.RefusedException e) {
      throw new DrydockException(refused(List.of(e.file())), e);
    } catch (IOException e) {
      var missing =
          new RefusedFile(
              file.toString(), "is in a folder that cannot be read.", "Check the path.");
      throw new DrydockException(refused(List.of(missing)), e);
    }
  }

  private Path realFolder() {
    try {
      Path real = folder.toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
      throw new DrydockException(unusable("is not a folder", "Name a folder of .sql files"));
    } catch (IOException e) {
      throw new DrydockException(
          unusable("does not exist or cannot be reached", "Create it, or name another"), e);
    }
  }

  private List<Path> entries(Path real) {
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
      List<Path> entries = new ArrayList<>();
      stream.forEach(entries::add);
      entries.sort(Comparator.comparing(Path::getFileName));
      return entries;
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      throw new DrydockException(
          unusable(
              "cannot be read",
              "Give the user that runs Drydock the right to read it, or name another"),
          e);
    }
  }

  private Failure unusable(String what, String next) {
    return new Failure(
        ErrorCode.CONFIGURATION,
        "The migrations folder " + folder.toAbsolutePath().normalize() + " " + what + ".",
        Failure.NOTHING_EXECUTED,
        next + " with MIGRATIONS_DIR.");
  }

  private static Failure refused(List<RefusedFile> refused) {
    RefusedFile first = refused.get(0);
    String more = refused.size() == 1 ? "" : " (and " + (refused.size() - 1) + " more files)";
    return new Failure(
            ErrorCode.FILE_REFUSED,
            "The file %s cannot be accepted: it %s%s".formatted(first.file(), first.what(), more),
            Failure.NOTHING_EXECUTED,
            first.next())
        .with("refused", List.copyOf(refused));
  }

  static boolean holdsSql(Path subfolder) {
    try (Stream<Path> files = Files.list(subfolder)) {
      return files.anyMatch(MigrationFile::hasSuffix);
    } catch (IOException e) {
      return false;
    }
  }
}
