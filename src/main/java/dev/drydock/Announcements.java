package dev.drydock;

import dev.drydock.web.AdminToken;
import java.io.PrintStream;
import java.util.Optional;

/** What the service says when it starts. */
final class Announcements {

  private final Settings settings;
  private final PrintStream out;
  private final Console console;

  /**
   * Where a token that was made for this start is shown.
   *
   * @param out takes nothing out of what is printed
   * @param developmentToken the token; empty where one was given, which is never shown
   */
  record Console(PrintStream out, Optional<String> developmentToken) {}

  /** Takes where to speak. */
  Announcements(Settings settings, PrintStream out, Console console) {
    this.settings = settings;
    this.out = out;
    this.console = console;
  }

  /** The port answers. */
  void started(AdminToken token, int port) {
    out.printf(
        "[BOOT] Drydock answers on port %d (env %s, database %s, migrations from %s)%n",
        port,
        settings.env(),
        settings.databaseUrl().map(Object::toString).orElse("embedded"),
        settings.migrationsDir());
    settings.warnings().forEach(warning -> out.println("[BOOT] Warning: " + warning));
    if (token.isClosed()) {
      out.printf("[BOOT] %s Make a token with: openssl rand -hex 32%n", token.closedBecause());
    }
  }

  /** The flag is off. */
  void migrationsSkipped() {
    out.println("[BOOT] Migrations skipped (RUN_MIGRATIONS_ON_BOOT=false)");
    out.println("[BOOT] To run migrations, use: POST /__admin/migrate?token=YOUR_ADMIN_TOKEN");
  }

  /**
   * Four lines to paste, with the embedded database only. A token that was made for this start
   * stands in a line before them, the only place where a token is ever printed; one that was given
   * does not.
   */
  void commands(AdminToken token, int port) {
    if (token.isClosed() || !settings.embedded()) {
      return;
    }
    String base = "http://127.0.0.1:" + port + "/__admin";
    String header = "-H \"Authorization: Bearer $ADMIN_TOKEN\" ";
    console.out().println("Try it, in another shell:");
    console
        .developmentToken()
        .ifPresent(made -> console.out().println("  export ADMIN_TOKEN=" + made));
    console.out().println("  curl " + base + "/health");
    console.out().println("  curl " + header + base + "/migrate/dry-run");
    console.out().println("  curl -X POST " + header + base + "/migrate");
    console.out().println("  curl " + header + base + "/history");
    console.out().flush();
  }
}
