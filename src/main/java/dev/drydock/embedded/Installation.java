package dev.drydock.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Unpacked PostgreSQL programs.
 *
 * @param home folder that holds {@code bin}, {@code lib} and {@code share}
 * @param major major version, such as 18
 */
public record Installation(Path home, int major) {

  private static final Pattern FIRST_LINE = Pattern.compile("# PostgreSQL (\\d+)");

  /** The installation in a folder; the catalog's bootstrap file tells its major version. */
  static Installation at(Path home) throws IOException {
    Path bootstrap = home.resolve("share/postgresql/postgres.bki");
    try (var lines = Files.newBufferedReader(bootstrap, StandardCharsets.US_ASCII)) {
      var match = FIRST_LINE.matcher(String.valueOf(lines.readLine()));
      if (!match.matches()) {
        throw new IOException(bootstrap + " does not begin as PostgreSQL's does");
      }
      return new Installation(home, Integer.parseInt(match.group(1)));
    }
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }
}
