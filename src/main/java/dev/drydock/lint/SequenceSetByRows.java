package dev.drydock.lint;

import dev.drydock.sql.DataChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** {@code setval} to what the rows say, as after a load of rows with numbers of their own. */
final class SequenceSetByRows implements LintRule<DataChange.Query> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "sequence-set-by-rows",
          "a sequence is set to a number that a query finds",
          "Forwards it loses nothing; backwards, numbers are handed out twice. Which of the two it is shows when it runs: the guard compares the position before COMMIT.",
          "Nothing to do where the query finds the largest number in use; setval() is not undone by a rollback, so leave it out of runs that may fail.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<DataChange.Query> judges() {
    return DataChange.Query.class;
  }

  @Override
  public List<Judgement> check(DataChange.Query query, LintContext context) {
    return query.functions().stream()
        .filter(function -> DestructiveCall.movesByRows(query, function))
        .limit(1)
        .map(function -> told(query, context))
        .toList();
  }

  private Judgement told(DataChange.Query query, LintContext context) {
    String sequence = query.query().firstArgument("setval").orElse("a sequence");
    return context
        .unjudged(this, query, ObjectRef.of(ObjectKind.SEQUENCE, QualifiedName.of(sequence)))
        .message(
            "setval() moves %s to what the rows say; the guard refuses it before COMMIT if that is backwards"
                .formatted(sequence));
  }
}
