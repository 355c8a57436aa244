package dev.drydock.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A line of {@code /etc/passwd}; initdb insists that its account has one. */
record PasswdEntry(String name, int uid, int gid) {

  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final String NOBODY = "nobody";

  /** The entry of the folder's owner, or that of {@code nobody} if root or a stranger owns it. */
  static PasswdEntry fitting(Path folder) throws IOException {
    int owner = Folders.owner(folder);
    List<PasswdEntry> entries = entries();
    return Stream.<Predicate<PasswdEntry>>of(
            entry -> owner != 0 && entry.uid() == owner, entry -> entry.name().equals(NOBODY))
        .flatMap(wanted -> entries.stream().filter(wanted))
        .findFirst()
        .orElseThrow(() -> new IOException(PASSWD + " has no entry for " + NOBODY));
  }

  private static List<PasswdEntry> entries() throws IOException {
    try (var lines = Files.lines(PASSWD, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length >= 4)
          .filter(fields -> isNumber(fields[2]) && isNumber(fields[3]))
          .map(f -> new PasswdEntry(f[0], Integer.parseInt(f[2]), Integer.parseInt(f[3])))
          .toList();
    }
  }

  /** Short enough for an int; uids above it (4294967294) belong to nobody we would use. */
  private static boolean isNumber(String field) {
    return field.matches("\\d{1,9}");
  }
}
