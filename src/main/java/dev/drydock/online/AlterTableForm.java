package dev.drydock.online;

import dev.drydock.sql.Action;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ALTER TABLE of a large table is taken apart: what only touches the catalog stays one
 * statement, each part that scans, builds or rewrites becomes its own safe sequence.
 */
final class AlterTableForm implements Form {

  private static final String NAME = "alter-table-in-steps";

  private static final List<AlterPart<?>> PARTS =
      List.of(
          new AlterPart<>(TableChange.AddConstraint.class, AddedConstraints::of),
          new AlterPart<>(TableChange.ValidateConstraint.class, AddedConstraints::validated),
          new AlterPart<>(TableChange.SetNotNull.class, NotNullSteps::of),
          new AlterPart<>(TableChange.AddColumn.class, AddedColumns::of),
          new AlterPart<>(TableChange.AlterType.class, MovedColumn::of));

  @Override
  public Optional<FormChoice> of(Meaning meaning, FormContext context) {
    List<TableChange> changes = changes(meaning);
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    return context
        .large(changes.get(0).table().name())
        .flatMap(table -> chosen(new Alteration(meaning, changes, table, context)));
  }

  /** The parts, where all of them alter one table as ALTER TABLE does. */
  private static List<TableChange> changes(Meaning meaning) {
    var changes = new ArrayList<TableChange>();
    for (Action action : meaning.actions()) {
      if (!(action instanceof TableChange change)) {
        return List.of();
      }
      changes.add(change);
    }
    return changes;
  }

  private static Optional<FormChoice> chosen(Alteration alteration) {
    Optional<FormChoice> choice = inSteps(alteration);
    return choice.filter(FormChoice.Online.class::isInstance).isEmpty()
        ? choice
        : alteration.changes().stream()
            .flatMap(change -> Doomed.of(change, alteration).stream())
            .findFirst()
            .or(() -> choice);
  }

  private static Optional<FormChoice> inSteps(Alteration alteration) {
    var steps = new Steps(alteration);
    var replacements = new Replacements(alteration);
    for (TableChange change : alteration.changes()) {
      if (replacements.isReplaced(change)) {
        continue;
      }
      List<TableChange> drops = replacements.before(change);
      Part part = part(change, alteration);
      if (part instanceof Part.Slow slow && slow.together().isEmpty()) {
        part = replacing(change, slow, drops, alteration);
        drops = List.of();
      }
      if (part instanceof Part.Refused refused) {
        return Optional.of(
            new FormChoice.Impossible(refused.reason(), refused.instead(), refused.always()));
      }
      drops.forEach(drop -> steps.quick(alteration.text().of(drop)));
      if (part instanceof Part.Slow slow) {
        steps.slow(slow);
      } else {
        steps.quick(alteration.text().of(change));
      }
    }
    return steps.choice();
  }

  private static Part replacing(
      TableChange change, Part.Slow slow, List<TableChange> drops, Alteration alteration) {
    List<String> statements =
        drops.stream().map(drop -> alteration.prefix() + " " + alteration.text().of(drop)).toList();
    boolean inPlace =
        !(change instanceof TableChange.AddConstraint added)
            || drops.stream()
                .anyMatch(
                    drop ->
                        drop instanceof TableChange.DropConstraint old
                            && old.constraint()
                                .equals(AddedConstraints.name(added.constraint(), alteration)));
    return slow.replacing(statements, inPlace)
        .<Part>map(both -> both)
        .orElseGet(
            () ->
                new Part.Refused(
                    "What %s drops and makes anew cannot change over in one transaction there: its partitions get theirs one by one"
                        .formatted(alteration.table().name()),
                    "Add the new one under another name, and drop the old one in a later migration.",
                    true));
  }

  private static @Nullable Part part(TableChange change, Alteration alteration) {
    for (AlterPart<?> part : PARTS) {
      if (part.type().isInstance(change)) {
        return part.of(change, alteration).orElse(null);
      }
    }
    return null;
  }

  /** How one kind of part is understood; empty where it is quick. */
  private record AlterPart<C extends TableChange>(Class<C> type, Reader<C> reader) {
    Optional<Part> of(TableChange change, Alteration alteration) {
      return reader.read(type.cast(change), alteration);
    }
  }

  private interface Reader<C> {
    Optional<Part> read(C change, Alteration alteration);
  }

  /** Collects the actions; quick parts that follow one another stay one statement. */
  private static final class Steps {
    private final Alteration alteration;
    private final List<OnlineAction> actions = new ArrayList<>();
    private final List<String> differences = new ArrayList<>();
    private final List<String> quick = new ArrayList<>();
    private boolean anySlow;

    Steps(Alteration alteration) {
      this.alteration = alteration;
    }

    void quick(String part) {
      quick.add(part);
    }

    void slow(Part.Slow part) {
      anySlow = true;
      part.together().ifPresent(quick::add);
      flush();
      actions.addAll(part.actions());
      differences.addAll(part.differences());
    }

    private void flush() {
      if (!quick.isEmpty()) {
        actions.add(
            OnlineAction.InTransaction.of(alteration.prefix() + " " + String.join(", ", quick)));
        quick.clear();
      }
    }

    Optional<FormChoice> choice() {
      flush();
      return anySlow
          ? Optional.of(
              new FormChoice.Online(
                  NAME, UnprovenRows.soughtBefore(actions, alteration), differences))
          : Optional.empty();
    }
  }
}
