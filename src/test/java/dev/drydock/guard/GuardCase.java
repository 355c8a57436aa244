package dev.drydock.guard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One case of a corpus: a migration, and the losses the guard must report, exactly.
 *
 * @param expected such as {@code drop column public.clients.email}; behind it the number of rows,
 *     where it is exact
 * @param since server version from which the case holds
 */
record GuardCase(String name, String sql, List<String> expected, boolean superuser, int since) {

  private static final Pattern EXPECT = Pattern.compile("(?m)^-- expect: (.*)$");
  private static final Pattern SINCE = Pattern.compile("(?m)^-- since (\\d+)$");
  private static final Pattern NOTES = Pattern.compile("(?m)^-- (expect|since|superuser).*\n?");

  static List<GuardCase> read(String resource) {
    var cases = new ArrayList<GuardCase>();
    for (String block : text(resource).split("(?m)^-- case: ")) {
      if (!block.isBlank()) {
        cases.add(of(block));
      }
    }
    return cases;
  }

  private static GuardCase of(String block) {
    int line = block.indexOf('\n');
    String body = block.substring(line + 1);
    var expected = new ArrayList<String>();
    Matcher expect = EXPECT.matcher(body);
    while (expect.find()) {
      expected.add(expect.group(1).strip());
    }
    Matcher since = SINCE.matcher(body);
    return new GuardCase(
        block.substring(0, line).strip(),
        NOTES.matcher(body).replaceAll("").strip(),
        expected,
        body.contains("-- superuser"),
        since.find() ? Integer.parseInt(since.group(1)) : 14);
  }

  static String text(String resource) {
    try (InputStream in = GuardCase.class.getResourceAsStream("/guard/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
