package dev.drydock.execution;

import dev.drydock.migration.Loss;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was looked at before COMMIT, and what was found.
 *
 * @param objects how many objects of the database were compared
 * @param compared kinds of objects that were compared, in words
 * @param took time spent on all of it
 * @param losses declared and undeclared ones
 * @param unseen what the role could not see, in words
 * @param byOthers what other sessions changed meanwhile; never a loss of this run
 */
public record GuardReport(
    int objects,
    List<String> compared,
    Duration took,
    List<Loss> losses,
    List<String> unseen,
    List<String> byOthers) {

  public GuardReport {
    compared = List.copyOf(compared);
    losses = List.copyOf(losses);
    unseen = List.copyOf(unseen);
    byOthers = List.copyOf(byOthers);
  }

  /** Two looks of one run, told as one. */
  public GuardReport and(GuardReport later) {
    return new GuardReport(
        Math.max(objects, later.objects),
        compared.isEmpty() ? later.compared : compared,
        took.plus(later.took),
        joined(losses, later.losses),
        joined(unseen, later.unseen),
        joined(byOthers, later.byOthers));
  }

  private static <T> List<T> joined(List<T> one, List<T> other) {
    return Stream.concat(one.stream(), other.stream()).distinct().toList();
  }
}
