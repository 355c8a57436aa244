package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/** CREATE INDEX IF NOT EXISTS that skips an invalid index or another one. */
final class IndexExistsOtherwise implements LintRule<Creation.CreateIndex> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "index-exists-otherwise",
          "CREATE INDEX IF NOT EXISTS finds an index of that name that is invalid or has other columns",
          "The statement is skipped and reports success; an invalid index costs every write, serves no search, and a unique one guarantees nothing.",
          "Drop the invalid index with DROP INDEX CONCURRENTLY, or REINDEX it CONCURRENTLY.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation.CreateIndex> judges() {
    return Creation.CreateIndex.class;
  }

  @Override
  public List<Judgement> check(Creation.CreateIndex made, LintContext context) {
    if (!made.ifNotExists() || !made.isNamed()) {
      return List.of();
    }
    String name = made.object().name().name();
    return context
        .world()
        .tableOfIndex(made.object().name())
        .flatMap(
            table ->
                Optional.ofNullable(table.indexes().get(name))
                    .map(index -> difference(made, table, index, context)))
        .filter(difference -> !difference.isEmpty())
        .map(difference -> List.of(told(made, difference, context)))
        .orElse(List.of());
  }

  private static String difference(
      Creation.CreateIndex made,
      KnownRelation table,
      RelationFacts.Index index,
      LintContext context) {
    List<String> columns = made.parts().stream().map(part -> part.column().orElse("")).toList();
    if (!index.valid()) {
      return "it is invalid, left behind by a build that failed";
    }
    if (!table.name().equals(context.world().qualified(made.table()))) {
      return "it is an index of " + table.name();
    }
    if (index.unique() != made.unique()) {
      return index.unique() ? "it is unique" : "it is not unique";
    }
    return index.columns().equals(columns)
        ? ""
        : "its columns are (%s)".formatted(String.join(", ", index.columns()));
  }

  private Judgement told(Creation.CreateIndex made, String difference, LintContext context) {
    String name = QualifiedName.quoted(made.object().name().name());
    return context
        .hazard(this, made, EffectKind.MAY_FAIL, made.table())
        .message("%s exists already, so this is skipped; but %s".formatted(name, difference))
        .safe("DROP INDEX CONCURRENTLY %s; then build it again.".formatted(name))
        .refusal(Refusal.NEVER);
  }
}
