package dev.drydock.lint;

import dev.drydock.sql.Creation;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** CREATE without IF NOT EXISTS. */
final class NoIfNotExists implements LintRule<Creation> {

  private static final RuleDoc DOC =
      RuleDoc.advice(
          "create-without-if-not-exists",
          "something is created without IF NOT EXISTS",
          "Where it exists already, the whole run fails; on a database that was built another way that is likely.",
          "Add IF NOT EXISTS; Drydock says at dry-run when what exists is defined otherwise.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Creation> judges() {
    return Creation.class;
  }

  @Override
  public List<Judgement> check(Creation made, LintContext context) {
    boolean can =
        made instanceof Creation.CreateTable
            || made instanceof Creation.CreateTableAs
            || made instanceof Creation.CreateSequence
            || made instanceof Creation.CreateExtension
            || (made instanceof Creation.CreateIndex index && index.isNamed())
            || made.object().kind() == ObjectKind.SCHEMA;
    if (!can || made.ifNotExists()) {
      return List.of();
    }
    Judgement told =
        context
            .advice(this, made, made.object())
            .message("%s is created without IF NOT EXISTS".formatted(made.object()));
    QualifiedName name = made.object().name();
    String first = name.schema().orElse(name.name());
    return List.of(
        Insertion.ifNotExists(context.statement(), name.offset(), first)
            .map(told::replacement)
            .orElse(told));
  }
}
