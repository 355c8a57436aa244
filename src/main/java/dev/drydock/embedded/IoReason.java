package dev.drydock.embedded;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Words for a failed file operation; the platform's own are sometimes only a path. */
final class IoReason {

  private IoReason() {}

  static String of(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      return "no permission for " + denied.getFile();
    }
    if (failure instanceof NoSuchFileException missing) {
      return "there is no " + missing.getFile();
    }
    if (failure instanceof FileAlreadyExistsException other) {
      return other.getFile() + " is something else than a folder";
    }
    if (failure instanceof FileSystemException file) {
      return Optional.ofNullable(file.getReason())
          .map(reason -> reason + ": " + file.getFile())
          .orElseGet(() -> kind(file) + ": " + file.getFile());
    }
    return Optional.ofNullable(failure.getMessage()).orElseGet(() -> kind(failure));
  }

  private static String kind(IOException failure) {
    return failure.getClass().getSimpleName().replace("Exception", "");
  }
}
