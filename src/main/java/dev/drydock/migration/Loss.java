package dev.drydock.migration;

import org.jspecify.annotations.Nullable;

/**
 * Something that existed before a run and that the guard found lost.
 *
 * @param object qualified name, such as {@code public.clients.email}
 * @param what what was lost, where the effect alone does not say it: old and new definition
 * @param rows rows concerned; null when unknown
 * @param estimate whether {@code rows} is the planner's estimate
 * @param migration the one that did it; null when that cannot be told
 */
public record Loss(
    EffectKind effect,
    String object,
    @Nullable String what,
    @Nullable Long rows,
    boolean estimate,
    @Nullable MigrationId migration,
    boolean declared) {

  /** In words: {@code drop column public.clients.email (about 12 rows), by 0042_drop_email}. */
  public String words() {
    String count = rows == null ? "" : rows == 1 ? "1 row" : rows + " rows";
    return effect.words()
        + " "
        + object
        + (rows == null ? "" : " (%s%s)".formatted(estimate ? "about " : "", count))
        + (what == null ? "" : ": " + what)
        + (migration == null ? "" : ", by " + migration);
  }
}
