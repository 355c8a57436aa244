package dev.drydock;

import dev.drydock.migration.DrydockException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file: {@code NAME=value} lines, with or without {@code export}, quotes and
 * comments, in UTF-8; a quoted value may span lines. Nothing is expanded in it, and of two entries
 * with one name the later counts.
 *
 * <p>A line that is none of this is refused by its number; its text is not repeated.
 */
final class DotEnv {

  private static final long LARGEST = 1 << 20;

  private static final Pattern NAME =
      Pattern.compile("[ \\t]*(?:export[ \\t]+)?([A-Za-z_][\\w.-]*)[ \\t]*=[ \\t]*");
  private static final Pattern NOTHING = Pattern.compile("[ \\t]*(?:#.*)?");
  private static final Pattern COMMENT = Pattern.compile("(?:^|[ \\t])#.*");

  private final String text;
  private final Map<String, String> entries = new LinkedHashMap<>();
  private int at;

  private DotEnv(String text) {
    this.text = text;
  }

  /** The entries of the folder's {@code .env}; none where there is no such file. */
  static Map<String, String> in(Path directory) {
    Path file = directory.resolve(".env");
    if (!Files.isRegularFile(file)) {
      return Map.of();
    }
    try {
      if (Files.size(file) > LARGEST) {
        throw refusal("is larger than 1 MiB");
      }
      return parse(Files.readString(file, StandardCharsets.UTF_8));
    } catch (CharacterCodingException e) {
      throw refusal("is not in UTF-8");
    } catch (IOException e) {
      throw refusal("can't be read");
    }
  }

  static Map<String, String> parse(String file) {
    String text = file.startsWith("\uFEFF") ? file.substring(1) : file;
    return new DotEnv(text.replace("\r\n", "\n").replace('\r', '\n')).entries();
  }

  private Map<String, String> entries() {
    while (at < text.length()) {
      int start = at;
      String line = restOfLine();
      if (!NOTHING.matcher(line).matches()) {
        Matcher name = NAME.matcher(line);
        if (!name.lookingAt()) {
          throw malformed(start);
        }
        at = start + name.end();
        entries.put(name.group(1), value(start));
      }
    }
    return entries;
  }

  private String value(int start) {
    if (at < text.length() && "\"'`".indexOf(text.charAt(at)) >= 0) {
      return quoted(start);
    }
    return COMMENT.matcher(restOfLine()).replaceFirst("").strip();
  }

  private String quoted(int start) {
    char quote = text.charAt(at++);
    var value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      if (quote == '"' && c == '\\' && at < text.length()) {
        value.append(unescaped(text.charAt(at++)));
      } else {
        value.append(c);
      }
    }
    if (at++ >= text.length() || !NOTHING.matcher(restOfLine()).matches()) {
      throw malformed(start);
    }
    return value.toString();
  }

  /** The text up to the line's end; the position moves behind it. */
  private String restOfLine() {
    int end = text.indexOf('\n', Math.min(at, text.length()));
    String line = end < 0 ? text.substring(Math.min(at, text.length())) : text.substring(at, end);
    at = end < 0 ? text.length() : end + 1;
    return line;
  }

  private static String unescaped(char escaped) {
    return switch (escaped) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '"', '\\', '$' -> String.valueOf(escaped);
      default -> "\\" + escaped;
    };
  }

  private DrydockException malformed(int start) {
    long line = text.substring(0, start).chars().filter(c -> c == '\n').count() + 1;
    return refusal("has a line " + line + " that is neither NAME=value nor a comment");
  }

  private static DrydockException refusal(String wrong) {
    return SettingRefusal.ofVariable(
        "The file .env in the working directory",
        wrong,
        "Correct it, with odd values in single quotes, or start in another folder.");
  }
}
