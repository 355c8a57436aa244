package dev.drydock.execution;

import dev.drydock.migration.Effect;
import dev.drydock.migration.Loss;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was looked at before COMMIT, and what was found.
 *
 * @param objects how many objects of the database were compared; columns go with their tables
 * @param compared kinds of objects that were compared, in words
 * @param took time spent on all of it
 * @param losses declared and undeclared ones
 * @param unseen what the role could not see, in words
 * @param byOthers what other sessions changed meanwhile; never a loss of this run
 * @param channels ways to act outside the transaction that were open while something ran that
 *     nobody can judge; empty where nothing of that kind ran
 * @param warnings worth knowing, and stopped nothing
 */
public record GuardReport(
    int objects,
    List<String> compared,
    Duration took,
    List<Loss> losses,
    List<String> unseen,
    List<String> byOthers,
    List<String> channels,
    List<String> warnings) {

  public GuardReport {
    compared = List.copyOf(compared);
    losses = List.copyOf(losses);
    unseen = List.copyOf(unseen);
    byOthers = List.copyOf(byOthers);
    channels = List.copyOf(channels);
    warnings = List.copyOf(warnings);
  }

  /** Losses that no look was needed for: what Drydock itself did, as declared. */
  public static GuardReport of(List<Loss> losses) {
    return new GuardReport(
        0, List.of(), Duration.ZERO, losses, List.of(), List.of(), List.of(), List.of());
  }

  /** Two looks of one run, told as one. */
  public GuardReport and(GuardReport later) {
    return new GuardReport(
        Math.max(objects, later.objects),
        compared.isEmpty() ? later.compared : compared,
        took.plus(later.took),
        joined(losses, later.losses),
        joined(unseen, later.unseen),
        joined(byOthers, later.byOthers),
        joined(channels, later.channels),
        joined(warnings, later.warnings));
  }

  /** The same without what Drydock's own helpers were. */
  public GuardReport without(List<Effect> helpers) {
    return new GuardReport(
        objects,
        compared,
        took,
        losses.stream()
            .filter(loss -> !helpers.contains(new Effect(loss.effect(), loss.object())))
            .toList(),
        unseen,
        byOthers,
        channels,
        warnings);
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().toList();
  }
}
