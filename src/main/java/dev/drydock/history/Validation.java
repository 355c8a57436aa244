package dev.drydock.history;

import dev.drydock.migration.AppliedMigration;
import dev.drydock.migration.Checksum;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Migration;
import dev.drydock.migration.MigrationId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The files compared with the history: what is pending is decided by set membership of ids, never
 * by a highest number.
 *
 * @param pending files that are not applied, in order
 * @param applied files that are applied, in order
 * @param warnings what is worth knowing and stops nothing
 * @param refusals what must not run, all of it
 */
public record Validation(
    List<Migration> pending,
    List<MigrationId> applied,
    List<String> warnings,
    List<Failure> refusals) {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  /**
   * Compares.
   *
   * @param allowedOutOfOrder whether a pending file declares that it may run late
   */
  public static Validation of(
      List<Migration> files,
      Collection<AppliedMigration> rows,
      Predicate<Migration> allowedOutOfOrder) {
    Map<MigrationId, AppliedMigration> applied =
        rows.stream()
            .collect(
                Collectors.toMap(
                    AppliedMigration::id, Function.identity(), (one, other) -> one, TreeMap::new));
    var found = new Comparison(applied, allowedOutOfOrder);
    files.forEach(found::file);
    if (files.isEmpty() && !applied.isEmpty()) {
      found.emptyFolder();
    } else {
      found.withoutFile(files);
    }
    return new Validation(found.pending, found.present, found.warnings, found.refusals);
  }

  private static final class Comparison {
    private final Map<MigrationId, AppliedMigration> applied;
    private final Optional<MigrationId> newest;
    private final Predicate<Migration> allowedOutOfOrder;
    private final List<Migration> pending = new ArrayList<>();
    private final List<MigrationId> present = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Failure> refusals = new ArrayList<>();

    Comparison(Map<MigrationId, AppliedMigration> applied, Predicate<Migration> allowedOutOfOrder) {
      this.applied = applied;
      this.newest = applied.keySet().stream().max(MigrationId::compareTo);
      this.allowedOutOfOrder = allowedOutOfOrder;
    }

    void file(Migration file) {
      AppliedMigration row = applied.get(file.id());
      if (row == null) {
        pending(file);
      } else {
        present.add(file.id());
        row.checksum().ifPresent(then -> compare(file, row.executedAt(), then));
      }
    }

    private void pending(Migration file) {
      pending.add(file);
      if (newest.filter(last -> file.id().compareTo(last) < 0).isPresent()
          && !allowedOutOfOrder.test(file)) {
        refusals.add(outOfOrder(file, newest.get()));
      }
    }

    private void compare(Migration file, Instant when, Checksum then) {
      if (!then.meaning().equals(file.checksum().meaning())) {
        refusals.add(changed(file, when));
      } else if (!then.text().equals(file.checksum().text())) {
        warnings.add(
            "%s: comments or layout changed since it was applied on %s; its statements are the same."
                .formatted(file.id(), MINUTE.format(when)));
      }
    }

    /** What a mount that was forgotten, or a wrong path, looks like. */
    void emptyFolder() {
      refusals.add(
          new Failure(
              ErrorCode.CONFIGURATION,
              "The migrations folder holds no migration, but %d are applied."
                  .formatted(applied.size()),
              Failure.NOTHING_EXECUTED,
              "Name the folder of this database's migrations with MIGRATIONS_DIR, or mount it."));
    }

    void withoutFile(List<Migration> files) {
      var known = files.stream().map(Migration::id).collect(Collectors.toSet());
      applied.values().stream()
          .filter(row -> !known.contains(row.id()))
          .forEach(
              row ->
                  warnings.add(
                      "%s was applied on %s, but its file is not in the folder."
                          .formatted(row.id(), MINUTE.format(row.executedAt()))));
    }

    private static Failure outOfOrder(Migration file, MigrationId newest) {
      return new Failure(
          ErrorCode.OUT_OF_ORDER,
          "%s is pending, but sorts before %s, which is already applied."
              .formatted(file.id(), newest),
          Failure.NOTHING_EXECUTED,
          "Rename the file so that it sorts last, or, if it may run late, say so in it:"
              + " -- drydock: allow out-of-order because <reason>");
    }

    private static Failure changed(Migration file, Instant when) {
      return new Failure(
          ErrorCode.CHANGED_AFTER_APPLY,
          "%s was changed after it was applied on %s.".formatted(file.id(), MINUTE.format(when)),
          Failure.NOTHING_EXECUTED,
          "Restore the applied text, or put the change into a new migration.");
    }
  }
}
