package dev.drydock.pipeline;

import dev.drydock.execution.RunEvent;
import dev.drydock.execution.RunObserver;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.MigrationId;
import dev.drydock.postgres.BlockerWatch;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.OutsideView;
import dev.drydock.sql.MaskedQuery;
import dev.drydock.sql.Script;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * Tells of a statement that lasts longer than a second, at most once a second and only what is new.
 *
 * <p>A hint: where the second connection is not to be had, nothing is told. For one thread, but for
 * {@link #restart}.
 */
final class StatementLook implements AutoCloseable {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long NEXT_TRY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final DatabaseUrl url;
  private final String purpose;
  private final RunObserver observer;
  private @Nullable OutsideView view;
  private volatile long notBefore;
  private volatile boolean fresh;
  private long connectNotBefore = System.nanoTime();
  private RunEvent.@Nullable Progress told;
  private List<BlockerWatch.Blocker> blockers = List.of();

  StatementLook(DatabaseUrl url, String purpose, RunObserver observer) {
    this.url = url;
    this.purpose = purpose;
    this.observer = observer;
  }

  /** Something new runs from now on. */
  void restart(long nanos) {
    notBefore = nanos + PATIENCE_NANOS;
    fresh = true;
  }

  /** Tells what is new of the one of these scripts that runs, if it is time. */
  void tell(List<Script> scripts) {
    look(sight -> tell(place(scripts, sight.query()), sight));
  }

  /** Tells what is new of this statement, if it is time. */
  void tell(Place place) {
    look(sight -> tell(place, sight));
  }

  private void look(Consumer<OutsideView.Sight> tell) {
    long now = System.nanoTime();
    if (now - notBefore < 0 || !open()) {
      return;
    }
    notBefore = now + PATIENCE_NANOS;
    forgetWhenFresh();
    try {
      connected().look().ifPresent(tell);
    } catch (DataAccessException lost) {
      disconnect();
    }
  }

  private void forgetWhenFresh() {
    if (fresh) {
      fresh = false;
      told = null;
      blockers = List.of();
    }
  }

  private static Place place(List<Script> scripts, String query) {
    List<Place> places = scripts.stream().flatMap(script -> places(script, query)).toList();
    return places.size() == 1 ? places.get(0) : new Place(scripts.get(0).migration().id(), 0);
  }

  private void tell(Place place, OutsideView.Sight sight) {
    MigrationId migration = place.migration();
    int statement = place.statement();
    if (!sight.blockers().equals(blockers)) {
      blockers = sight.blockers();
      observer.happened(new RunEvent.Blocked(migration, statement, blockers));
    }
    String phase = sight.phase() == null ? "executing" : sight.phase();
    var progress = new RunEvent.Progress(migration, statement, phase, sight.done(), sight.total());
    if (!progress.equals(told)) {
      told = progress;
      observer.happened(progress);
    }
  }

  /**
   * A statement of a migration.
   *
   * @param statement its number in the file, from 1; zero when unknown
   */
  record Place(MigrationId migration, int statement) {}

  /** The server cuts long texts; statements that begin alike are told apart by nobody. */
  private static Stream<Place> places(Script script, String query) {
    return script.statements().stream()
        .filter(one -> one.text().startsWith(query))
        .map(one -> new Place(script.migration().id(), one.number()));
  }

  /** Whether there is a connection to look through, and something to see. */
  boolean connect() {
    try {
      return open() && connected().look().isPresent();
    } catch (DataAccessException lost) {
      disconnect();
      return false;
    }
  }

  private boolean open() {
    long now = System.nanoTime();
    if (view == null && now - connectNotBefore >= 0) {
      connectNotBefore = now + NEXT_TRY_NANOS;
      try {
        view = OutsideView.of(url, purpose, MaskedQuery::of);
      } catch (DrydockException none) {
        return false;
      }
    }
    return view != null;
  }

  /** Ends what runs; {@link #connect} has answered that this is possible. */
  void endStatement() {
    try {
      connected().endStatement();
    } catch (DataAccessException lost) {
      disconnect();
    }
  }

  private OutsideView connected() {
    if (view == null) {
      throw new IllegalStateException("there is no connection");
    }
    return view;
  }

  private void disconnect() {
    if (view != null) {
      view.close();
      view = null;
    }
  }

  @Override
  public void close() {
    disconnect();
  }
}
