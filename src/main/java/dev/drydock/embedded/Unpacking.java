package dev.drydock.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks a {@code .tar.xz} so that its folder appears complete or not at all; what a killed
 * attempt left is deleted by the next one.
 */
final class Unpacking {

  private static final String UNFINISHED = "unpacking-";
  private static final int OWNER_EXECUTES = 0100;

  private final InputStream packed;

  Unpacking(InputStream packed) {
    this.packed = packed;
  }

  /** Nobody else may unpack beside it meanwhile. */
  void into(Path target) throws IOException {
    Path parent = Folders.parent(target);
    Folders.deleteAll(parent, UNFINISHED);
    Path partial = Files.createTempDirectory(parent, UNFINISHED);
    try {
      extract(partial);
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(partial);
    }
  }

  private void extract(Path folder) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(packed))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        write(entry, tar, inside(folder, entry.getName()));
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
      permit(path, true);
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(content, path);
      permit(path, (entry.getMode() & OWNER_EXECUTES) != 0);
    }
  }

  /** Set whatever the umask is, since another account than ours may have to run the programs. */
  private static void permit(Path path, boolean executable) throws IOException {
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }

  private static Path inside(Path folder, String name) throws IOException {
    Path path = folder.resolve(name).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException("the archive names a path outside of its folder: " + name);
    }
    return path;
  }
}
