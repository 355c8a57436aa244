package dev.drydock.online;

import dev.drydock.sql.Directive;
import dev.drydock.sql.Meaning;
import java.util.List;
import java.util.Optional;

/** All forms; a new one is one file and one line here. */
public final class OnlineForms {

  private static final List<Form> WRITTEN = List.of(new Outsiders());

  private static final List<Form> ALL =
      List.of(new IndexForm(), new PartitionForm(), new AlterTableForm(), new IndexUpkeep());

  private OnlineForms() {}

  /**
   * What becomes of a statement; empty where it runs as written in the run's transaction.
   *
   * @param automatic whether plain statements get safe forms by themselves
   */
  public static Optional<FormChoice> choose(
      Meaning meaning, FormContext context, boolean automatic) {
    Optional<FormChoice> written = first(WRITTEN, meaning, context);
    if (written.isPresent()) {
      return written;
    }
    int number = meaning.statement().number();
    List<Directive> directives = context.directives();
    for (Directive directive : directives) {
      if (directive instanceof Directive.Backfill fill && fill.statement() == number) {
        return BackfillForm.of(fill, meaning, context);
      }
    }
    boolean plain =
        directives.stream().anyMatch(d -> d instanceof Directive.Plain && d.statement() == number);
    if (plain) {
      return Outsiders.plain(meaning, context);
    }
    return automatic ? first(ALL, meaning, context) : Optional.empty();
  }

  private static Optional<FormChoice> first(
      List<Form> forms, Meaning meaning, FormContext context) {
    return forms.stream().flatMap(form -> form.of(meaning, context).stream()).findFirst();
  }
}
