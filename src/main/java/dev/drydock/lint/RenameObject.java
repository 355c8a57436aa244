package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code RENAME} of one family of objects.
 *
 * @param safe with the object's name at {@code %s} and the new one at {@code %n}
 */
record RenameObject(RuleDoc doc, Predicate<ObjectKind> kinds, String safe)
    implements LintRule<ObjectChange.Rename> {

  static final List<RenameObject> ALL =
      List.of(
          rule(
              "rename-table",
              "an existing table or view is renamed",
              RenameObject::isQueried,
              "Keep %s; if the new name is needed, add it as a view: CREATE VIEW %n AS SELECT * FROM %s;"),
          rule(
              "rename-column",
              "an existing column is renamed",
              kind -> kind == ObjectKind.COLUMN,
              "Keep %s; add a new column %n, write both from the code, backfill, and drop the old one a release later."),
          rule(
              "rename-other",
              "something else that exists is renamed",
              kind -> !isQueried(kind) && kind != ObjectKind.COLUMN,
              "Keep %s; make a second one under the new name %n and move the code to it."));

  private static boolean isQueried(ObjectKind kind) {
    return kind.isRelation() && kind != ObjectKind.INDEX && kind != ObjectKind.SEQUENCE;
  }

  private static RenameObject rule(
      String id, String what, Predicate<ObjectKind> kinds, String safe) {
    return new RenameObject(
        RuleDoc.destructive(
            id,
            what,
            "Code that is still running uses the old name and fails from the moment of COMMIT; new code fails until then.",
            "Add the new name beside the old one, move the code, and remove the old name in a later release."),
        kinds,
        safe);
  }

  @Override
  public Class<ObjectChange.Rename> judges() {
    return ObjectChange.Rename.class;
  }

  @Override
  public List<Judgement> check(ObjectChange.Rename rename, LintContext context) {
    var object = rename.object();
    if (!kinds.test(object.kind())) {
      return List.of();
    }
    String newName = QualifiedName.quoted(rename.newName());
    EffectKind effect =
        EffectKind.ofWords("rename " + object.kind().words()).orElse(EffectKind.RENAME_OBJECT);
    return List.of(
        context
            .destructive(this, rename, effect, object)
            .message(
                "Whoever uses %s under its old name fails once it is called %s; what it holds stays."
                    .formatted(object, newName))
            .safe(safe.replace("%s", object.toString()).replace("%n", newName)));
  }
}
