package dev.drydock.lint;

import dev.drydock.migration.LockMode;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.SchemaFacts;
import dev.drydock.sql.Action;
import dev.drydock.sql.Meaning;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import dev.drydock.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which existing tables each statement of a run locks against writers, readers or other changes,
 * and how strongly: SHARE UPDATE EXCLUSIVE and above; tables that the run itself makes are nobody's
 * concern. What the text does not tell (dynamic SQL, cascades) is not in it. Immutable.
 */
public final class LockNeeds {

  private static final Locks LOCKS = new Locks();
  private static final WorldChanges CHANGES = new WorldChanges();

  private final Map<Place, List<LockNeed>> needs = new LinkedHashMap<>();

  private final LockSlots slots = new LockSlots();

  private final Optional<Statement> written;

  private LockNeeds(Optional<Statement> written) {
    this.written = written;
  }

  private record Place(MigrationId migration, int statement) {}

  /**
   * Where a need arises first.
   *
   * @param need the strongest of all statements on that table
   */
  public record First(MigrationId migration, Statement statement, LockNeed need) {}

  private final Map<QualifiedName, First> tables = new LinkedHashMap<>();

  /** A run that needs none. */
  public static LockNeeds none() {
    return new LockNeeds(Optional.empty());
  }

  /**
   * Reads the needs of a run.
   *
   * @param facts of the database; empty where none are at hand: then an unqualified name is taken
   *     to lie in {@code public}
   */
  public static LockNeeds of(List<Script> run, Optional<SchemaFacts> facts) {
    return of(run, facts, Optional.empty());
  }

  /** The same of statements that are sent in place of one that a file has, which is told. */
  public static LockNeeds inPlaceOf(Statement written, Script sent, Optional<SchemaFacts> facts) {
    return of(List.of(sent), facts, Optional.of(written));
  }

  private static LockNeeds of(
      List<Script> run, Optional<SchemaFacts> facts, Optional<Statement> written) {
    var world = new World(facts);
    var parser = new SqlParser();
    var all = new LockNeeds(written);
    for (Script script : run) {
      for (Statement statement : script.statements()) {
        all.read(script.migration().id(), parser.parse(statement), world);
      }
      world.nextFile();
    }
    return all;
  }

  private void read(MigrationId migration, Meaning meaning, World world) {
    var merged = new LinkedHashMap<QualifiedName, LockNeed>();
    for (Action action : meaning.actions()) {
      read(migration, action, true, world, merged);
    }
    if (!merged.isEmpty()) {
      List<LockNeed> found = List.copyOf(merged.values());
      needs.put(new Place(migration, meaning.statement().number()), found);
      found.forEach(
          need ->
              tables.merge(
                  need.table(),
                  new First(migration, written.orElse(meaning.statement()), need),
                  (first, now) ->
                      new First(
                          first.migration(), first.statement(), first.need().and(now.need()))));
    }
  }

  private void read(
      MigrationId migration,
      Action action,
      boolean certain,
      World world,
      Map<QualifiedName, LockNeed> merged) {
    slots.add(migration, action, world);
    for (Held lock : LOCKS.of(action, world)) {
      if (lock.mode().compareTo(LockMode.SHARE_UPDATE_EXCLUSIVE) >= 0 && !isOwn(lock, world)) {
        merged.merge(
            lock.table(),
            new LockNeed(
                lock.table(), lock.mode(), lock.recurses(), certain && world.searchPathKnown()),
            LockNeed::and);
      }
    }
    action.inner().forEach(inner -> read(migration, inner, false, world, merged));
    CHANGES.apply(action, world);
  }

  private static boolean isOwn(Held lock, World world) {
    return world.relation(lock.table()).filter(KnownRelation::isNew).isPresent();
  }

  /** What one statement needs, in the order in which it takes them; empty for most. */
  public List<LockNeed> of(MigrationId migration, int statement) {
    return needs.getOrDefault(new Place(migration, statement), List.of());
  }

  /** All tables of the run that are needed in SHARE or stronger at some time, each once. */
  public List<First> strong() {
    return tables.values().stream().filter(first -> first.need().isStrong()).toList();
  }

  /** All tables of the run, each once. */
  public List<First> all() {
    return new ArrayList<>(tables.values());
  }

  /**
   * How many entries of the server's lock table each migration fills until COMMIT, in their order,
   * as far as the text tells.
   */
  public Map<MigrationId, Long> slots() {
    return Collections.unmodifiableMap(slots.byMigration());
  }
}
