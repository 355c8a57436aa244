package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectChange;
import java.util.List;

/** Privileges on existing objects are revoked. */
final class Revoke implements LintRule<ObjectChange.Revoke> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
              "revoke",
              "privileges on existing objects are revoked",
              "Sessions of that role fail at their next statement, the application's own among them.",
              "Grant the new role first, move the application to it, and revoke in a later release.")
          .lock(null, Work.CATALOG);

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<ObjectChange.Revoke> judges() {
    return ObjectChange.Revoke.class;
  }

  @Override
  public List<Judgement> check(ObjectChange.Revoke revoke, LintContext context) {
    String privileges = String.join(", ", revoke.privileges());
    String roles = String.join(", ", revoke.roles());
    return revoke.objects().stream()
        .map(
            object ->
                context
                    .destructive(this, revoke, EffectKind.REVOKE, object)
                    .message(
                        "%s can no longer use %s on %s%s."
                            .formatted(
                                roles,
                                privileges,
                                revoke.allInSchema() ? "anything in " : "",
                                object))
                    .safe("Keep the grant on %s until no session needs it.".formatted(object)))
        .toList();
  }
}
