package dev.drydock.guard;

import static dev.drydock.migration.EffectKind.CHANGE_CONSTRAINT;
import static dev.drydock.migration.EffectKind.CHANGE_DEFAULT;
import static dev.drydock.migration.EffectKind.CHANGE_DOMAIN;
import static dev.drydock.migration.EffectKind.CHANGE_OBJECT;
import static dev.drydock.migration.EffectKind.CHANGE_STATISTICS;
import static dev.drydock.migration.EffectKind.CHANGE_TYPE;
import static dev.drydock.migration.EffectKind.DISABLE_TRIGGER;
import static dev.drydock.migration.EffectKind.DROP_AGGREGATE;
import static dev.drydock.migration.EffectKind.DROP_COLUMN;
import static dev.drydock.migration.EffectKind.DROP_CONSTRAINT;
import static dev.drydock.migration.EffectKind.DROP_DOMAIN;
import static dev.drydock.migration.EffectKind.DROP_FUNCTION;
import static dev.drydock.migration.EffectKind.DROP_PROCEDURE;
import static dev.drydock.migration.EffectKind.DROP_TYPE;
import static dev.drydock.migration.EffectKind.NARROW_TYPE;
import static dev.drydock.migration.EffectKind.RENAME_COLUMN;
import static dev.drydock.migration.EffectKind.RENAME_CONSTRAINT;
import static dev.drydock.migration.EffectKind.RENAME_DOMAIN;
import static dev.drydock.migration.EffectKind.RENAME_FUNCTION;
import static dev.drydock.migration.EffectKind.RENAME_INDEX;
import static dev.drydock.migration.EffectKind.RENAME_MATERIALIZED_VIEW;
import static dev.drydock.migration.EffectKind.RENAME_OBJECT;
import static dev.drydock.migration.EffectKind.RENAME_SEQUENCE;
import static dev.drydock.migration.EffectKind.RENAME_TABLE;
import static dev.drydock.migration.EffectKind.RENAME_TYPE;
import static dev.drydock.migration.EffectKind.RENAME_VIEW;
import static dev.drydock.migration.EffectKind.REPLACE_FUNCTION;
import static dev.drydock.migration.EffectKind.REVOKE;

import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ObjectName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One thing that a statement and the catalog call by different words: whoever declares what the
 * statement says has declared what the catalog shows.
 */
final class OtherWords {

  /** Of the same object. */
  private static final Map<EffectKind, Set<EffectKind>> SAME =
      Map.of(
          DROP_COLUMN,
          Set.of(CHANGE_DEFAULT),
          DROP_TYPE,
          Set.of(DROP_DOMAIN),
          DROP_FUNCTION,
          Set.of(DROP_PROCEDURE, DROP_AGGREGATE),
          RENAME_TYPE,
          Set.of(RENAME_DOMAIN),
          RENAME_TABLE,
          Set.of(RENAME_VIEW, RENAME_MATERIALIZED_VIEW, RENAME_SEQUENCE, RENAME_INDEX),
          RENAME_OBJECT,
          Set.of(RENAME_COLUMN, RENAME_FUNCTION, RENAME_CONSTRAINT),
          CHANGE_OBJECT,
          Set.of(REPLACE_FUNCTION, CHANGE_STATISTICS));

  /**
   * Of a part of it: an attribute of a composite type, a constraint of a domain, a grant in a
   * schema.
   */
  private static final Map<EffectKind, Set<EffectKind>> PARTS =
      Map.of(
          CHANGE_OBJECT,
          Set.of(DROP_COLUMN, RENAME_COLUMN, CHANGE_TYPE, NARROW_TYPE),
          CHANGE_DOMAIN,
          Set.of(DROP_CONSTRAINT, CHANGE_CONSTRAINT),
          DISABLE_TRIGGER,
          Set.of(DISABLE_TRIGGER),
          REVOKE,
          Set.of(REVOKE));

  private OtherWords() {}

  /**
   * Whether it covers what was found.
   *
   * @param path in which the found object's name may be looked for
   */
  static boolean cover(Effect declared, Effect found, List<String> path) {
    List<String> parts = ObjectName.parse(found.object()).parts();
    if (SAME.getOrDefault(declared.kind(), Set.of()).contains(found.kind())
        && DeclarationMatcher.names(declared.object(), found.object(), path)) {
      return true;
    }
    if (PARTS.getOrDefault(declared.kind(), Set.of()).contains(found.kind())) {
      return parts.size() > 1 && DeclarationMatcher.names(declared.object(), named(parts), path);
    }
    return isOneName(declared, found, parts, path);
  }

  private static String named(List<String> parts) {
    return ObjectName.of(parts.subList(0, parts.size() - 1).toArray(String[]::new));
  }

  /** A key and its index have one name, which either statement changes. */
  private static boolean isOneName(
      Effect declared, Effect found, List<String> parts, List<String> path) {
    List<String> said = ObjectName.parse(declared.object()).parts();
    boolean index = declared.kind() == RENAME_CONSTRAINT && found.kind() == RENAME_INDEX;
    boolean constraint = declared.kind() == RENAME_INDEX && found.kind() == RENAME_CONSTRAINT;
    if (!index && !constraint) {
      return false;
    }
    boolean full = said.size() == (index ? 3 : 2);
    boolean schema = full ? said.get(0).equals(parts.get(0)) : path.contains(parts.get(0));
    return schema && said.get(said.size() - 1).equals(parts.get(parts.size() - 1));
  }
}
