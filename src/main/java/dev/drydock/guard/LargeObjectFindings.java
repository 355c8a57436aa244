package dev.drydock.guard;

import dev.drydock.catalog.OwnMarks;
import dev.drydock.catalog.RowCounters;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads from the counters of two catalogs what happened to large objects. */
final class LargeObjectFindings {

  private LargeObjectFindings() {}

  /**
   * Which ones it were no counter says, so any declaration of the effect allows it.
   *
   * @param any whether there were large objects before the run
   */
  static List<Found> in(OwnMarks marks, boolean any) {
    RowCounters pages =
        marks.catalogs().getOrDefault(TransactionState.LARGE_OBJECT, RowCounters.NONE);
    RowCounters objects =
        marks.catalogs().getOrDefault(TransactionState.LARGE_OBJECT_METADATA, RowCounters.NONE);
    var found = new ArrayList<Found>();
    if (!any) {
      return found;
    }
    if (objects.deleted() > 0) {
      found.add(found(EffectKind.DROP_LARGE_OBJECT, objects.deleted(), null));
    }
    if (pages.updated() > 0 || (pages.deleted() > 0 && objects.deleted() == 0)) {
      found.add(found(EffectKind.OVERWRITE_LARGE_OBJECT, null, "pages written anew"));
    }
    if (objects.updated() > 0) {
      found.add(
          found(EffectKind.CHANGE_OBJECT, objects.updated(), "owner or grants of large objects"));
    }
    return found;
  }

  private static Found found(EffectKind kind, @Nullable Long rows, @Nullable String what) {
    return new Found(new Effect(kind, ""), what, rows, false, null, false, List.of());
  }
}
