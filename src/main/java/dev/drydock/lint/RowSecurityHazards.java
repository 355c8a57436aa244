package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import dev.drydock.sql.TableChange.RowSecurity.Mode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Row security that begins to hide rows of an existing table. */
final class RowSecurityHazards {

  /** Commands of policies that let rows be read. */
  private static final Set<String> READING = Set.of("all", "select");

  static final List<LintRule<?>> ALL =
      List.of(
          new Hazard<>(
              RuleDoc.trap(
                  "enable-row-security-locks-out",
                  "row security begins to bind on an existing table that has no policy to admit rows",
                  "Whoever it binds sees no row at all and can write none from COMMIT on: every role but the owner, and with FORCE the owner too. An application that does not connect as the owner is locked out.",
                  "Create a policy that admits the rows first, in the same migration, and test it as the application's role."),
              TableChange.RowSecurity.class,
              look ->
                  binding(look).filter(Binding::locksOut).map(b -> lockedOut(look, b)).stream()
                      .toList()),
          new Hazard<>(
              RuleDoc.trap(
                  "enable-row-security-hides",
                  "row security begins to bind on an existing table",
                  "Whoever it binds sees only what its policies admit from COMMIT on; a condition that is never true for the application's role hides everything.",
                  "Test the policies as the application's role, and as the owner where FORCE is set."),
              TableChange.RowSecurity.class,
              look ->
                  binding(look).filter(b -> !b.locksOut()).map(b -> hidden(look, b)).stream()
                      .toList()));

  private RowSecurityHazards() {}

  /** Whether a policy lets rows be read at all. */
  static boolean admits(Creation.CreatePolicy policy) {
    return policy.permissive() && READING.contains(policy.command());
  }

  /**
   * Whom a change begins to bind.
   *
   * @param known roles by name; empty where no database tells
   * @param owner whether the owner is among them
   * @param policies that let rows be read
   */
  private record Binding(Optional<List<String>> known, boolean owner, List<String> policies) {

    boolean locksOut() {
      return policies.isEmpty();
    }

    /** Whether somebody who can use the table now is bound, as far as one knows. */
    boolean concernsUsers() {
      return owner || known.filter(roles -> !roles.isEmpty()).isPresent();
    }

    /** Behind "For". */
    String who() {
      String others = owner ? "everybody, its owner included" : "every role but the owner";
      return known
          .filter(roles -> !roles.isEmpty())
          .map(roles -> String.join(" and ", roles))
          .orElse(others);
    }
  }

  /** Empty where nobody is bound who was not before. */
  private static Optional<Binding> binding(Look<TableChange.RowSecurity> look) {
    TableChange.RowSecurity change = look.action();
    QualifiedName table = change.table().name();
    RelationFacts.RowSecurity before =
        look.relation(table).map(KnownRelation::rowSecurity).orElse(RelationFacts.RowSecurity.NONE);
    boolean enables = change.mode() == Mode.ENABLE && !before.enabled();
    boolean forces = change.mode() == Mode.FORCE && !before.forced() && before.enabled();
    boolean owner = before.bindsOwner() && (forces || (enables && before.forced()));
    if (!enables && !owner) {
      return Optional.empty();
    }
    return Optional.of(
        new Binding(bound(look, before, enables, owner), owner, policies(look, before)));
  }

  private static Optional<List<String>> bound(
      Look<TableChange.RowSecurity> look,
      RelationFacts.RowSecurity before,
      boolean enables,
      boolean owner) {
    return look.context()
        .facts(look.action().table().name())
        .map(
            facts ->
                Stream.concat(
                        owner ? Stream.of("its owner " + facts.owner()) : Stream.of(),
                        enables ? before.bound().stream() : Stream.of())
                    .toList());
  }

  private static List<String> policies(
      Look<TableChange.RowSecurity> look, RelationFacts.RowSecurity before) {
    Stream<String> ahead =
        look.context().ahead().policies(look.action().table().name()).stream()
            .filter(RowSecurityHazards::admits)
            .map(policy -> policy.object().simpleName());
    return Stream.concat(before.admitting().stream(), ahead).distinct().toList();
  }

  private static Judgement told(Look<TableChange.RowSecurity> look, String message) {
    return look.hazard(EffectKind.BREAK_OLD_CODE, look.action().table().name())
        .refusal(Refusal.NEVER)
        .lock(LockMode.ACCESS_EXCLUSIVE, Work.CATALOG)
        .message(message);
  }

  private static Judgement lockedOut(Look<TableChange.RowSecurity> look, Binding binding) {
    QualifiedName table = look.action().table().name();
    String policy = QualifiedName.quoted(table.name() + "_as_before");
    return told(
            look,
            "%s has no policy that admits rows: for %s there is no row to see or to write from COMMIT on"
                .formatted(table, binding.who()))
        .refusal(binding.concernsUsers() ? Refusal.UNLESS_DECLARED : Refusal.NEVER)
        .safe(
            "CREATE POLICY %s ON %s USING (true);\n-- in the same migration; narrow it role by role once the application works with it."
                .formatted(policy, table));
  }

  private static Judgement hidden(Look<TableChange.RowSecurity> look, Binding binding) {
    return told(
        look,
        "For %s only those rows of %s are there from COMMIT on that policy %s admits"
            .formatted(
                binding.who(),
                look.action().table().name(),
                binding.policies().stream()
                    .map(QualifiedName::quoted)
                    .collect(Collectors.joining(" or "))));
  }
}
