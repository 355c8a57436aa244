package dev.drydock.migration;

/**
 * One thing done to something that existed before.
 *
 * @param object its qualified name as in SQL, such as {@code public.clients.email}; empty where the
 *     effect has no object ({@code unjudged})
 */
public record Effect(EffectKind kind, String object) {

  @Override
  public String toString() {
    return object.isEmpty() ? kind.words() : kind.words() + " " + object;
  }
}
