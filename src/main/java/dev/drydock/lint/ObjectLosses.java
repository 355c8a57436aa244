package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is taken from objects that are no tables, or from their owner, place and rights. */
final class ObjectLosses {

  private static final Set<String> DOMAIN_LOSSES =
      Set.of("set default", "drop default", "drop not null", "drop constraint");

  static final List<LintRule<?>> ALL =
      List.of(
          OneLoss.of(
                  "set-schema",
                  ObjectChange.SetSchema.class,
                  EffectKind.SET_SCHEMA,
                  change -> Optional.of(change.object()),
                  "an existing object moves to another schema",
                  "Code that names it with its schema, or finds it through the search path, fails at once.",
                  "Whoever uses %s under its present schema fails at once.",
                  "Keep %s where it is; put a view of that name into the other schema.")
              .unlocked(),
          OneLoss.of(
                  "change-owner",
                  ObjectChange.ChangeOwner.class,
                  EffectKind.CHANGE_OWNER,
                  change -> Optional.of(change.object()),
                  "an existing object gets another owner",
                  "The role that owned it may no longer alter it, or even read it.",
                  "The present owner of %s loses its rights.",
                  "Grant the other role what it needs on %s instead.")
              .unlocked(),
          OneLoss.of(
                  "drop-comment",
                  ObjectChange.Comment.class,
                  EffectKind.DROP_COMMENT,
                  change ->
                      change.text().isPresent() ? Optional.empty() : Optional.of(change.object()),
                  "an existing comment is removed",
                  "Tools such as GraphQL layers read directives from comments.",
                  "The comment on %s is gone.",
                  "Write the comment on %s that is meant.")
              .unlocked(),
          OneLoss.of(
                  "drop-security-label",
                  ObjectChange.SecurityLabel.class,
                  EffectKind.DROP_SECURITY_LABEL,
                  change ->
                      change.label().isPresent() ? Optional.empty() : Optional.of(change.object()),
                  "an existing security label is removed",
                  "Masking or mandatory access control that hangs on it stops.",
                  "What the security label on %s protected is open.",
                  "Keep the label on %s.")
              .unlocked(),
          OneLoss.of(
                  "revoke-role",
                  ObjectChange.RevokeRole.class,
                  EffectKind.REVOKE,
                  change -> named(ObjectKind.ROLE, change.revoked()),
                  "a role's membership is revoked",
                  "Its members lose at once what the role may do.",
                  "Members of %s lose at once what it may do.",
                  "Keep the membership in %s until no session needs it.")
              .unlocked(),
          OneLoss.of(
                  "revoke-default-privileges",
                  ObjectChange.DefaultPrivileges.class,
                  EffectKind.CHANGE_DEFAULT_PRIVILEGES,
                  change ->
                      change.revoke()
                          ? Optional.of(
                              ObjectRef.of(ObjectKind.ROLE, QualifiedName.of("current_user")))
                          : Optional.empty(),
                  "default privileges are revoked",
                  "Tables made later can no longer be read by the roles that count on it.",
                  "Objects made later are closed to roles that count on the default privileges.",
                  "Keep the default privileges; revoke from single objects.")
              .unlocked(),
          OneLoss.of(
                  "drop-owned",
                  ObjectChange.DropOwned.class,
                  EffectKind.UNJUDGED,
                  change -> named(ObjectKind.ROLE, change.roles()),
                  "everything that a role owns is dropped",
                  "Nobody can tell from the text what goes: tables with their rows, and every grant to the role.",
                  "Everything that %s owns is gone, tables and rows included.",
                  "Name each object that %s should lose.")
              .unlocked(),
          OneLoss.of(
                  "reassign-owned",
                  ObjectChange.ReassignOwned.class,
                  EffectKind.UNJUDGED,
                  change -> named(ObjectKind.ROLE, change.roles()),
                  "everything that a role owns gets another owner",
                  "Nobody can tell from the text what changes hands.",
                  "Everything that %s owns changes hands.",
                  "ALTER … OWNER TO for each object of %s that is meant.")
              .unlocked(),
          OneLoss.of(
                  "change-policy",
                  ObjectChange.AlterPolicy.class,
                  EffectKind.CHANGE_POLICY,
                  change -> Optional.of(change.object()),
                  "an existing row security policy is changed",
                  "Other rows are visible, or may be written, from COMMIT on.",
                  "Policy %s lets other rows through from COMMIT on.",
                  "Add a second policy beside %s, test it as the application's role, and drop this one later.")
              .unlocked(),
          OneLoss.of(
                  "disable-event-trigger",
                  ObjectChange.EventTriggerState.class,
                  EffectKind.DISABLE_EVENT_TRIGGER,
                  change ->
                      change.firing() == TableChange.Firing.DISABLED
                              || change.firing() == TableChange.Firing.REPLICA
                          ? named(ObjectKind.EVENT_TRIGGER, List.of(change.trigger()))
                          : Optional.empty(),
                  "an event trigger is switched off",
                  "What it watched or refused is no longer watched or refused.",
                  "What event trigger %s watched is no longer watched.",
                  "Keep %s on.")
              .unlocked(),
          OneLoss.of(
                  "change-domain",
                  ObjectChange.AlterDomain.class,
                  EffectKind.CHANGE_DOMAIN,
                  change ->
                      DOMAIN_LOSSES.contains(change.change())
                          ? Optional.of(ObjectRef.of(ObjectKind.DOMAIN, change.domain()))
                          : Optional.empty(),
                  "an existing domain is loosened, or gets another default",
                  "It holds for every column of the domain, in every table.",
                  "Every column of domain %s is concerned.",
                  "Put the change on the one column that needs it, and keep %s.")
              .unlocked(),
          OneLoss.of(
                  "drop-attribute",
                  ObjectChange.AlterAttribute.class,
                  EffectKind.CHANGE_OBJECT,
                  change ->
                      change.change().startsWith("add")
                          ? Optional.empty()
                          : Optional.of(ObjectRef.of(ObjectKind.TYPE, change.type())),
                  "an attribute of a composite type is dropped or changed",
                  "Its values vanish from every column of that type.",
                  "Values of %s lose an attribute, in every column of it.",
                  "Make a new type beside %s.")
              .unlocked(),
          OneLoss.of(
                  "change-publication",
                  ObjectChange.AlterPublication.class,
                  EffectKind.CHANGE_PUBLICATION,
                  change ->
                      change.change().equals("add")
                          ? Optional.empty()
                          : named(ObjectKind.PUBLICATION, List.of(change.publication())),
                  "a publication loses tables or changes what it publishes",
                  "Subscribers silently stop getting changes.",
                  "Subscribers of %s may silently stop getting changes.",
                  "ALTER PUBLICATION %s ADD TABLE … leaves the others alone.")
              .unlocked(),
          OneLoss.of(
                  "change-extension",
                  ObjectChange.AlterExtension.class,
                  EffectKind.CHANGE_EXTENSION,
                  change -> named(ObjectKind.EXTENSION, List.of(change.extension())),
                  "an extension is updated, or gets or loses a member",
                  "Its functions and operators may behave otherwise afterwards, and there is no way back but a restore; what becomes a member is in no dump of its own any more.",
                  "Functions of %s may behave otherwise afterwards, and its members are in no dump of their own; there is no way back.",
                  "Read the release notes of %s, and try the update elsewhere first.")
              .unlocked(),
          OneLoss.of(
                  "restart-sequence",
                  ObjectChange.AlterSequence.class,
                  EffectKind.RESTART_SEQUENCE,
                  change ->
                      change.restart()
                          ? Optional.of(ObjectRef.of(ObjectKind.SEQUENCE, change.sequence()))
                          : Optional.empty(),
                  "the position of an existing sequence is set",
                  "Numbers that are taken may be handed out again: inserts then fail, or two things share a number.",
                  "%s may hand out numbers that are taken.",
                  "Leave the position of %s alone; gaps in numbers do no harm.")
              .unlocked(),
          OneLoss.of(
                  "restart-identity",
                  TableChange.AlterIdentity.class,
                  EffectKind.RESTART_SEQUENCE,
                  change ->
                      change.restart()
                          ? Optional.of(
                              ObjectRef.part(
                                  ObjectKind.COLUMN, change.table().name(), change.column()))
                          : Optional.empty(),
                  "the position of an identity is set",
                  "Numbers that are taken may be handed out again: inserts then fail, or two things share a number.",
                  "%s may be given numbers that are taken.",
                  "Leave the position of %s alone; gaps in numbers do no harm.")
              .unlocked(),
          OneLoss.of(
                  "replace-trigger",
                  Creation.CreateTrigger.class,
                  EffectKind.CHANGE_TRIGGER,
                  trigger -> trigger.orReplace() ? Optional.of(trigger.object()) : Optional.empty(),
                  "an existing trigger may be replaced",
                  "What it did on every change is done otherwise from COMMIT on.",
                  "Trigger %s may exist already and do something else.",
                  "CREATE TRIGGER under a new name instead of %s, and drop the old one later.")
              .unless((made, run) -> run.isAsNow(made.object(), run.statement().text()))
              .unlocked(),
          OneLoss.of(
                  "replace-rule",
                  Creation.CreateRule.class,
                  EffectKind.CHANGE_RULE,
                  made -> made.orReplace() ? Optional.of(made.object()) : Optional.empty(),
                  "an existing rule may be replaced",
                  "What it did on every statement is done otherwise from COMMIT on.",
                  "Rule %s may exist already and do something else.",
                  "CREATE RULE under a new name instead of %s, and drop the old one later.")
              .unlocked(),
          OneLoss.of(
                  "change-other",
                  ObjectChange.AlterOther.class,
                  EffectKind.CHANGE_OBJECT,
                  change -> Optional.of(change.object()),
                  "something else that exists is changed",
                  "Whoever counts on how it was may fail or behave otherwise.",
                  "%s is otherwise from COMMIT on.",
                  "Make a second one beside %s, and move the code to it.")
              .unlocked());

  private ObjectLosses() {}

  private static Optional<ObjectRef> named(ObjectKind kind, List<String> names) {
    return names.stream().findFirst().map(name -> ObjectRef.of(kind, QualifiedName.of(name)));
  }
}
