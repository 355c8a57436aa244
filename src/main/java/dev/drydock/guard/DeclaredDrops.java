package dev.drydock.guard;

import static java.util.Map.entry;

import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ObjectName;
import dev.drydock.sql.Renaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the declared drop of an object covers. Whoever lets it go entirely may make it again
 * otherwise: without its grants or its comment, by another definition. And a file drops under the
 * name that the object has by then.
 */
final class DeclaredDrops {

  private static final Map<EffectKind, Set<EffectKind>> CHANGES =
      Map.ofEntries(
          entry(EffectKind.DROP_CONSTRAINT, Set.of(EffectKind.CHANGE_CONSTRAINT)),
          entry(
              EffectKind.DROP_INDEX,
              Set.of(
                  EffectKind.CHANGE_INDEX,
                  EffectKind.CHANGE_OPTIONS,
                  EffectKind.CHANGE_STATISTICS,
                  EffectKind.CHANGE_TABLESPACE)),
          entry(
              EffectKind.DROP_TRIGGER,
              Set.of(EffectKind.CHANGE_TRIGGER, EffectKind.DISABLE_TRIGGER)),
          entry(
              EffectKind.DROP_EVENT_TRIGGER,
              Set.of(EffectKind.CHANGE_TRIGGER, EffectKind.DISABLE_EVENT_TRIGGER)),
          entry(EffectKind.DROP_RULE, Set.of(EffectKind.CHANGE_RULE, EffectKind.DISABLE_RULE)),
          entry(EffectKind.DROP_POLICY, Set.of(EffectKind.CHANGE_POLICY)),
          entry(EffectKind.DROP_DEFAULT, Set.of(EffectKind.CHANGE_DEFAULT)),
          entry(EffectKind.DROP_STATISTICS, Set.of(EffectKind.CHANGE_STATISTICS)),
          entry(EffectKind.DROP_FUNCTION, Set.of(EffectKind.REPLACE_FUNCTION)),
          entry(EffectKind.DROP_PROCEDURE, Set.of(EffectKind.REPLACE_FUNCTION)),
          entry(EffectKind.DROP_AGGREGATE, Set.of(EffectKind.REPLACE_FUNCTION)),
          entry(EffectKind.DROP_COLLATION, Set.of(EffectKind.CHANGE_COLLATION)),
          entry(EffectKind.DROP_PUBLICATION, Set.of(EffectKind.CHANGE_PUBLICATION)),
          entry(EffectKind.DROP_OPERATOR, Set.of(EffectKind.CHANGE_OBJECT)),
          entry(EffectKind.DROP_OPERATOR_CLASS, Set.of(EffectKind.CHANGE_OBJECT)),
          entry(EffectKind.DROP_OPERATOR_FAMILY, Set.of(EffectKind.CHANGE_OBJECT)),
          entry(EffectKind.DROP_CAST, Set.of(EffectKind.CHANGE_OBJECT)),
          entry(EffectKind.DROP_TEXT_SEARCH, Set.of(EffectKind.CHANGE_OBJECT)),
          entry(EffectKind.DROP_VIEW, Set.of(EffectKind.REPLACE_VIEW, EffectKind.CHANGE_OPTIONS)));

  /** What goes with any of them. */
  private static final Set<EffectKind> BESIDES =
      Set.of(
          EffectKind.REVOKE,
          EffectKind.CHANGE_OWNER,
          EffectKind.CHANGE_COMMENT,
          EffectKind.DROP_COMMENT,
          EffectKind.DROP_SECURITY_LABEL);

  private final List<Renaming> renamings = new ArrayList<>();

  /**
   * @param statements of the whole run, in their order
   */
  DeclaredDrops(List<String> statements) {
    statements.forEach(statement -> renamings.addAll(Renaming.in(statement)));
  }

  /**
   * Whether it covers what was found.
   *
   * @param path in which the found object's name may be looked for
   */
  boolean cover(Effect declared, Effect found, List<String> path) {
    Set<EffectKind> changes = CHANGES.getOrDefault(declared.kind(), Set.of());
    boolean itself =
        !changes.isEmpty()
            && (changes.contains(found.kind()) || BESIDES.contains(found.kind()))
            && DeclarationMatcher.names(declared.object(), found.object(), path);
    return itself
        || (declared.kind() == EffectKind.DROP_VIEW && isPart(declared, found, path))
        || (declared.kind() == EffectKind.DROP_CONSTRAINT && isIndex(declared, found, path))
        || (declared.kind() == found.kind() && isRenamed(declared, found.object(), path));
  }

  /** A column of the view, or a trigger on it. */
  private static boolean isPart(Effect declared, Effect found, List<String> path) {
    List<String> parts = ObjectName.parse(found.object()).parts();
    return parts.size() == 3
        && DeclarationMatcher.names(
            declared.object(), ObjectName.of(parts.get(0), parts.get(1)), path);
  }

  /** The index of the constraint has its name, beside the table. */
  private static boolean isIndex(Effect declared, Effect found, List<String> path) {
    List<String> said = ObjectName.parse(declared.object()).parts();
    List<String> parts = ObjectName.parse(found.object()).parts();
    boolean index = found.kind() == EffectKind.CHANGE_INDEX || BESIDES.contains(found.kind());
    if (!index || parts.size() != 2 || said.size() < 2) {
      return false;
    }
    boolean schema =
        said.size() == 3 ? said.get(0).equals(parts.get(0)) : path.contains(parts.get(0));
    return schema && said.get(said.size() - 1).equals(parts.get(1));
  }

  /** The run had given the object the declared name before it was dropped. */
  private boolean isRenamed(Effect declared, String object, List<String> path) {
    String name = object;
    for (Renaming renaming : renamings) {
      if (DeclarationMatcher.names(renaming.object(), name, path)) {
        List<String> parts = new ArrayList<>(ObjectName.parse(name).parts());
        parts.set(parts.size() - 1, renaming.newName());
        name = ObjectName.of(parts.toArray(String[]::new));
      }
    }
    return !name.equals(object) && DeclarationMatcher.names(declared.object(), name, path);
  }
}
