package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.execution.Executed;
import dev.drydock.migration.DrydockException;
import dev.drydock.postgres.ServerFacts;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.dao.DataAccessException;

/**
 * Finds out, where a run with several hosts lost its server, whether a standby was promoted, and
 * what that has of the run: an asynchronous one may lack the latest steps.
 *
 * @param lost the server that was lost
 */
record Takeover(MigrationSettings settings, ServerFacts lost, MigrationRequest request) {

  /** Promotions take seconds; whoever waits for the report does not wait for longer ones. */
  private static final Duration LONGEST_INQUIRY = Duration.ofSeconds(20);

  /** In words; empty where no other server answers in time. */
  Optional<String> told(List<Stays> committed) {
    if (settings.database().hosts().size() < 2) {
      return Optional.empty();
    }
    var nobody = new IllegalStateException("no server answers");
    try {
      return new LockWait(LONGEST_INQUIRY, StopSign.NONE).until(() -> ask(committed), () -> nobody);
    } catch (IllegalStateException unknown) {
      return Optional.empty();
    }
  }

  /** Empty while nobody answers; empty words where it is the same server. */
  private Optional<Optional<String>> ask(List<Stays> committed) {
    try (Database database = Database.open(settings, "inquiry " + request.run().value())) {
      if (Objects.equals(lost.timeline(), database.facts().timeline())) {
        return Optional.of(Optional.empty());
      }
      return Optional.of(Optional.of(words(committed, lacking(database, committed))));
    } catch (DrydockException | DataAccessException unreachable) {
      return Optional.empty();
    }
  }

  private List<Stays> lacking(Database database, List<Stays> committed) {
    if (database.facts().table().isEmpty()) {
      return committed;
    }
    BegunRun begun = database.begun();
    Set<String> executed =
        database.executed(request).stream()
            .map(Executed::id)
            .map(Object::toString)
            .collect(Collectors.toSet());
    return committed.stream()
        .filter(one -> !executed.contains(one.migration().toString()))
        .filter(
            one ->
                begun.of(one.migration(), one.statement()).stream()
                    .noneMatch(record -> record.action() == 0 && record.done()))
        .toList();
  }

  private static String words(List<Stays> committed, List<Stays> lacking) {
    String has =
        lacking.isEmpty()
            ? committed.isEmpty() ? "" : " It has them all."
            : " It lacks %s: the former primary may have them; the next run does them again here."
                .formatted(lacking.stream().map(Stays::words).collect(Collectors.joining("; ")));
    return "Another server answers now: a standby was promoted."
        + has
        + " Do not let the former primary take part again as it is; rebuild it, or rewind it with pg_rewind.";
  }
}
