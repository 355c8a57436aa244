package dev.drydock.lint;

import dev.drydock.sql.Constraint;
import dev.drydock.sql.Creation;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run still brings, for rules that would speak too early: policies, primary keys and
 * functions, wherever in the run they stand.
 */
final class RunAhead {

  /** Spares files without these words a second reading. */
  private static final Pattern OF_INTEREST =
      Pattern.compile("(?is)\\bpolicy\\b|\\balter\\s+table\\b[^;]{0,999}\\bprimary\\s+key\\b");

  private static final Pattern MAKING = Pattern.compile("(?i)\\b(trigger|policy|view)\\b");

  /** No statement of these kinds ever runs apart. */
  private static final Pattern TOGETHER =
      Pattern.compile(
          "(?is)(comment|grant)\\b|(drop|create(\\s+or\\s+replace)?)\\s+(trigger|policy|view|function|procedure)\\b"
              + "|drop\\s+(foreign\\s+table|table|materialized\\s+view|type|domain|sequence|schema)\\b"
              + "|alter\\s+table\\s+\\S+\\s+(enable|force)\\s+row\\b");

  private static final Pattern DROPPING =
      Pattern.compile(
          "(?i)\\bdrop\\s+(foreign\\s+table|table|materialized\\s+view|view|schema)\\b");

  private static final Pattern ROUTINES = Pattern.compile("(?i)\\bfunction\\b");

  private final List<Script> run;
  private final SqlParser parser;
  private @Nullable Set<String> changedRoutines;
  private @Nullable List<Meaning> made;
  private @Nullable List<Meaning> dropping;
  private final List<Creation.CreatePolicy> policies = new ArrayList<>();
  private final List<QualifiedName> keyed = new ArrayList<>();

  private RunAhead(List<Script> run, SqlParser parser) {
    this.run = run;
    this.parser = parser;
  }

  static RunAhead of(List<Script> run, SqlParser parser) {
    var ahead = new RunAhead(run, parser);
    ahead.read(OF_INTEREST).forEach(ahead::read);
    return ahead;
  }

  private Stream<Meaning> read(Pattern ofInterest) {
    return run.stream()
        .filter(script -> ofInterest.matcher(script.migration().text()).find())
        .flatMap(script -> parser.parse(script).stream());
  }

  private void read(Meaning meaning) {
    meaning.all(Creation.CreatePolicy.class).forEach(policies::add);
    meaning
        .all(TableChange.AddConstraint.class)
        .filter(added -> added.constraint().kind() == Constraint.Kind.PRIMARY_KEY)
        .forEach(added -> keyed.add(added.table().name()));
    meaning
        .all(TableChange.AddColumn.class)
        .filter(added -> added.column().has(Constraint.Kind.PRIMARY_KEY))
        .forEach(added -> keyed.add(added.table().name()));
  }

  /** Policies that the run makes for a table. */
  List<Creation.CreatePolicy> policies(QualifiedName table) {
    return policies.stream().filter(policy -> mayBe(policy.object().name(), table)).toList();
  }

  /** Whether the run adds a primary key to a table that was made without one. */
  boolean getsPrimaryKey(QualifiedName table) {
    return keyed.stream().anyMatch(name -> mayBe(name, table));
  }

  /**
   * The first statement of the same file, behind another one, that makes a trigger, policy or view
   * of this name; read when first asked. What stands between the two must be of a kind that surely
   * shares a transaction with them, since a COMMIT in between would leave the object gone.
   */
  Optional<String> remade(ObjectRef object, Statement dropped) {
    if (made == null) {
      made = read(MAKING).filter(RunAhead::makes).toList();
    }
    return made.stream()
        .filter(meaning -> isBehind(meaning.statement(), dropped))
        .filter(
            meaning ->
                meaning
                    .all(Creation.class)
                    .map(Creation::object)
                    .anyMatch(
                        one ->
                            one.kind() == object.kind()
                                && one.part().equals(object.part())
                                && mayBe(one.name(), object.name())))
        .map(meaning -> meaning.statement().text())
        .findFirst();
  }

  /**
   * Whether a statement, or one behind it that surely shares its transaction, drops a relation;
   * read when first asked.
   */
  boolean drops(QualifiedName relation, Statement from) {
    if (dropping == null) {
      dropping = read(DROPPING).toList();
    }
    return dropping.stream()
        .filter(meaning -> drops(meaning, relation))
        .map(Meaning::statement)
        .anyMatch(statement -> statement == from || isBehind(statement, from));
  }

  private static boolean drops(Meaning meaning, QualifiedName relation) {
    return meaning
        .all(ObjectChange.Drop.class)
        .flatMap(drop -> drop.objects().stream())
        .anyMatch(
            object ->
                object.kind() == ObjectKind.SCHEMA
                    ? relation.schema().filter(object.name().name()::equals).isPresent()
                    : object.kind().isRelation()
                        && object.kind() != ObjectKind.INDEX
                        && mayBe(object.name(), relation));
  }

  private boolean isBehind(Statement one, Statement other) {
    List<Statement> file =
        run.stream()
            .map(Script::statements)
            .filter(statements -> statements.stream().anyMatch(s -> s == other))
            .findFirst()
            .orElse(List.of());
    List<Statement> behind =
        file.stream().dropWhile(statement -> statement != other).skip(1).toList();
    return behind.stream().anyMatch(statement -> statement == one)
        && behind.stream()
            .takeWhile(statement -> statement != one)
            .allMatch(statement -> TOGETHER.matcher(statement.text()).lookingAt());
  }

  private static boolean makes(Meaning meaning) {
    return meaning
        .all(Creation.class)
        .anyMatch(
            made ->
                made instanceof Creation.CreateTrigger
                    || made instanceof Creation.CreatePolicy
                    || made instanceof Creation.CreateView);
  }

  /** Whether the run makes or drops a function of this name; read when first asked. */
  boolean changesRoutine(QualifiedName name) {
    if (changedRoutines == null) {
      changedRoutines =
          read(ROUTINES)
              .flatMap(
                  meaning ->
                      Stream.concat(
                          meaning
                              .all(Creation.CreateRoutine.class)
                              .map(Creation.CreateRoutine::object),
                          meaning
                              .all(ObjectChange.Drop.class)
                              .filter(drop -> drop.kind() == ObjectKind.FUNCTION)
                              .flatMap(drop -> drop.objects().stream())))
              .map(object -> object.name().name())
              .collect(Collectors.toSet());
    }
    return changedRoutines.contains(name.name());
  }

  /** A name without a schema may mean the table in any. */
  private static boolean mayBe(QualifiedName one, QualifiedName other) {
    return one.name().equals(other.name())
        && (one.schema().isEmpty()
            || other.schema().isEmpty()
            || one.schema().equals(other.schema()));
  }
}
