package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import dev.drydock.online.BegunSteps;
import dev.drydock.online.FormChoice;
import dev.drydock.sql.FileSettings;
import dev.drydock.sql.NewEnumValues;
import dev.drydock.sql.ObjectChange;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Divides a run: file order stays, neighbouring transactional statements share a transaction, each
 * statement in a safe form stands alone, and a new enum value is committed before it is used.
 */
final class Segments {

  /** Spares the parser the others. */
  private static final Pattern MAY_SET =
      Pattern.compile("set\\b|reset\\b|select\\s.{0,20}set_config", Pattern.CASE_INSENSITIVE);

  private final Map<MigrationId, Map<Integer, FormChoice>> forms;
  private final BegunSteps begun;
  private final Set<Place> usesNewValue = new HashSet<>();
  private final SqlParser parser = new SqlParser();
  private final List<Segment> segments = new ArrayList<>();
  private final List<Segment.Part> atom = new ArrayList<>();
  private boolean addsValue;

  private record Place(MigrationId migration, int statement) {}

  private Segments(Map<MigrationId, Map<Integer, FormChoice>> forms, BegunSteps begun) {
    this.forms = forms;
    this.begun = begun;
  }

  /**
   * Divides.
   *
   * @param automatic whether a transaction may end where a new enum value must be committed
   */
  static List<Segment> of(
      List<Script> scripts,
      Map<MigrationId, Map<Integer, FormChoice>> forms,
      BegunSteps begun,
      boolean automatic) {
    var division = new Segments(forms, begun);
    if (automatic) {
      NewEnumValues.usedIn(scripts)
          .forEach(
              use ->
                  division.usesNewValue.add(new Place(use.migration(), use.statement().number())));
    }
    scripts.forEach(division::script);
    division.commit();
    return List.copyOf(division.segments);
  }

  private void script(Script script) {
    MigrationId id = script.migration().id();
    List<Statement> left =
        script.statements().stream().filter(s -> !begun.isDone(id, s.number())).toList();
    var part = new ArrayList<Statement>();
    boolean divided = left.size() < script.statements().size() || begun.has(id);
    for (Statement statement : left) {
      boolean last = statement.equals(left.get(left.size() - 1));
      Optional<FormChoice.Online> form = form(id, statement);
      if (form.isPresent()) {
        divided |= !last || !part.isEmpty();
        join(script, part, false, false);
        commit();
        segments.add(
            new Segment.Online(script, statement, form.get(), prelude(script, statement), last));
      } else {
        if (addsValue && usesNewValue.contains(new Place(id, statement.number()))) {
          divided |= !part.isEmpty();
          join(script, part, false, false);
          commit();
        }
        part.add(statement);
        addsValue |= !usesNewValue.isEmpty() && adds(statement);
      }
    }
    boolean ended = !left.isEmpty() && form(id, left.get(left.size() - 1)).isPresent();
    if (!ended) {
      join(script, part, !divided, true);
    }
  }

  private Optional<FormChoice.Online> form(MigrationId id, Statement statement) {
    return Optional.ofNullable(forms.getOrDefault(id, Map.of()).get(statement.number()))
        .filter(FormChoice.Online.class::isInstance)
        .map(FormChoice.Online.class::cast);
  }

  private boolean adds(Statement statement) {
    return parser.parse(statement).all(ObjectChange.AddEnumValue.class).findAny().isPresent();
  }

  private void join(Script script, List<Statement> statements, boolean whole, boolean last) {
    if (!statements.isEmpty() || last) {
      List<String> prelude =
          whole || statements.isEmpty() ? List.of() : prelude(script, statements.get(0));
      atom.add(new Segment.Part(script, statements, prelude, whole, last));
    }
    statements.clear();
  }

  private void commit() {
    if (!atom.isEmpty()) {
      segments.add(new Segment.Atom(atom));
      atom.clear();
    }
    addsValue = false;
  }

  /** What earlier statements of the file set, which a new transaction does not know any more. */
  private List<String> prelude(Script script, Statement before) {
    return script.statements().stream()
        .filter(s -> s.number() < before.number())
        .filter(this::isSetting)
        .map(Statement::text)
        .toList();
  }

  private boolean isSetting(Statement statement) {
    return MAY_SET.matcher(statement.text()).lookingAt()
        && FileSettings.isSetting(parser.parse(statement));
  }
}
