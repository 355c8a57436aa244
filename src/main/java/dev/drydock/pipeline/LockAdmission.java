package dev.drydock.pipeline;

import dev.drydock.lint.LockNeed;
import dev.drydock.lint.LockNeeds;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.LockHolders;
import dev.drydock.postgres.Session;
import dev.drydock.postgres.Standby;
import dev.drydock.sql.MaskedQuery;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Looks before each attempt whether somebody has held a lock for longer that the plan needs, so
 * that live traffic is not made to queue in vain. A polite hint: it asks outside every transaction,
 * passes by young transactions and whatever gives way, and an attempt may be forced past it, since
 * what keeps others from stalling is the bound on each wait alone.
 *
 * <p>One object for one run, for one thread.
 */
final class LockAdmission {

  private static final long UNSEEN_NANOS = 1_000_000_000;

  private final Session session;
  private final boolean showQueries;
  private final IdleBlockers idle;

  /** When a transaction of which nothing may be seen was met first. */
  private final Map<String, Long> unseen = new HashMap<>();

  private List<LockNeeds.First> needed = List.of();
  private List<LockHolders.Holder> holders = List.of();
  private boolean forced;
  private int attempts;

  /**
   * Asks on this session.
   *
   * @param settings whether the queries of others may be shown with their values, and whether idle
   *     sessions in the way are ended
   */
  LockAdmission(Session session, MigrationSettings settings) {
    this.session = session;
    this.showQueries = settings.showRowData();
    this.idle = new IdleBlockers(session, settings.endIdleBlockers());
  }

  /**
   * An attempt begins, unless somebody is in the way.
   *
   * @return its number, from 1; those that ended here don't count
   * @throws DrydockException with {@code LOCKS_NOT_OBTAINED}
   */
  int enter(LockNeeds needs) {
    needed = needs.strong();
    if (!forced && isBlocked()) {
      throw blocked();
    }
    forced = false;
    return ++attempts;
  }

  /** The next attempt begins whoever is in the way. */
  void force() {
    forced = true;
  }

  /** Looks whether somebody is in the way, and remembers who. */
  boolean isBlocked() {
    look();
    return holders.stream().anyMatch(this::stays);
  }

  /** Looks who holds what is needed, however long. */
  List<BlockerWatch.Blocker> look() {
    if (needed.isEmpty()) {
      return List.of();
    }
    String sql = LockHolders.sql(needed.stream().map(LockAdmission::want).toList());
    try {
      holders = session.jdbc().query(sql, (row, number) -> LockHolders.holder(row, this::shown));
    } catch (DataAccessException unanswered) {
      // A hint that is not to be had; the attempt will tell.
      holders = List.of();
    }
    List<BlockerWatch.Blocker> blockers = holders.stream().map(LockHolders.Holder::who).toList();
    idle.end(blockers);
    return blockers;
  }

  /** Hot standbys, where strong locks are taken once more and wait for queries; in words. */
  List<String> standbys() {
    try {
      return session.jdbc().query(Standby.SQL, Standby::of).stream()
          .map(Standby::toString)
          .toList();
    } catch (DataAccessException unanswered) {
      return List.of();
    }
  }

  /** Idle sessions that were ended because they were in the way, in words. */
  List<String> ended() {
    return idle.told();
  }

  private boolean stays(LockHolders.Holder holder) {
    if (holder.kind() != LockHolders.Kind.UNSEEN) {
      return holder.kind() != LockHolders.Kind.PASSING;
    }
    long now = System.nanoTime();
    return now - unseen.computeIfAbsent(holder.transaction(), first -> now) >= UNSEEN_NANOS;
  }

  private @Nullable String shown(@Nullable String query) {
    return query == null || showQueries ? query : MaskedQuery.of(query);
  }

  private DrydockException blocked() {
    LockHolders.Holder holder = holders.stream().filter(this::stays).findFirst().orElseThrow();
    LockNeeds.First first = first(holder);
    return new DrydockException(
        new Failure(
            ErrorCode.LOCKS_NOT_OBTAINED,
            "%s, statement %d (line %d) needs %s on %s, which another session has held for longer."
                .formatted(
                    first.migration(),
                    first.statement().number(),
                    first.statement().line(),
                    first.need().mode(),
                    first.need().table()),
            Failure.NOTHING_EXECUTED,
            "Other sessions hold locks that it needs: run migrate again when they are done, or give it more time with DRYDOCK_LOCK_BUDGET."));
  }

  private LockNeeds.First first(LockHolders.Holder holder) {
    String held = String.valueOf(holder.who().table());
    return needed.stream()
        .filter(one -> held.endsWith(one.need().table().name()))
        .findFirst()
        .orElse(needed.get(0));
  }

  private static LockHolders.Want want(LockNeeds.First first) {
    LockNeed need = first.need();
    return new LockHolders.Want(
        need.table().schema().orElse("public"), need.table().name(), need.mode(), need.recurses());
  }
}
