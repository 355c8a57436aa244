package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** A plain CREATE INDEX on a table that others write to. */
final class IndexBuildBlocksWrites implements LintRule<Creation.CreateIndex> {

  private static final RuleDoc DOC =
      RuleDoc.hazard(
          "index-build-blocks-writes",
          LockMode.SHARE,
          Work.BUILD,
          "an index is built on an existing table without CONCURRENTLY",
          "Inserts, updates and deletes wait until the build ends, and everything behind them in their queue.",
          "Build it with CREATE INDEX CONCURRENTLY in a migration of its own; check that it is valid afterwards.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateIndex> judges() {
    return Creation.CreateIndex.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateIndex build, LintContext context) {
    if (build.concurrently() || skipped(build, context)) {
      return List.of();
    }
    String named = build.isNamed() ? " " + build.object().name() : "";
    Judgement told =
        context
            .hazard(this, build, EffectKind.BLOCK_WRITES, build.table())
            .message(
                "Building the index%s blocks all writes to %s until it is built."
                    .formatted(named, build.table()));
    return List.of(context.safeWay().taught(told));
  }

  /** IF NOT EXISTS finds an index of that name, so nothing is built. */
  private static boolean skipped(Creation.CreateIndex build, LintContext context) {
    QualifiedName name = build.object().name();
    return build.ifNotExists() && build.isNamed() && context.world().tableOfIndex(name).isPresent();
  }
}
