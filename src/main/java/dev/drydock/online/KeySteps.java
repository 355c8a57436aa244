package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.ActionText;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.SameDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** UNIQUE and PRIMARY KEY: the index is built beside the traffic, then the constraint takes it. */
final class KeySteps {

  private static final int NOT_NULL_AS_CONSTRAINT = 18;

  private KeySteps() {}

  static Part of(Constraint key, String body, Alteration alteration) {
    RelationFacts table = alteration.table();
    if (key.withoutOverlaps()) {
      return new Part.Refused(
          "A key WITHOUT OVERLAPS on %s can neither be built concurrently nor take an index over"
              .formatted(table.name()),
          "Add it with -- drydock: plain while nobody needs the table.");
    }
    if (ActionText.hasAnyWord(body, "with", "using")) {
      return new Part.Refused(
          "The key on %s names storage options or a tablespace for its index"
              .formatted(table.name()),
          "Build that index yourself with CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX.");
    }
    boolean primary = key.kind() == Constraint.Kind.PRIMARY_KEY;
    if (primary && !alteration.remaining().primaryKey().isEmpty()) {
      return new Part.Refused(
          "%s has a primary key already".formatted(table.name()),
          "Drop it in the same ALTER TABLE, or add a UNIQUE constraint.",
          true);
    }
    var actions = new ArrayList<OnlineAction>();
    if (primary) {
      nullable(key, alteration).forEach(c -> actions.addAll(NotNullSteps.steps(c, alteration)));
    }
    String name = AddedConstraints.name(key, alteration);
    if (table.kind() != 'p') {
      actions.addAll(onto(table, name, key, body, alteration.names()));
      return Part.Slow.of(actions).holdingFrom(actions.size() - 1);
    }
    for (RelationFacts leaf : without(key, table, alteration.context()).toList()) {
      if (primary && !leaf.primaryKey().isEmpty()) {
        return new Part.Refused(
            "The partition %s has a primary key of its own already".formatted(leaf.name()),
            "Drop it first, or add a UNIQUE constraint.",
            true);
      }
      actions.addAll(
          onto(leaf, name(key, leaf, alteration.names()), key, body, alteration.names()));
    }
    actions.add(alteration.step("ADD CONSTRAINT " + SqlQuoting.identifier(name) + " " + body));
    return new Part.Slow(
        Optional.empty(),
        actions,
        -1,
        primary && actions.size() > 1 ? ownNotNull(key, alteration) : List.of());
  }

  /** The partitions with rows that lack the key; those that have it, the parent's takes over. */
  private static Stream<RelationFacts> without(
      Constraint key, RelationFacts parent, FormContext context) {
    return context.partitions(parent).stream()
        .filter(part -> !has(part, key))
        .flatMap(part -> part.kind() == 'p' ? without(key, part, context) : Stream.of(part));
  }

  /** Whether a partition has that key already, and its index is no part of another one. */
  private static boolean has(RelationFacts leaf, Constraint key) {
    return leaf.constraints().stream()
        .filter(known -> SameDefinition.ofKeys(key, known.definition()))
        .anyMatch(
            known ->
                leaf.indexes().stream()
                    .anyMatch(i -> i.name().equals(known.name()) && i.valid() && !i.attached()));
  }

  /** Since 18 NOT NULL is a constraint, which each partition gets with its own key. */
  private static List<String> ownNotNull(Constraint key, Alteration alteration) {
    return alteration.context().server() < NOT_NULL_AS_CONSTRAINT
        ? List.of()
        : List.of(
            "The partitions of %s have NOT NULL on %s as their own, too: where %s drops it one day, they keep it."
                .formatted(
                    alteration.table().name(),
                    String.join(", ", key.columns()),
                    alteration.table().name()));
  }

  /** An index that is there: only what a primary key has to prove besides. */
  static Optional<Part> takingOver(Constraint key, String body, Alteration alteration) {
    List<String> columns =
        alteration.table().indexes().stream()
            .filter(index -> index.name().equals(key.usingIndex().orElseThrow()))
            .flatMap(index -> index.columns().stream())
            .filter(column -> isNullable(column, alteration.table()))
            .toList();
    if (key.kind() != Constraint.Kind.PRIMARY_KEY || columns.isEmpty()) {
      return Optional.empty();
    }
    var actions = new ArrayList<OnlineAction>();
    columns.forEach(column -> actions.addAll(NotNullSteps.steps(column, alteration)));
    String name = key.name().map(n -> "CONSTRAINT " + SqlQuoting.identifier(n) + " ").orElse("");
    actions.add(alteration.step("ADD " + name + body));
    return Optional.of(Part.Slow.of(actions).holdingFrom(actions.size() - 1));
  }

  private static List<OnlineAction> onto(
      RelationFacts table, String name, Constraint key, String body, GivenNames names) {
    String built = ChosenNames.free(table, name, names);
    String sql =
        "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)%s%s"
            .formatted(
                SqlQuoting.identifier(built),
                Naming.of(table),
                Naming.columns(key.columns()),
                ActionText.parenthesesBehind(body, "include").map(c -> " INCLUDE " + c).orElse(""),
                key.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "");
    String kind = key.kind() == Constraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    // The constraint gives the index its own name.
    var helpers = new ArrayList<Effect>();
    helpers.add(Naming.effect(EffectKind.CHANGE_INDEX, table.schema(), built));
    if (!built.equals(name)) {
      helpers.add(Naming.effect(EffectKind.RENAME_INDEX, table.schema(), built));
    }
    return List.of(
        Naming.build(sql, table.schema(), built),
        new OnlineAction.InTransaction(
            List.of(
                "%s ADD CONSTRAINT %s %s USING INDEX %s%s"
                    .formatted(
                        Alteration.alter(Naming.of(table)),
                        SqlQuoting.identifier(name),
                        kind,
                        SqlQuoting.identifier(built),
                        deferral(key))),
            helpers));
  }

  /** When it rejects a duplicate, as a constraint that takes an index over has to say again. */
  static String deferral(Constraint key) {
    return (key.deferrable() ? " DEFERRABLE" : "")
        + (key.initiallyDeferred() ? " INITIALLY DEFERRED" : "");
  }

  private static List<String> nullable(Constraint key, Alteration alteration) {
    return key.columns().stream()
        .filter(c -> isNullable(c, alteration.table()) && !alteration.addsNotNull(c))
        .toList();
  }

  private static boolean isNullable(String column, RelationFacts table) {
    return !table.column(column).map(RelationFacts.Column::notNull).orElse(false)
        && !NotNullSteps.isProven(table, column);
  }

  /** The server names each partition's by itself. */
  private static String name(Constraint key, RelationFacts leaf, GivenNames names) {
    return key.kind() == Constraint.Kind.PRIMARY_KEY
        ? names.of(leaf, List.of(), "pkey")
        : names.of(leaf, key.indexed(), "key");
  }
}
