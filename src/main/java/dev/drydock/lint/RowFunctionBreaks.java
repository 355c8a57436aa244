package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.Action;
import dev.drydock.sql.Creation;
import dev.drydock.sql.ListedColumns;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A further column of a table or view whose rows a function gives back column by column. */
final class RowFunctionBreaks implements LintRule<Action> {

  private static final RuleDoc DOC =
      RuleDoc.trap(
          "row-function-breaks",
          "a function that gives back rows of the table, or view, lists its columns",
          "From COMMIT on every call fails: the row has a column more than the function's query gives.",
          "Replace the function in the same file: SELECT t.* keeps up by itself, RETURNS TABLE (…) does not follow the table.");

  /**
   * A function that exists.
   *
   * @param returns as written or as the server prints it
   */
  private record Existing(ObjectRef object, String returns, String language, String body) {

    boolean givesRowsOf(QualifiedName relation) {
      boolean set = returns.toLowerCase(Locale.ROOT).startsWith("setof ");
      return ObjectPath.of(set ? returns.substring(6) : returns)
          .map(ObjectPath::parts)
          .filter(parts -> parts.get(parts.size() - 1).equals(relation.name()))
          .filter(
              parts ->
                  parts.size() == 1
                      || relation.schema().isEmpty()
                      || relation.schema().get().equals(parts.get(0)))
          .isPresent();
    }

    boolean lists(int columns) {
      return ListedColumns.in(body, language).contains(columns);
    }
  }

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Action> judges() {
    return Action.class;
  }

  @Override
  public List<Judgement> check(Action action, LintContext context) {
    return grown(action, context)
        .flatMap(context::relation)
        .filter(relation -> relation.columnsKnown() && !relation.isNew())
        .map(relation -> broken(relation, action, context))
        .orElse(List.of());
  }

  private static Optional<QualifiedName> grown(Action action, LintContext context) {
    if (action instanceof TableChange.AddColumn added) {
      QualifiedName table = added.table().name();
      boolean exists = context.column(table, added.column().name()).isPresent();
      return exists ? Optional.empty() : Optional.of(table);
    }
    return action instanceof Creation.CreateView view && ReplaceView.isLonger(view, context)
        ? Optional.of(view.object().name())
        : Optional.empty();
  }

  private List<Judgement> broken(KnownRelation relation, Action action, LintContext context) {
    int columns = relation.columns().size();
    return existing(context)
        .filter(function -> function.givesRowsOf(relation.name()) && function.lists(columns))
        .filter(function -> !context.ahead().changesRoutine(function.object().name()))
        .map(
            function ->
                context
                    .hazard(this, action, EffectKind.BREAK_OLD_CODE, function.object())
                    .message(
                        "%s gives back rows of %s and lists %d columns: with one more every call of it fails"
                            .formatted(function.object(), relation.name(), columns))
                    .safe(
                        "Replace %s in the same file, declared, with the new column in its list, or with SELECT t.*."
                            .formatted(function.object())))
        .toList();
  }

  /** As earlier files or the run made them, and else as the database has them. */
  private static Stream<Existing> existing(LintContext context) {
    World world = context.world();
    Stream<Existing> read =
        world
            .routines()
            .filter(made -> made.returns().isPresent())
            .map(
                made ->
                    new Existing(
                        made.object(), made.returns().get(), made.language(), made.body().text()));
    Stream<Existing> told =
        world.facts().stream()
            .flatMap(facts -> facts.routines().stream())
            .filter(r -> world.routines(QualifiedName.of(r.schema(), r.name())).isEmpty())
            .map(
                r ->
                    new Existing(
                        new ObjectRef(
                            ObjectKind.FUNCTION,
                            QualifiedName.of(r.schema(), r.name()),
                            Optional.empty(),
                            Optional.of(r.arguments())),
                        r.returns(),
                        r.language(),
                        r.source().isEmpty() ? r.definition() : r.source()));
    return Stream.concat(read, told);
  }
}
