package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Command;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;

/** What only a live database can tell: its size, its exact version, who subscribes to a table. */
final class LiveRisks {

  private static final long LARGE = 1L << 30;

  private static final char DEFAULT_IDENTITY = 'd';

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.advice(
                  "index-build-load",
                  "an index is built on a table of a gigabyte or more",
                  "The build reads the whole table, sorts on disc what does not fit into maintenance_work_mem, and writes the index to the WAL, which every standby replays: others get slower, and standbys fall behind.",
                  "Build it in a quiet hour, with disc space for the index and its sort; raise maintenance_work_mem and max_parallel_maintenance_workers for the migrating role, and watch pg_stat_progress_create_index."),
              Creation.CreateIndex.class,
              LiveRisks::load),
          new Hazard<>(
              RuleDoc.trap(
                      "concurrent-build-corrupts",
                      "an index is built concurrently on a server of version 14.0 to 14.3",
                      "These versions may leave rows out of an index that is built by CREATE INDEX or REINDEX CONCURRENTLY, without any error: queries then miss these rows.",
                      "Upgrade the server to 14.4 or later first; indexes that were built so before need REINDEX.")
                  .since(14)
                  .until(14),
              Action.class,
              LiveRisks::corruption),
          new Hazard<>(
              RuleDoc.trap(
                  "published-table-loses-identity",
                  "a published table loses the key by which subscribers find its rows",
                  "Every UPDATE and DELETE on it fails from COMMIT on, since subscribers could not find the row.",
                  "Give the table another replica identity first: a unique index of NOT NULL columns, or FULL."),
              TableChange.class,
              LiveRisks::identity));

  private LiveRisks() {}

  private static List<Judgement> load(Look<Creation.CreateIndex> look) {
    QualifiedName table = look.action().table();
    return look.context().facts(table).stream()
        .filter(facts -> facts.bytes() >= LARGE)
        .map(
            facts ->
                look.advice(ObjectRef.of(ObjectKind.TABLE, table))
                    .message(
                        "The build reads the %d GB of %s and sorts on disc what does not fit into maintenance_work_mem; standbys replay the whole index"
                            .formatted(facts.bytes() / LARGE, table))
                    .safe(
                        "In a quiet hour; watch SELECT phase, blocks_done, blocks_total FROM pg_stat_progress_create_index;"))
        .toList();
  }

  /** PostgreSQL 14.4's release notes: the fix of a bug that 14.0 brought. */
  private static List<Judgement> corruption(Look<Action> look) {
    int version = look.context().world().facts().map(SchemaFacts::version).orElse(0);
    return version < 140_000 || version > 140_003
        ? List.of()
        : concurrentlyBuilt(look).stream()
            .map(
                name ->
                    look.hazard(EffectKind.MAY_FAIL, name)
                        .message(
                            "A concurrent build on PostgreSQL 14.%d may leave rows of %s out of the index"
                                .formatted(version % 10_000, name))
                        .safe("Upgrade the server to 14.4 or later first."))
            .toList();
  }

  /** The online lane builds concurrently what is written without it. */
  private static Optional<QualifiedName> concurrentlyBuilt(Look<Action> look) {
    if (look.action() instanceof Command.Reindex reindex) {
      return reindex.name().filter(name -> reindex.concurrently());
    }
    return look.action() instanceof Creation.CreateIndex build
            && (build.concurrently() || look.context().safeWay().form().isPresent())
        ? Optional.of(build.table())
        : Optional.empty();
  }

  private static List<Judgement> identity(Look<TableChange> look) {
    QualifiedName table = look.action().table().name();
    return look
        .relation(table)
        .filter(known -> known.facts().filter(LiveRisks::isPublished).isPresent())
        .filter(known -> losesIdentity(look.action(), known))
        .map(
            known ->
                look.hazard(EffectKind.BREAK_OLD_CODE, table)
                    .message(
                        "%s is published by %s: without this key every UPDATE and DELETE on it fails"
                            .formatted(
                                table,
                                known
                                    .facts()
                                    .map(f -> String.join(", ", f.publications()))
                                    .orElse("")))
                    .safe("ALTER TABLE %s REPLICA IDENTITY FULL;".formatted(table)))
        .stream()
        .toList();
  }

  private static boolean isPublished(RelationFacts facts) {
    return !facts.publications().isEmpty();
  }

  private static boolean losesIdentity(TableChange change, KnownRelation table) {
    if (change instanceof TableChange.ReplicaIdentity replica) {
      return replica.identity().equals("nothing")
          || (replica.identity().equals("default")
              && ConstraintHazards.primaryKey(table).isEmpty());
    }
    if (table.facts().filter(f -> f.replicaIdentity() == DEFAULT_IDENTITY).isEmpty()) {
      return false;
    }
    if (change instanceof TableChange.DropColumn dropped) {
      return ConstraintHazards.primaryKey(table).contains(dropped.column());
    }
    return change instanceof TableChange.DropConstraint dropped
        && table.indexes().values().stream()
            .anyMatch(index -> index.primary() && index.name().equals(dropped.constraint()));
  }
}
