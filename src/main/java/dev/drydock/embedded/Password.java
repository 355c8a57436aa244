package dev.drydock.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** The superuser's password, in a file that only the server's account and root can read. */
final class Password {

  private static final int BYTES = 24;

  private final Path file;

  Password(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** The kept password. */
  String read() throws IOException {
    return Files.readString(file).strip();
  }

  /** Makes another password; one that was there is gone. */
  void make(Account account) throws IOException {
    var bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    var onlyOwner =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path fresh = Files.createTempFile(file.getParent(), "password-", "", onlyOwner);
    Files.writeString(fresh, HexFormat.of().formatHex(bytes) + "\n");
    account.own(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
