package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.TableChange;
import java.util.List;
import java.util.stream.Stream;

/** A column and all its values are dropped. */
final class DropColumn implements LintRule<TableChange.DropColumn> {

  private static final RuleDoc DOC =
      RuleDoc.destructive(
          "drop-column",
          "an existing column is dropped",
          "Its values are gone for good, and code that still names the column fails at once; many ORMs name every column they knew when they started.",
          "Stop using the column in the code, deploy that, and drop it in a later release with a declaration.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<TableChange.DropColumn> judges() {
    return TableChange.DropColumn.class;
  }

  @Override
  public List<Judgement> check(TableChange.DropColumn drop, LintContext context) {
    var column = ObjectRef.part(ObjectKind.COLUMN, drop.table().name(), drop.column());
    Judgement itself =
        context
            .destructive(this, drop, EffectKind.DROP_COLUMN, column)
            .message("%s and all values in it are gone for good.".formatted(column))
            .safe(
                "Leave the column; first release code that does not name %s any more."
                    .formatted(column));
    return Stream.concat(
            Stream.of(itself),
            Companions.of(drop, context).map(one -> along(drop, column, one, context)))
        .toList();
  }

  private Judgement along(
      TableChange.DropColumn drop,
      ObjectRef column,
      Companions.Companion along,
      LintContext context) {
    return context
        .destructive(this, drop, along.effect(), along.object())
        .message("%s goes with %s.".formatted(along.object(), column))
        .safe("Drop it before, or declare it as well.");
  }
}
