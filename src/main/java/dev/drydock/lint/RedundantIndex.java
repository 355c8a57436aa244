package dev.drydock.lint;

import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** An index that another one makes superfluous. */
final class RedundantIndex implements LintRule<Creation.CreateIndex> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "redundant-index",
          "an index begins like another one that exists",
          "It costs every write and saves no read: the longer index serves the same searches.",
          "Use the index that exists, or drop the shorter one once the longer is there.");

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
    List<String> columns = made.parts().stream().map(part -> part.column().orElse("")).toList();
    if (made.unique()
        || made.where().isPresent()
        || columns.contains("")
        || !made.method().equals("btree")) {
      return List.of();
    }
    return context.relation(made.table()).stream()
        .flatMap(table -> table.indexes().values().stream())
        .filter(index -> covers(index, columns, made))
        .limit(1)
        .map(index -> told(made, index, context))
        .toList();
  }

  private static boolean covers(
      RelationFacts.Index index, List<String> columns, Creation.CreateIndex made) {
    return !index.partial()
        && index.valid()
        && !index.name().equals(made.object().name().name())
        && (index.definition().isEmpty() || index.definition().contains(" USING btree "))
        && made.parts().stream().allMatch(part -> part.suffix().isBlank())
        && index.columns().size() >= columns.size()
        && index.columns().subList(0, columns.size()).equals(columns);
  }

  private Judgement told(
      Creation.CreateIndex made, RelationFacts.Index index, LintContext context) {
    return context
        .advice(this, made, ObjectRef.of(ObjectKind.INDEX, made.object().name()))
        .message(
            "%s already serves what this index of %s is for"
                .formatted(QualifiedName.quoted(index.name()), made.table()));
  }
}
