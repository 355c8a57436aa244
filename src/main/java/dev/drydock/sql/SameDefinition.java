package dev.drydock.sql;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a statement makes a trigger, policy or view just as the server prints the one that
 * exists. A doubt counts as a difference; the guard compares the catalog before COMMIT, exactly.
 */
public final class SameDefinition {

  private SameDefinition() {}

  /**
   * Compares triggers.
   *
   * @param printed as by {@code pg_get_triggerdef}
   */
  public static boolean ofTriggers(String statement, String printed) {
    Optional<Creation.CreateTrigger> made = read(statement, Creation.CreateTrigger.class);
    return made.isPresent()
        && read(printed, Creation.CreateTrigger.class)
            .filter(was -> !made.get().constraint() && !was.constraint())
            .filter(was -> was.timing().equalsIgnoreCase(made.get().timing()))
            .filter(was -> Set.copyOf(was.events()).equals(Set.copyOf(made.get().events())))
            .filter(was -> was.updateColumns().equals(made.get().updateColumns()))
            .filter(was -> was.forEachRow() == made.get().forEachRow())
            .filter(was -> same(was.when(), made.get().when()))
            .isPresent()
        && call(statement).equals(call(printed));
  }

  /**
   * Compares policies.
   *
   * @param printed as CREATE POLICY would make the one that exists
   */
  public static boolean ofPolicies(String statement, String printed) {
    Optional<Creation.CreatePolicy> made = read(statement, Creation.CreatePolicy.class);
    return made.isPresent()
        && read(printed, Creation.CreatePolicy.class)
            .filter(was -> was.permissive() == made.get().permissive())
            .filter(was -> was.command().equals(made.get().command()))
            .filter(was -> roles(was).equals(roles(made.get())))
            .filter(was -> same(was.using(), made.get().using()))
            .filter(was -> same(was.check(), made.get().check()))
            .isPresent();
  }

  /**
   * Compares plain views.
   *
   * @param printed as by {@code pg_get_viewdef}
   */
  public static boolean ofViews(String statement, String printed) {
    return read(statement, Creation.CreateView.class)
        .filter(view -> !view.isMaterialized())
        .filter(view -> view.columns().isEmpty() && view.options().isEmpty())
        .filter(view -> Likeness.ofQueries(view.query().text(), printed))
        .isPresent();
  }

  /**
   * Compares foreign keys of the same columns to the same table.
   *
   * @param printed as by {@code pg_get_constraintdef}
   * @param primary columns of the table's primary key, which is meant where none are written
   */
  public static boolean ofForeignKeys(Constraint made, String printed, List<String> primary) {
    return Constraint.printed(printed)
        .filter(was -> was.kind() == made.kind() && was.columns().equals(made.columns()))
        .filter(was -> was.deferrable() == made.deferrable())
        .filter(was -> was.initiallyDeferred() == made.initiallyDeferred())
        .filter(was -> was.notEnforced() == made.notEnforced())
        .flatMap(Constraint::references)
        .filter(was -> !was.onDelete().startsWith("set")) // which columns, the text does not say
        .filter(was -> same(was, made.references().orElseThrow(), primary))
        .isPresent();
  }

  /**
   * Compares keys, whatever their names, and whether they are deferrable: so does ATTACH.
   *
   * @param printed as by {@code pg_get_constraintdef}
   */
  public static boolean ofKeys(Constraint made, String printed) {
    return Constraint.printed(printed)
        .filter(was -> was.kind() == made.kind() && was.columns().equals(made.columns()))
        .filter(was -> was.include().equals(made.include()))
        .filter(was -> was.nullsNotDistinct() == made.nullsNotDistinct())
        .filter(was -> was.withoutOverlaps() == made.withoutOverlaps())
        .isPresent();
  }

  /**
   * Compares indexes, whatever their tables and names.
   *
   * @param printed as by {@code pg_get_indexdef}
   */
  public static boolean ofIndexes(Creation.CreateIndex made, String printed) {
    return read(printed, Creation.CreateIndex.class)
        .filter(was -> was.unique() == made.unique() && was.method().equals(made.method()))
        .filter(was -> was.include().equals(made.include()))
        .filter(was -> was.nullsNotDistinct() == made.nullsNotDistinct())
        .filter(was -> same(was.where(), made.where()))
        .filter(was -> parts(was).equals(parts(made)))
        .isPresent();
  }

  private static List<List<String>> parts(Creation.CreateIndex index) {
    return index.parts().stream()
        .map(
            part -> {
              List<String> words = words(part.expression());
              part.column().ifPresent(words::add);
              words.add(
                  part.suffix().strip().toLowerCase(Locale.ROOT).replaceFirst("^asc\\b ?", ""));
              return words;
            })
        .toList();
  }

  private static boolean same(
      Constraint.References was, Constraint.References made, List<String> primary) {
    return was.columns().equals(made.columns().isEmpty() ? primary : made.columns())
        && was.onDelete().equals(made.onDelete())
        && was.onUpdate().equals(made.onUpdate())
        && was.match().equals(made.match());
  }

  private static Set<String> roles(Creation.CreatePolicy policy) {
    return policy.roles().isEmpty() ? Set.of("public") : new HashSet<>(policy.roles());
  }

  private static <A extends Action> Optional<A> read(String text, Class<A> kind) {
    return new SqlParser().parse(new Statement(1, 0, 1, 1, text)).all(kind).findFirst();
  }

  private static boolean same(Optional<Expression> one, Optional<Expression> other) {
    return words(one).equals(words(other));
  }

  /**
   * Names before a point stay where they tell OLD from NEW; what the server adds does not count.
   */
  private static List<String> words(Optional<Expression> expression) {
    var words = new ArrayList<String>();
    if (expression.isEmpty()) {
      return words;
    }
    Tokens tokens = Tokens.of(expression.get().text());
    int i = 0;
    int array = -1;
    while (i < tokens.size()) {
      boolean alias = tokens.is(i, "as") && tokens.isPunctuation(i + 2, ')');
      if (tokens.isCast(i)) {
        var cursor = new Cursor(tokens, i + 2, tokens.size());
        TypeReader.skip(cursor);
        i = Math.max(cursor.index(), i + 3);
      } else if (alias || isQualifier(tokens, i)) {
        i += 2;
      } else if (isList(tokens, i)) {
        words.addAll(List.of("=", "any", "array", "["));
        array = tokens.closing(i + 1);
        i += 2;
      } else {
        if (i == array) {
          words.add("]");
        }
        if (!tokens.isPunctuation(i, '(') && !tokens.isPunctuation(i, ')')) {
          words.add(tokens.isName(i) ? Names.folded(tokens.written(i)) : tokens.written(i));
        }
        i++;
      }
    }
    return words;
  }

  /** {@code IN (1, 2)}, which the server keeps as {@code = ANY (ARRAY[1, 2])}. */
  private static boolean isList(Tokens tokens, int i) {
    return i > 0
        && tokens.is(i, "in")
        && tokens.isPunctuation(i + 1, '(')
        && !tokens.is(i + 2, "select")
        && !tokens.is(i - 1, "not");
  }

  private static boolean isQualifier(Tokens tokens, int i) {
    return tokens.isName(i)
        && tokens.isPunctuation(i + 1, '.')
        && !tokens.is(i, "old")
        && !tokens.is(i, "new");
  }

  /** The function and its arguments, from behind EXECUTE FUNCTION on; its schema may be implied. */
  private static List<String> call(String statement) {
    Tokens tokens = Tokens.of(statement);
    int execute = 0;
    while (execute < tokens.size() && !tokens.is(execute, "execute")) {
      execute++;
    }
    var words = new ArrayList<String>();
    for (int i = execute + 2; i < tokens.size(); i++) {
      if (isQualifier(tokens, i)) {
        i++;
      } else if (!tokens.isPunctuation(i, ';')) {
        words.add(tokens.isName(i) ? Names.folded(tokens.written(i)) : tokens.written(i));
      }
    }
    return words;
  }
}
