package dev.drydock.execution;

import dev.drydock.migration.MigrationId;
import java.util.List;

/**
 * What a run of this plan would be looked at for before COMMIT.
 *
 * @param objects how many objects of the database would be compared, as they are now
 * @param compared kinds of objects, in words
 * @param unseen what the role cannot see, in words
 * @param channels ways in which the role can act outside its transaction, where nothing can be seen
 *     or undone
 * @param unjudged migrations that hold a statement nobody can judge beforehand
 */
public record GuardPreview(
    long objects,
    List<String> compared,
    List<String> unseen,
    List<String> channels,
    List<MigrationId> unjudged) {

  public GuardPreview {
    compared = List.copyOf(compared);
    unseen = List.copyOf(unseen);
    channels = List.copyOf(channels);
    unjudged = List.copyOf(unjudged);
  }
}
