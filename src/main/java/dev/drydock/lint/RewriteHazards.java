package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Command;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** Tables, indexes and materialized views that are written anew, or locked by name. */
final class RewriteHazards {

  static final List<LintRule<?>> ALL =
      List.of(
          moved(
              "set-tablespace-rewrites",
              TableChange.SetTablespace.class,
              EffectKind.CHANGE_TABLESPACE,
              "a table moves to another tablespace",
              "Copy the rows in batches into a new table in that tablespace, or use pg_repack.",
              change -> "tablespace " + QualifiedName.quoted(change.tablespace())),
          rewrite(
              "set-logged-rewrites",
              TableChange.SetLogged.class,
              "an unlogged table becomes logged",
              "Make a new logged table and copy the rows in batches.",
              change ->
                  change.logged()
                      ? Optional.of("%s is written anew, and all of it into the log")
                      : Optional.empty()),
          since(
              15,
              moved(
                  "set-access-method-rewrites",
                  TableChange.SetAccessMethod.class,
                  EffectKind.CHANGE_ACCESS_METHOD,
                  "a table changes its access method",
                  "Make a new table with that access method and copy the rows in batches.",
                  change -> "access method " + QualifiedName.quoted(change.method()))),
          since(
              17,
              rewrite(
                  "set-expression-rewrites",
                  TableChange.SetExpression.class,
                  "a stored generated column gets another expression",
                  "Add a second column, fill it in batches, and move the code to it.",
                  change ->
                      Optional.of(
                          "%s is written anew with other values in "
                              + QualifiedName.quoted(change.column())))),
          new Hazard<>(
              RuleDoc.hazard(
                  "vacuum-full",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.REWRITE,
                  "VACUUM FULL writes a table anew",
                  "Nobody can read or write it meanwhile, and it needs as much space again.",
                  "Plain VACUUM makes the space usable again and blocks nobody; pg_repack gives it back."),
              Command.Vacuum.class,
              RewriteHazards::vacuum),
          new Hazard<>(
              RuleDoc.hazard(
                  "cluster-blocks",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.REWRITE,
                  "CLUSTER writes a table anew in another order",
                  "Nobody can read or write it meanwhile, and new rows do not keep the order.",
                  "Use pg_repack, or live with the order."),
              Command.Cluster.class,
              RewriteHazards::cluster),
          new Hazard<>(
              RuleDoc.hazard(
                  "reindex-blocks",
                  LockMode.SHARE,
                  Work.BUILD,
                  "an index is built anew without CONCURRENTLY",
                  "Writes to its table wait, and so does every query that would use the index.",
                  "REINDEX … CONCURRENTLY, in a migration of its own."),
              Command.Reindex.class,
              RewriteHazards::reindex),
          new Hazard<>(
              RuleDoc.hazard(
                  "refresh-view-blocks",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.REWRITE,
                  "a materialized view is refreshed without CONCURRENTLY",
                  "Nobody can read it until its query has run again.",
                  "REFRESH MATERIALIZED VIEW CONCURRENTLY; it needs a unique index without WHERE."),
              Command.RefreshView.class,
              RewriteHazards::refresh),
          new Hazard<>(
              RuleDoc.hazard(
                  "lock-table",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.CATALOG,
                  "a table is locked by name",
                  "The lock lasts until COMMIT, that is, for the whole rest of the run.",
                  "Leave it out: each statement takes the lock that it needs."),
              Command.Lock.class,
              RewriteHazards::lock));

  private RewriteHazards() {}

  private static <A extends TableChange> Hazard<A> rewrite(
      String id,
      Class<A> judges,
      String what,
      String instead,
      Function<A, Optional<String>> message) {
    var doc =
        RuleDoc.hazard(
            id,
            LockMode.ACCESS_EXCLUSIVE,
            Work.REWRITE,
            what,
            "All of it is written, and nobody can read or write it meanwhile.",
            instead);
    return new Hazard<>(
        doc,
        judges,
        look ->
            message.apply(look.action()).stream()
                .map(
                    text ->
                        look.hazard(EffectKind.REWRITE_TABLE, look.action().table().name())
                            .message(
                                text.replace("%s", look.action().table().toString())
                                    + ", and nobody can read or write it meanwhile"))
                .toList());
  }

  /** The guard sees the table's new place too, so that it is declared like a loss. */
  private static <A extends TableChange> Hazard<A> moved(
      String id,
      Class<A> judges,
      EffectKind effect,
      String what,
      String instead,
      Function<A, String> place) {
    var doc =
        RuleDoc.destructive(
                id,
                what,
                "All of it is copied, and nobody can read or write it meanwhile; where it lay, somebody had chosen.",
                instead)
            .lock(LockMode.ACCESS_EXCLUSIVE, Work.REWRITE);
    return new Hazard<>(
        doc,
        judges,
        look -> {
          QualifiedName table = look.action().table().name();
          return List.of(
              look.destructive(effect, table(table))
                  .message(
                      "%s is copied to %s, and nobody can read or write it meanwhile"
                          .formatted(table, place.apply(look.action()))));
        });
  }

  private static <A extends TableChange> Hazard<A> since(int major, Hazard<A> rule) {
    return new Hazard<>(rule.doc().since(major), rule.judges(), rule.sees());
  }

  private static final ObjectRef WHOLE_DATABASE =
      ObjectRef.of(ObjectKind.DATABASE, QualifiedName.of("database"));

  private static List<Judgement> vacuum(Look<Command.Vacuum> look) {
    if (!look.action().full()) {
      return List.of();
    }
    List<ObjectRef> tables = look.action().tables().stream().map(RewriteHazards::table).toList();
    return (tables.isEmpty() ? List.of(WHOLE_DATABASE) : tables)
        .stream()
            .map(
                table ->
                    look.context()
                        .hazard(look.rule(), look.action(), EffectKind.BLOCK_READS, table)
                        .message(
                            "%s is written anew, and nobody can read or write it meanwhile"
                                .formatted(named(table)))
                        .safe(
                            table.equals(WHOLE_DATABASE)
                                ? "VACUUM (ANALYZE);"
                                : "VACUUM (ANALYZE) %s;".formatted(table)))
            .toList();
  }

  private static List<Judgement> cluster(Look<Command.Cluster> look) {
    ObjectRef table = look.action().table().map(RewriteHazards::table).orElse(WHOLE_DATABASE);
    return List.of(
        look.context()
            .hazard(look.rule(), look.action(), EffectKind.BLOCK_READS, table)
            .message(
                "%s is written anew, and nobody can read or write it meanwhile"
                    .formatted(named(table))));
  }

  private static ObjectRef table(QualifiedName name) {
    return ObjectRef.of(ObjectKind.TABLE, name);
  }

  private static String named(ObjectRef table) {
    return table.equals(WHOLE_DATABASE) ? "Every table of the database" : table.toString();
  }

  private static List<Judgement> reindex(Look<Command.Reindex> look) {
    Command.Reindex command = look.action();
    if (command.concurrently()) {
      return List.of();
    }
    String name = command.name().map(QualifiedName::toString).orElse("");
    Judgement told =
        look.context()
            .hazard(look.rule(), command, EffectKind.BLOCK_WRITES, rebuilt(look))
            .message(
                "Writes wait until %s %s is built anew, and so do queries that would use it"
                    .formatted(command.target(), name));
    boolean movable = !name.isEmpty() && !command.target().equals("system");
    return List.of(
        look.taught(
            movable
                ? told.safe(
                    "REINDEX %s CONCURRENTLY %s;"
                        .formatted(command.target().toUpperCase(Locale.ROOT), name))
                : told));
  }

  /** The table whose writers wait, where that is known. */
  private static ObjectRef rebuilt(Look<Command.Reindex> look) {
    Command.Reindex command = look.action();
    QualifiedName name = command.name().orElse(QualifiedName.of("database"));
    return switch (command.target()) {
      case "table" -> table(name);
      case "index" ->
          look.context()
              .world()
              .tableOfIndex(name)
              .map(known -> table(known.name()))
              .orElseGet(() -> ObjectRef.of(ObjectKind.INDEX, name));
      case "schema" -> ObjectRef.of(ObjectKind.SCHEMA, name);
      default -> WHOLE_DATABASE;
    };
  }

  private static List<Judgement> refresh(Look<Command.RefreshView> look) {
    Command.RefreshView command = look.action();
    if (command.concurrently() || !command.withData()) {
      return List.of();
    }
    QualifiedName view = command.view();
    return List.of(
        look.taught(
            look.context()
                .hazard(
                    look.rule(),
                    command,
                    EffectKind.BLOCK_READS,
                    ObjectRef.of(ObjectKind.MATERIALIZED_VIEW, view))
                .message("Nobody can read %s until its query has run again".formatted(view))
                .safe(
                    "CREATE UNIQUE INDEX ON %1$s (<its key>);\nREFRESH MATERIALIZED VIEW CONCURRENTLY %1$s;"
                        .formatted(view))));
  }

  private static List<Judgement> lock(Look<Command.Lock> look) {
    Command.Lock command = look.action();
    String words = command.mode().isBlank() ? "access exclusive" : command.mode().strip();
    LockMode mode = LockMode.valueOf(words.replace(' ', '_').toUpperCase(Locale.ROOT));
    if (!mode.blocksWrites()) {
      return List.of();
    }
    EffectKind effect = mode.blocksReads() ? EffectKind.BLOCK_READS : EffectKind.BLOCK_WRITES;
    return command.tables().stream()
        .map(
            table ->
                look.hazard(effect, table)
                    .lock(mode, Work.CATALOG)
                    .refusal(Refusal.ABOVE_SIZE)
                    .message(
                        "%s is locked in mode %s until the run commits".formatted(table, mode)))
        .toList();
  }
}
