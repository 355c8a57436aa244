package dev.drydock.pipeline;

import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.IdleSession;
import dev.drydock.postgres.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.dao.DataAccessException;

/**
 * Ends sessions that idle in a transaction and are in the way, where a setting asks for it, and
 * keeps who they were.
 *
 * @param after how long one must have idled; zero: none is ended
 */
record IdleBlockers(Session session, Duration after, List<BlockerWatch.Blocker> ended) {

  IdleBlockers(Session session, Duration after) {
    this(session, after, new ArrayList<>());
  }

  /** Ends those of them that have idled for long enough. */
  void end(List<BlockerWatch.Blocker> blockers) {
    if (after.isZero()) {
      return;
    }
    for (BlockerWatch.Blocker blocker : blockers) {
      if ("idle in transaction".equals(blocker.state()) && ended(blocker)) {
        ended.add(blocker);
      }
    }
  }

  private boolean ended(BlockerWatch.Blocker blocker) {
    try {
      return IdleSession.end(session.jdbc(), blocker.pid(), after);
    } catch (DataAccessException notPermitted) {
      // It stays in the way, and the report names it.
      return false;
    }
  }

  /** What a report says of it. */
  List<String> told() {
    return ended.stream()
        .map(
            who ->
                "DRYDOCK_END_IDLE_BLOCKERS: ended " + who + "; what it had not committed is lost.")
        .toList();
  }
}
