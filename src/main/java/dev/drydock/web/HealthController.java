package dev.drydock.web;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.Target;
import dev.drydock.pipeline.StatusReport;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Says whether the database answers, to anybody, and how migrations stand, to who has the token.
 *
 * <p>Both are asked for at most once a second and waited for at most two, however many ask.
 */
@RestController
public final class HealthController {

  private static final SharedAnswer.Limits LIMITS =
      new SharedAnswer.Limits(Duration.ofSeconds(2), Duration.ofSeconds(1));
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final SharedAnswer<Boolean> database;
  private final SharedAnswer<Standing> standing;
  private final Labels labels;
  private final Clock clock;

  /**
   * What the answer repeats from the settings.
   *
   * @param env name of the environment
   * @param migrationsEnabled whether migrations run at boot
   */
  public record Labels(String env, boolean migrationsEnabled) {}

  /** The public answer. */
  record Health(String status, String timestamp, String env, boolean migrationsEnabled) {}

  /**
   * The answer to who has the token.
   *
   * @param pending count of migrations that wait; null when it is not known
   * @param applied count of applied migrations; null when it is not known
   * @param lastRun the newest run that applied something; null when there was none
   * @param running who holds the run lock now; null when nobody does
   * @param server the server, database and role that migrations reach; null when not known
   * @param problem why the counts are not known; null when they are
   */
  record DetailedHealth(
      String status,
      String timestamp,
      String env,
      boolean migrationsEnabled,
      @Nullable Integer pending,
      @Nullable Integer applied,
      StatusReport.@Nullable LastRun lastRun,
      @Nullable String running,
      @Nullable Target server,
      @Nullable String problem) {}

  /** How migrations stand, or why that cannot be said. */
  private record Standing(Optional<StatusReport.Result> known, @Nullable String problem) {}

  /** Takes the question whether the database answers, and the one for the state of migrations. */
  public HealthController(
      BooleanSupplier ping, Supplier<StatusReport> status, Labels labels, Clock clock) {
    this.database = new SharedAnswer<>("drydock-health", ping::getAsBoolean, LIMITS, clock);
    this.standing = new SharedAnswer<>("drydock-status", () -> ask(status), LIMITS, clock);
    this.labels = labels;
    this.clock = clock;
  }

  /** The answer; 503 while the database does not answer. */
  @GetMapping(OpenPaths.HEALTH)
  ResponseEntity<?> health(HttpServletRequest request) {
    RequestParameters.of(request, Set.of());
    boolean up = database.get().orElse(false);
    Object body = request.getUserPrincipal() == null ? answer(up) : detailedAnswer(up);
    return ResponseEntity.status(up ? 200 : 503).body(body);
  }

  private Health answer(boolean up) {
    return new Health(
        up ? "ok" : "down",
        MILLIS.format(clock.instant()),
        labels.env(),
        labels.migrationsEnabled());
  }

  private DetailedHealth detailedAnswer(boolean up) {
    // Where it does not answer, the attempt itself says why: a login that is refused, say.
    Standing now =
        standing
            .get()
            .orElse(
                unknown(
                    up
                        ? "The state of migrations was not to be had in 2 s."
                        : "The database does not answer."));
    Health plain = answer(up);
    var known = now.known();
    return new DetailedHealth(
        plain.status(),
        plain.timestamp(),
        plain.env(),
        plain.migrationsEnabled(),
        known.map(result -> result.pending().size()).orElse(null),
        known.map(result -> result.applied().size()).orElse(null),
        known.map(StatusReport.Result::lastRun).orElse(null),
        known.map(StatusReport.Result::running).orElse(null),
        known.map(StatusReport.Result::target).orElse(null),
        now.problem());
  }

  private static Standing ask(Supplier<StatusReport> status) {
    try {
      return new Standing(Optional.of(status.get().result()), null);
    } catch (DrydockException e) {
      return unknown(e.failure().text());
    } catch (RuntimeException e) {
      return unknown(Incident.of(e).what());
    }
  }

  private static Standing unknown(String problem) {
    return new Standing(Optional.empty(), problem);
  }
}
