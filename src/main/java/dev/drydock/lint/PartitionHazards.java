package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** New partitions of existing tables. */
final class PartitionHazards {

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.hazard(
                  "attach-partition-scans",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.SCAN,
                  "a table with rows is attached as a partition without a CHECK that proves its bound",
                  "Every row of it is read while nobody can read or write it, and the default partition is read too.",
                  "Add a CHECK of the bound NOT VALID, validate it in a later migration, then attach, and drop the CHECK."),
              TableChange.AttachPartition.class,
              PartitionHazards::attach),
          new Hazard<>(
              RuleDoc.hazard(
                  "partition-of-locks-parent",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.CATALOG,
                  "a partition is created directly inside an existing table",
                  "The lock on the parent waits behind every running query, and all later ones wait behind it; a default partition is read meanwhile.",
                  "Create a table by itself and attach it: ATTACH PARTITION lets reads and writes of the parent go on."),
              Creation.CreateTable.class,
              PartitionHazards::partitionOf),
          new Hazard<>(
              RuleDoc.trap(
                  "concurrently-on-partitioned",
                  "an index is built CONCURRENTLY on a partitioned table",
                  "PostgreSQL refuses that; only a partition's own index can be built in this way.",
                  "Make it ON ONLY the parent, build one CONCURRENTLY on each partition, and attach those."),
              Creation.CreateIndex.class,
              PartitionHazards::concurrently));

  private PartitionHazards() {}

  private static List<Judgement> attach(Look<TableChange.AttachPartition> look) {
    TableChange.AttachPartition change = look.action();
    QualifiedName partition = change.partition();
    boolean proven =
        look.relation(partition).stream()
            .flatMap(known -> known.constraints().values().stream())
            .anyMatch(c -> c.kind() == 'c' && c.validated());
    if (proven) {
      return List.of();
    }
    return List.of(
        look.hazard(EffectKind.BLOCK_READS, partition)
            .message(
                "All of %s is read to prove that it fits into %s while nobody can read or write it"
                    .formatted(partition, change.table()))
            .safe(
                """
                ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (<the bound>) NOT VALID;
                -- in a transaction of its own, beside reads and writes:
                ALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;
                ALTER TABLE %3$s ATTACH PARTITION %1$s %4$s;"""
                    .formatted(
                        partition,
                        QualifiedName.quoted(
                            ConstraintNames.fitting(partition.name(), "", "bound")),
                        change.table(),
                        change.bound().text())));
  }

  private static List<Judgement> partitionOf(Look<Creation.CreateTable> look) {
    Creation.CreateTable made = look.action();
    return made.partitionOf().stream()
        .filter(of -> !(made.ifNotExists() && look.relation(made.table()).isPresent()))
        .flatMap(of -> Stream.concat(Stream.of(locked(look, made, of)), scanned(look, of).stream()))
        .toList();
  }

  /** Where there is a default partition, the server reads all of it. */
  private static Optional<Judgement> scanned(
      Look<Creation.CreateTable> look, Creation.PartitionOf of) {
    return look.relation(of.parent())
        .flatMap(KnownRelation::facts)
        .flatMap(
            facts ->
                facts.ties("").stream()
                    .filter(tie -> tie.kind() == RelationFacts.Tie.Kind.DEFAULT_PARTITION)
                    .findFirst())
        .map(tie -> QualifiedName.of(tie.schema(), tie.table()))
        .map(
            other ->
                look.hazard(EffectKind.BLOCK_READS, other)
                    .refusal(Refusal.ABOVE_SIZE)
                    .lock(LockMode.ACCESS_EXCLUSIVE, Work.SCAN)
                    .message(
                        "All of %s, the default partition of %s, is read while nobody can read or write it"
                            .formatted(other, of.parent()))
                    .safe(
                        "ALTER TABLE %1$s ADD CONSTRAINT %2$s CHECK (NOT (<the bound>)) NOT VALID;\n-- in a transaction of its own, beside reads and writes:\nALTER TABLE %1$s VALIDATE CONSTRAINT %2$s;"
                            .formatted(
                                other,
                                QualifiedName.quoted(
                                    ConstraintNames.fitting(other.name(), "", "bound")))));
  }

  private static Judgement locked(
      Look<Creation.CreateTable> look, Creation.CreateTable made, Creation.PartitionOf of) {
    return look.hazard(EffectKind.BLOCK_READS, of.parent())
        .message(
            "Reads and writes of %s wait while %s is made inside it"
                .formatted(of.parent(), made.table()))
        .safe(
            """
                        CREATE TABLE %1$s (LIKE %2$s INCLUDING ALL);
                        ALTER TABLE %2$s ATTACH PARTITION %1$s %3$s;"""
                .formatted(made.table(), of.parent(), of.bound().text()));
  }

  private static List<Judgement> concurrently(Look<Creation.CreateIndex> look) {
    Creation.CreateIndex build = look.action();
    if (!build.concurrently() || !look.isPartitioned(build.table())) {
      return List.of();
    }
    return List.of(
        look.hazard(EffectKind.MAY_FAIL, build.table())
            .refusal(Refusal.ALWAYS)
            .message(
                "%s is partitioned, and PostgreSQL builds no index CONCURRENTLY on such a table"
                    .formatted(build.table()))
            .safe(
                "CREATE INDEX ON ONLY %s …;\nCREATE INDEX CONCURRENTLY … ON <partition> …;\nALTER INDEX … ATTACH PARTITION …;"
                    .formatted(build.table())));
  }
}
