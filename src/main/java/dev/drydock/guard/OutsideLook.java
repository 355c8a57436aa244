package dev.drydock.guard;

import dev.drydock.catalog.CatalogComparison;
import dev.drydock.catalog.CatalogEffect;
import dev.drydock.catalog.CatalogReader;
import dev.drydock.catalog.CatalogSnapshot;
import dev.drydock.catalog.OwnChanges;
import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.execution.GuardReport;
import dev.drydock.migration.Effect;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.online.Backfill;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A look at the catalog before and after a statement outside any transaction.
 *
 * <p>What that statement takes away by its nature was refused beforehand unless it was declared,
 * since nothing can undo it; here it is found and told. Its changes carry no mark that would tell
 * them from those of other sessions, so all else that vanished meanwhile is told as seen, and never
 * as a loss of the run. One object looks at one statement; not for several threads.
 */
public final class OutsideLook {

  private final CatalogSnapshot before;
  private final CheckScope scope;
  private final List<String> words;
  private final long nanos;

  private OutsideLook(CatalogSnapshot before, CheckScope scope, List<String> words, long nanos) {
    this.before = before;
    this.scope = scope;
    this.words = words;
    this.nanos = nanos;
  }

  /**
   * What came of it.
   *
   * @param made the indexes that it made, which the run may change from then on
   */
  public record Seen(GuardReport report, Set<String> made) {

    public Seen {
      made = Set.copyOf(made);
    }
  }

  /**
   * Why it must not be sent: it would run code that nobody can prove to write nothing, and what
   * that wrote could be neither told nor undone.
   *
   * @param connection in a transaction of its own
   * @param scope its migration alone
   * @param statement its number in the file
   * @param sql as it would be sent
   */
  public static Optional<Failure> refusal(
      Connection connection, CheckScope scope, int statement, String sql) throws SQLException {
    CheckedMigration migration = scope.migrations().get(0);
    return OutsideRefusal.isAllowed(migration)
        ? Optional.empty()
        : new OutsideCode(connection)
            .unproven(sql)
            .map(code -> OutsideRefusal.unproven(migration.id(), statement, code.name()));
  }

  /**
   * Why an UPDATE must not be executed in batches: it would read what it has set.
   *
   * @param connection in a transaction of its own
   * @param scope its migration alone
   * @param statement its number in the file
   */
  public static Optional<Failure> refusal(
      Connection connection, CheckScope scope, int statement, Backfill fill) throws SQLException {
    MigrationId migration = scope.migrations().get(0).id();
    return BatchReads.found(connection, fill)
        .map(what -> OutsideRefusal.reading(migration, statement, what));
  }

  /**
   * Looks before it is sent.
   *
   * @param connection in a transaction of its own, which is to end before the statement begins
   * @param scope its migration alone
   */
  public static OutsideLook before(Connection connection, CheckScope scope) throws SQLException {
    long start = System.nanoTime();
    List<String> statements =
        scope.migrations().stream().flatMap(one -> one.statements().stream()).toList();
    List<String> words = List.copyOf(Words.of(statements));
    CatalogSnapshot before = CatalogReader.snapshot(connection, words);
    return new OutsideLook(before, scope, words, System.nanoTime() - start);
  }

  /**
   * Looks when it is over.
   *
   * @param connection in a transaction of its own
   * @param sql as it was sent
   * @param declared what the statement takes away, as declared
   */
  public Seen after(Connection connection, String sql, Optional<Effect> declared)
      throws SQLException {
    long start = System.nanoTime();
    CatalogSnapshot after = CatalogReader.snapshot(connection, words);
    List<CatalogEffect> effects =
        CatalogComparison.effects(OwnChanges.between(before, after)).stream()
            .filter(effect -> !MadeRelations.isOf(effect, scope.own()))
            .toList();
    return new Seen(
        report(effects, declared, start),
        MadeRelations.named(before, after, Words.of(List.of(sql))));
  }

  private GuardReport report(List<CatalogEffect> effects, Optional<Effect> declared, long start) {
    MigrationId migration = scope.migrations().get(0).id();
    return new GuardReport(
        before.size(),
        Preview.compared(),
        Duration.ofNanos(nanos + System.nanoTime() - start),
        effects.stream()
            .filter(effect -> declared.filter(effect.effect()::equals).isPresent())
            .map(effect -> loss(effect, migration))
            .toList(),
        List.of(),
        effects.stream()
            .filter(effect -> declared.filter(effect.effect()::equals).isEmpty())
            .filter(CatalogEffect::vanished)
            .map(effect -> effect.effect() + ", while a statement ran outside a transaction")
            .sorted()
            .toList(),
        List.of(),
        List.of());
  }

  private static Loss loss(CatalogEffect effect, MigrationId migration) {
    Long rows = effect.rows();
    return new Loss(
        effect.effect().kind(),
        effect.effect().object(),
        effect.what(),
        rows,
        rows != null,
        migration,
        true);
  }
}
