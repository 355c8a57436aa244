package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * {@code DROP} of one family of objects.
 *
 * @param message what is gone, with the object's name at {@code %s}
 */
record DropObject(RuleDoc doc, Set<ObjectKind> kinds, String message)
    implements LintRule<ObjectChange.Drop> {

  private static final String LATER =
      "Stop using it first, deploy that, and drop it in a later release with a declaration.";

  /** A rule for each family; the last one takes what the others leave. */
  static final List<DropObject> ALL =
      List.of(
          rule(
              "drop-table",
              "an existing table is dropped",
              "All its rows are gone for good, with its indexes, triggers, policies and grants, and code that names it fails at once.",
              "%s and all its rows are gone for good.",
              ObjectKind.TABLE,
              ObjectKind.FOREIGN_TABLE),
          rule(
              "drop-schema",
              "an existing schema is dropped",
              "With CASCADE everything in it is gone, whoever made it.",
              "Schema %s is gone, and with CASCADE everything in it.",
              ObjectKind.SCHEMA),
          rule(
              "drop-view",
              "an existing view is dropped",
              "Code that reads it fails at once; a materialized view takes its rows and indexes along.",
              "Whoever reads %s fails at once.",
              ObjectKind.VIEW,
              ObjectKind.MATERIALIZED_VIEW),
          rule(
              "drop-index",
              "an existing index is dropped",
              "Queries that used it scan the table from then on, a unique one lets duplicates in, and the drop itself takes ACCESS EXCLUSIVE on the table.",
              "Queries that use %s scan its table from then on; if it is unique, duplicates can come in.",
              ObjectKind.INDEX),
          rule(
              "drop-sequence",
              "an existing sequence is dropped",
              "Its position is lost: numbers may be handed out twice if it is made again.",
              "The position of %s is lost.",
              ObjectKind.SEQUENCE),
          rule(
              "drop-type",
              "an existing type or domain is dropped",
              "With CASCADE the columns of that type go with it, and their values.",
              "Type %s is gone, and with CASCADE every column of it.",
              ObjectKind.TYPE,
              ObjectKind.DOMAIN),
          rule(
              "drop-routine",
              "an existing function, procedure or aggregate is dropped",
              "Code that calls it fails at once.",
              "Whoever calls %s fails at once.",
              ObjectKind.FUNCTION,
              ObjectKind.PROCEDURE,
              ObjectKind.ROUTINE,
              ObjectKind.AGGREGATE),
          rule(
              "drop-trigger",
              "an existing trigger or rule is dropped",
              "What it did on every change, such as audit rows or derived columns, silently stops.",
              "What %s did on every change silently stops.",
              ObjectKind.TRIGGER,
              ObjectKind.RULE,
              ObjectKind.EVENT_TRIGGER),
          rule(
              "drop-policy",
              "an existing row security policy is dropped",
              "Rows that it let through vanish for the application, or rows that it held back show.",
              "Policy %s is gone: other rows are visible from then on.",
              ObjectKind.POLICY),
          rule(
              "drop-extension",
              "an installed extension is dropped",
              "Its types, functions and operators go, and with CASCADE the columns and indexes that use them.",
              "Extension %s is gone, with its types, functions and operators.",
              ObjectKind.EXTENSION),
          others());

  private static DropObject rule(
      String id, String what, String why, String message, ObjectKind... kinds) {
    return new DropObject(
        RuleDoc.destructive(id, what, why, LATER), Set.copyOf(Arrays.asList(kinds)), message);
  }

  private static DropObject others() {
    Set<ObjectKind> rest = EnumSet.allOf(ObjectKind.class);
    var told =
        EnumSet.of(
            ObjectKind.TABLE,
            ObjectKind.FOREIGN_TABLE,
            ObjectKind.SCHEMA,
            ObjectKind.VIEW,
            ObjectKind.MATERIALIZED_VIEW,
            ObjectKind.INDEX,
            ObjectKind.SEQUENCE,
            ObjectKind.TYPE,
            ObjectKind.DOMAIN,
            ObjectKind.FUNCTION,
            ObjectKind.PROCEDURE,
            ObjectKind.ROUTINE,
            ObjectKind.AGGREGATE,
            ObjectKind.TRIGGER,
            ObjectKind.RULE,
            ObjectKind.EVENT_TRIGGER,
            ObjectKind.POLICY,
            ObjectKind.EXTENSION);
    rest.removeAll(told);
    return new DropObject(
        RuleDoc.destructive(
            "drop-other",
            "something else that exists is dropped",
            "Whoever depends on it fails, or silently behaves otherwise: a publication's subscribers, an operator's queries, a role's logins.",
            LATER),
        Set.copyOf(rest),
        "%s is gone.");
  }

  @Override
  public Class<ObjectChange.Drop> judges() {
    return ObjectChange.Drop.class;
  }

  @Override
  public List<Judgement> check(ObjectChange.Drop drop, LintContext context) {
    return drop.objects().stream()
        .filter(object -> kinds.contains(object.kind()))
        .map(
            object ->
                dropped(drop, object, context)
                    .message(message.replace("%s", object.toString()))
                    .safe(safe(drop, object)))
        .map(context.safeWay()::taught)
        .toList();
  }

  private Judgement dropped(ObjectChange.Drop drop, ObjectRef object, LintContext context) {
    Judgement dropped = context.destructive(this, drop, effect(object), object);
    return !dropped.moot() && context.isRemade(object) ? dropped.moot(true) : dropped;
  }

  private static String safe(ObjectChange.Drop drop, ObjectRef object) {
    return object.kind() == ObjectKind.INDEX && !drop.concurrently()
        ? "DROP INDEX CONCURRENTLY IF EXISTS %s;".formatted(object)
        : "Leave %s; release code that does not use it first.".formatted(object);
  }

  private static EffectKind effect(ObjectRef object) {
    return switch (object.kind()) {
      case ROUTINE -> EffectKind.DROP_FUNCTION;
      case DOMAIN_CONSTRAINT -> EffectKind.DROP_CONSTRAINT;
      case SERVER -> EffectKind.DROP_FOREIGN_SERVER;
      case TEXT_SEARCH_CONFIGURATION,
          TEXT_SEARCH_DICTIONARY,
          TEXT_SEARCH_PARSER,
          TEXT_SEARCH_TEMPLATE ->
          EffectKind.DROP_TEXT_SEARCH;
      default ->
          EffectKind.ofWords("drop " + object.kind().words()).orElse(EffectKind.CHANGE_OBJECT);
    };
  }
}
