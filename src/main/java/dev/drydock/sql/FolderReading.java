package dev.drydock.sql;

import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Gathers the files of one folder: migrations, their reverses, refusals and warnings. */
final class FolderReading {

  private final Path realFolder;
  private final Map<String, Migration> migrations = new HashMap<>();
  private final Map<String, Migration> downs = new HashMap<>();
  private final List<RefusedFile> refused = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  FolderReading(Path realFolder) {
    this.realFolder = realFolder;
  }

  List<RefusedFile> refused() {
    return refused;
  }

  void add(Path entry) {
    String name = entry.getFileName().toString();
    if (Files.isDirectory(entry)) {
      folder(entry, name);
    } else if (MigrationFile.hasSuffix(entry)) {
      if (name.startsWith(".")) {
        warnings.add(name + " is ignored: its name begins with a point.");
      } else {
        file(new MigrationFile(entry));
      }
    }
  }

  private void folder(Path entry, String name) {
    if (!name.startsWith(".") && MigrationDirectory.holdsSql(entry)) {
      warnings.add("The subfolder " + name + " is ignored, though it holds .sql files.");
    }
  }

  private void file(MigrationFile file) {
    try {
      Migration migration = file.read(realFolder);
      String id = Normalizer.normalize(migration.id().value(), Normalizer.Form.NFC);
      Migration other = (file.isDown() ? downs : migrations).putIfAbsent(id, migration);
      if (other != null) {
        refused.add(
            new RefusedFile(
                file.name(),
                "has the same id as another file: " + id + ".",
                "Rename or remove one of them."));
      }
    } catch (MigrationFile.RefusedException e) {
      refused.add(e.file());
    }
  }

  /** All that was gathered; refusals that concern the whole folder are added now. */
  MigrationFolder finish() {
    List<Migration> sorted = new ArrayList<>(migrations.values());
    sorted.sort(Comparator.comparing(Migration::id));
    if (sorted.isEmpty()) {
      warnings.add("The migrations folder %s holds no .sql file.".formatted(realFolder));
    }
    refused.addAll(NumberPrefixes.misordered(sorted));
    sorted.stream()
        .filter(m -> !m.text().isBlank() && isEmpty(m.text()))
        .forEach(m -> warnings.add(empty(m)));
    caseTwins(sorted);
    Map<MigrationId, Migration> reverses = new HashMap<>();
    downs.forEach((id, down) -> reverse(id, down, reverses));
    return new MigrationFolder(sorted, reverses, warnings);
  }

  private void reverse(String id, Migration down, Map<MigrationId, Migration> reverses) {
    Migration forward = migrations.get(id);
    if (forward == null) {
      warnings.add(down.id() + ".down.sql reverses nothing: there is no " + down.id() + ".sql.");
    } else {
      reverses.put(forward.id(), down);
    }
  }

  private void caseTwins(List<Migration> sorted) {
    Map<String, MigrationId> seen = new HashMap<>();
    for (Migration migration : sorted) {
      MigrationId twin = seen.put(migration.id().value().toLowerCase(Locale.ROOT), migration.id());
      if (twin != null) {
        warnings.add(
            "%s and %s differ in case only: on some file systems they are one file."
                .formatted(twin, migration.id()));
      }
    }
  }

  private static boolean isEmpty(String text) {
    var lexer = new Lexer(text);
    while (lexer.nextCode() != TokenKind.END) {
      if (!lexer.is(';')) {
        return false;
      }
    }
    return true;
  }

  private static String empty(Migration migration) {
    return migration.id() + " holds no statement: it will be recorded as applied and do nothing.";
  }
}
