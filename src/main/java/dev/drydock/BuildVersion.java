package dev.drydock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Drydock's own version, as the build wrote it beside the classes. */
final class BuildVersion {

  private static final String FILE = "/META-INF/build-info.properties";

  private BuildVersion() {}

  /** The version; {@code development} for classes that no build has packed. */
  static String read() {
    try (var file = BuildVersion.class.getResourceAsStream(FILE)) {
      var properties = new Properties();
      if (file != null) {
        properties.load(file);
      }
      return properties.getProperty("build.version", "development");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
