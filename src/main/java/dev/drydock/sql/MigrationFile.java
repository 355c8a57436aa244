package dev.drydock.sql;

import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;

/** Reads one file of a folder, or says why it is refused. */
final class MigrationFile {

  /** Largest file that is accepted, in bytes. */
  static final int LARGEST = 64 << 20;

  private static final String SUFFIX = ".sql";
  private static final String DOWN_SUFFIX = ".down.sql";

  /** Why a file is refused; on its way from a check to the list of refused files. */
  static final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient RefusedFile file;

    RefusedException(Path path, String what, String next) {
      super(what);
      this.file = new RefusedFile(path.getFileName().toString(), what, next);
    }

    RefusedFile file() {
      return file;
    }
  }

  private final Path path;
  private final String name;

  MigrationFile(Path path) {
    this.path = path;
    this.name = path.getFileName().toString();
  }

  static boolean hasSuffix(Path path) {
    return path.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(SUFFIX);
  }

  boolean isDown() {
    return name.toLowerCase(Locale.ROOT).endsWith(DOWN_SUFFIX);
  }

  String name() {
    return name;
  }

  /** Reads it; a down file has the id of what it reverses. */
  Migration read(Path realFolder) throws RefusedException {
    MigrationId id = id();
    checkPlace(realFolder);
    String text = decode(bytes());
    int nul = text.indexOf(0);
    if (nul >= 0) {
      throw refused(
          "holds a zero byte at " + Position.of(text, nul) + ", which no SQL text may.",
          "Take it out.");
    }
    return new Migration(id, text, Checksums.of(text));
  }

  private MigrationId id() throws RefusedException {
    int suffix = isDown() ? DOWN_SUFFIX.length() : SUFFIX.length();
    String id = name.substring(0, name.length() - suffix);
    if (id.isBlank() || !id.equals(id.strip())) {
      throw refused("has a name that begins or ends with a space.", "Rename it.");
    }
    if (id.chars().anyMatch(c -> Character.isISOControl(c) || c == 0xFFFD)) {
      throw refused(
          "has a name with unreadable characters.",
          "Rename it, or start Drydock in a UTF-8 locale such as LC_ALL=C.UTF-8.");
    }
    return new MigrationId(id);
  }

  private void checkPlace(Path realFolder) throws RefusedException {
    try {
      BasicFileAttributes entry =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (entry.isSymbolicLink() && !path.toRealPath().startsWith(realFolder)) {
        throw refused("is a link out of the folder.", "Put the file itself into the folder.");
      }
      if (!entry.isRegularFile() && !Files.isRegularFile(path)) {
        throw refused("is not a regular file.", "Put a plain file there, or take it out.");
      }
    } catch (IOException e) {
      throw refused("leads nowhere.", "Repair the link, or take it out.");
    }
  }

  private byte[] bytes() throws RefusedException {
    try {
      if (Files.size(path) > LARGEST) {
        throw refused(
            "is larger than 64 MiB.",
            "Split it, or load bulk data by other means than a migration.");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw refused("cannot be read.", "Give the user that runs Drydock the right to read it.");
    }
  }

  /** Decodes strictly: a byte that is no UTF-8 would silently become other data. */
  private String decode(byte[] bytes) throws RefusedException {
    int from = startsWith(bytes, 0xEF, 0xBB, 0xBF) ? 3 : 0;
    if (startsWith(bytes, 0xFF, 0xFE) || startsWith(bytes, 0xFE, 0xFF)) {
      throw refused("is UTF-16, not UTF-8.", "Save it as UTF-8.");
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharBuffer out = CharBuffer.allocate(bytes.length - from);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      out.flip();
      Position at = Position.of(out.toString(), out.length());
      throw refused(
          "is not UTF-8: byte %d (%s) is 0x%02X."
              .formatted(in.position() + 1, at, bytes[in.position()] & 0xFF),
          "Save it as UTF-8.");
    }
    return out.flip().toString();
  }

  private static boolean startsWith(byte[] bytes, int... wanted) {
    boolean same = bytes.length >= wanted.length;
    for (int i = 0; same && i < wanted.length; i++) {
      same = (bytes[i] & 0xFF) == wanted[i];
    }
    return same;
  }

  private RefusedException refused(String what, String next) {
    return new RefusedException(path, what, next);
  }
}
