package dev.drydock.embedded;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done to folders around a server: made, handed over, looked through, deleted. */
final class Folders {

  private static final int DELETE_ATTEMPTS = 100;
  private static final long DELETE_PAUSE_MILLIS = 100;

  private Folders() {}

  /** Makes the folder and its parents; those made let every account pass, whatever the umask. */
  static void makeTraversable(Path folder) throws IOException {
    Path absolute = folder.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      return;
    }
    makeTraversable(parent(absolute));
    Files.createDirectories(absolute);
    Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The nearest folder on the way to the given one that the account must not pass. */
  static Optional<Path> obstacle(Path folder, int uid) throws IOException {
    for (Path at = folder.toRealPath(); at != null; at = at.getParent()) {
      var needed =
          owner(at) == uid ? PosixFilePermission.OWNER_EXECUTE : PosixFilePermission.OTHERS_EXECUTE;
      if (!Files.getPosixFilePermissions(at).contains(needed)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /** The folder around a path, which must not be the root. */
  static Path parent(Path path) {
    return Optional.ofNullable(path.toAbsolutePath().getParent())
        .orElseThrow(() -> new IllegalArgumentException(path + " has no parent"));
  }

  static int owner(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Deletes the folder with all that is in it; a missing one is fine. A program that outlived a
   * killed process may still write there, until it finds its folder gone.
   */
  static void delete(Path folder) throws IOException {
    for (int attempt = 1; Files.exists(folder, LinkOption.NOFOLLOW_LINKS); attempt++) {
      try {
        Files.walkFileTree(folder, new Deletion());
      } catch (DirectoryNotEmptyException e) {
        if (attempt == DELETE_ATTEMPTS) {
          throw e;
        }
        Cluster.pause(DELETE_PAUSE_MILLIS);
      }
    }
  }

  /** Deletes the folders inside the parent whose names begin so. */
  static void deleteAll(Path parent, String beginning) throws IOException {
    try (var folders = Files.newDirectoryStream(parent, beginning + "*")) {
      for (Path folder : folders) {
        delete(folder);
      }
    }
  }

  /** Files that vanish meanwhile, as a stopping server's do, are what is wanted. */
  private static final class Deletion extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
