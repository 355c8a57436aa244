package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.ConstraintNames;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.function.Function;

/** Constraints on existing tables that are proven while others wait. */
final class ConstraintHazards {

  static final List<LintRule<?>> ALL =
      List.of(
          rule(
              RuleDoc.hazard(
                  "foreign-key-validated-at-once",
                  LockMode.SHARE_ROW_EXCLUSIVE,
                  Work.SCAN,
                  "a foreign key is added and proven in one statement",
                  "Every row is looked up in the parent, and writes to both tables wait until the last one is.",
                  "Add it NOT VALID, which is short, and validate it in a later migration, which blocks nobody."),
              Constraint.Kind.FOREIGN_KEY,
              ConstraintHazards::foreignKey),
          new Hazard<>(
              RuleDoc.hazard(
                      "foreign-key-enforced-at-once",
                      LockMode.ACCESS_EXCLUSIVE,
                      Work.SCAN,
                      "a foreign key that was NOT ENFORCED is enforced",
                      "Every row is looked up in the parent while nobody can read or write the table, and writes to the parent wait.",
                      "Add a second foreign key NOT VALID, which is short, validate it in a later migration, and drop the one that was never enforced.")
                  .since(18),
              TableChange.AlterConstraint.class,
              ConstraintHazards::enforced),
          rule(
              RuleDoc.hazard(
                  "check-validated-at-once",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.SCAN,
                  "a CHECK is added and proven in one statement",
                  "Every row is read while nobody can read or write the table.",
                  "Add it NOT VALID, which is short, and validate it in a later migration, which blocks nobody."),
              Constraint.Kind.CHECK,
              ConstraintHazards::check),
          rule(
              RuleDoc.hazard(
                  "unique-constraint-builds-index",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.BUILD,
                  "a UNIQUE constraint is added to an existing table",
                  "Its index is built while nobody can read or write the table, and the statement fails on the first duplicate.",
                  "Build a unique index CONCURRENTLY, and make the constraint of it with USING INDEX."),
              Constraint.Kind.UNIQUE,
              look -> key(look, "The index of the constraint %s is built")),
          rule(
              RuleDoc.hazard(
                  "primary-key-builds-index",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.BUILD,
                  "a primary key is added to an existing table",
                  "Its index is built, and nullable columns are proven NOT NULL, while nobody can read or write the table.",
                  "Make the columns NOT NULL and build a unique index CONCURRENTLY first, then add the key with USING INDEX."),
              Constraint.Kind.PRIMARY_KEY,
              look -> key(look, "The index of the primary key %s is built")),
          rule(
              RuleDoc.hazard(
                  "exclusion-constraint-builds-index",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.BUILD,
                  "an EXCLUDE constraint is added to an existing table",
                  "Its index is built while nobody can read or write the table; it knows neither NOT VALID nor USING INDEX.",
                  "Put it on a new table and move the rows there, or add it while nobody needs the table."),
              Constraint.Kind.EXCLUDE,
              ConstraintHazards::exclusion),
          primaryKeyOfNullable(),
          new Hazard<>(
              RuleDoc.hazard(
                  "set-not-null-scans",
                  LockMode.ACCESS_EXCLUSIVE,
                  Work.SCAN,
                  "an existing column becomes NOT NULL without a proof at hand",
                  "Every row is read while nobody can read or write the table; it fails on the first NULL, and afterwards code fails that still writes NULL.",
                  "Prove it first by a CHECK that is added NOT VALID and validated later; SET NOT NULL then reads nothing."),
              TableChange.SetNotNull.class,
              ConstraintHazards::notNull),
          new Hazard<>(
              RuleDoc.advice(
                  "set-not-null-proven",
                  "an existing column becomes NOT NULL behind a proof",
                  "No row is read, but from COMMIT on code fails that still writes NULL.",
                  "Let every running version of the code write a value first; then this is the safe way."),
              TableChange.SetNotNull.class,
              ConstraintHazards::provenNotNull),
          new Hazard<>(
              RuleDoc.hazard(
                  "domain-constraint-rechecks",
                  LockMode.SHARE,
                  Work.SCAN,
                  "a constraint is added to a domain that is in use",
                  "Every table with a column of that domain is read, and writes to all of them wait.",
                  "Add it NOT VALID and validate it in a later migration, or put a CHECK on the one column that needs it."),
              ObjectChange.AlterDomain.class,
              ConstraintHazards::domain));

  private ConstraintHazards() {}

  /** A rule on constraints that are proven, or whose index is built, by the statement itself. */
  private static Hazard<TableChange.AddConstraint> rule(
      RuleDoc doc,
      Constraint.Kind kind,
      Function<Look<TableChange.AddConstraint>, Judgement> sees) {
    return new Hazard<>(
        doc,
        TableChange.AddConstraint.class,
        look -> {
          Constraint added = look.action().constraint();
          boolean quick = added.notValid() || added.notEnforced() || added.usingIndex().isPresent();
          return added.kind() == kind && !quick
              ? List.of(look.taught(sees.apply(look)))
              : List.of();
        });
  }

  private static String name(Look<TableChange.AddConstraint> look) {
    return ConstraintNames.name(table(look).name(), look.action().constraint());
  }

  private static QualifiedName table(Look<TableChange.AddConstraint> look) {
    return look.action().table().name();
  }

  private static Judgement foreignKey(Look<TableChange.AddConstraint> look) {
    QualifiedName parent = look.action().constraint().references().orElseThrow().table();
    return look.hazard(EffectKind.BLOCK_WRITES, table(look))
        .message(
            "Every row of %s is looked up in %s, and writes to both wait until the end"
                .formatted(table(look), parent));
  }

  private static List<Judgement> enforced(Look<TableChange.AlterConstraint> look) {
    TableChange.AlterConstraint change = look.action();
    QualifiedName table = change.table().name();
    ObjectRef key = ObjectRef.part(ObjectKind.CONSTRAINT, table, change.constraint());
    return change.onlyEnforces()
        ? List.of(
            look.hazard(EffectKind.BLOCK_READS, table)
                .message(
                    "Every row of %s is looked up to prove %s while nobody can read or write it"
                        .formatted(table, QualifiedName.quoted(change.constraint())))
                .safe(
                    "Add a second foreign key like %s NOT VALID, validate it in a statement of its own, beside reads and writes, and drop %s then."
                        .formatted(key, key)))
        : List.of();
  }

  private static Judgement check(Look<TableChange.AddConstraint> look) {
    return look.hazard(EffectKind.BLOCK_READS, table(look))
        .message(
            "All of %s is read to prove %s while nobody can read or write it"
                .formatted(table(look), QualifiedName.quoted(name(look))));
  }

  private static Judgement key(Look<TableChange.AddConstraint> look, String built) {
    return look.hazard(EffectKind.BLOCK_READS, table(look))
        .message(
            (built + " while nobody can read or write %s")
                .formatted(QualifiedName.quoted(name(look)), table(look)));
  }

  private static Judgement exclusion(Look<TableChange.AddConstraint> look) {
    return look.hazard(EffectKind.BLOCK_READS, table(look))
        .message(
            "The index of %s is built while nobody can read or write %s"
                .formatted(QualifiedName.quoted(name(look)), table(look)));
  }

  /** USING INDEX spares the build, but not the proof that the columns are never null. */
  private static Hazard<TableChange.AddConstraint> primaryKeyOfNullable() {
    return new Hazard<>(
        RuleDoc.hazard(
            "primary-key-using-index-scans",
            LockMode.ACCESS_EXCLUSIVE,
            Work.SCAN,
            "a primary key is made of an index whose columns may be null",
            "Every row is read to prove that none is null while nobody can read or write the table.",
            "Make the columns NOT NULL first, by a CHECK that is validated in a later migration."),
        TableChange.AddConstraint.class,
        look -> {
          Constraint added = look.action().constraint();
          return added.kind() != Constraint.Kind.PRIMARY_KEY
              ? List.of()
              : added.usingIndex().stream()
                  .flatMap(index -> nullable(look, index).stream())
                  .limit(1)
                  .map(column -> scanned(look, column))
                  .toList();
        });
  }

  private static List<String> nullable(Look<TableChange.AddConstraint> look, String index) {
    return look.relation(table(look)).stream()
        .flatMap(
            known ->
                known.indexes().values().stream()
                    .filter(i -> i.name().equals(index))
                    .flatMap(i -> i.columns().stream())
                    .filter(column -> !isProven(known, column)))
        .toList();
  }

  static boolean isProven(KnownRelation table, String column) {
    return table.provenNotNull(column)
        || table.column(column).map(KnownColumn::notNull).orElse(false);
  }

  private static Judgement scanned(Look<TableChange.AddConstraint> look, String column) {
    return look.taught(
        look.hazard(EffectKind.BLOCK_READS, table(look))
            .message(
                "%s may be null, so all of %s is read while nobody can read or write it"
                    .formatted(QualifiedName.quoted(column), table(look))));
  }

  private static List<Judgement> notNull(Look<TableChange.SetNotNull> look) {
    TableChange.SetNotNull change = look.action();
    QualifiedName table = change.table().name();
    boolean proven =
        look.relation(table).filter(known -> isProven(known, change.column())).isPresent();
    if (proven) {
      return List.of();
    }
    var column = ObjectRef.part(ObjectKind.COLUMN, table, change.column());
    return List.of(
        look.taught(
            look.hazard(EffectKind.REQUIRE_VALUE, column)
                .message(
                    "All of %s is read to prove that %s is never null while nobody can read or write; old code that writes NULL fails afterwards"
                        .formatted(table, QualifiedName.quoted(change.column())))));
  }

  private static List<Judgement> provenNotNull(Look<TableChange.SetNotNull> look) {
    TableChange.SetNotNull change = look.action();
    QualifiedName table = change.table().name();
    var column = ObjectRef.part(ObjectKind.COLUMN, table, change.column());
    return look.relation(table).stream()
        .filter(known -> known.provenNotNull(change.column()))
        .filter(known -> !known.column(change.column()).map(KnownColumn::notNull).orElse(false))
        .map(
            known ->
                look.hazard(EffectKind.REQUIRE_VALUE, column)
                    .refusal(Refusal.NEVER)
                    .message(
                        "From COMMIT on old code that writes NULL into %s fails".formatted(column)))
        .toList();
  }

  private static List<Judgement> domain(Look<ObjectChange.AlterDomain> look) {
    ObjectChange.AlterDomain change = look.action();
    boolean adds =
        change.change().startsWith("set not null")
            || (change.change().startsWith("add")
                && change.constraint().filter(c -> !c.notValid()).isPresent());
    if (!adds) {
      return List.of();
    }
    var domain = ObjectRef.of(ObjectKind.DOMAIN, change.domain());
    return List.of(
        look.context()
            .hazard(look.rule(), change, EffectKind.BLOCK_WRITES, domain)
            .message(
                "Every table with a column of %s is read, and writes to all of them wait"
                    .formatted(domain)));
  }

  /** The key of an index list's primary key; empty where there is none. */
  static List<String> primaryKey(KnownRelation table) {
    return table.indexes().values().stream()
        .filter(RelationFacts.Index::primary)
        .map(RelationFacts.Index::columns)
        .findFirst()
        .orElse(List.of());
  }
}
