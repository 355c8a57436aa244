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
 * otherwise: without its grants or its comment, by another definition. And a file names what it
 * renamed as it is called by then.
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
  private static final Set<EffectKind> COMMENTS =
      Set.of(EffectKind.CHANGE_COMMENT, EffectKind.DROP_COMMENT);

  /** What goes with those that have it; the others share their names with columns. */
  private static final Set<EffectKind> RIGHTS =
      Set.of(EffectKind.REVOKE, EffectKind.CHANGE_OWNER, EffectKind.DROP_SECURITY_LABEL);

  private static final Set<EffectKind> PARTS =
      Set.of(
          EffectKind.DROP_CONSTRAINT,
          EffectKind.DROP_TRIGGER,
          EffectKind.DROP_RULE,
          EffectKind.DROP_POLICY,
          EffectKind.DROP_DEFAULT);

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
            && (changes.contains(found.kind()) || goesWith(declared.kind(), found.kind()))
            && DeclarationMatcher.names(declared.object(), found.object(), path);
    return itself
        || (declared.kind() == EffectKind.DROP_VIEW && isPart(declared, found, path))
        || (declared.kind() == EffectKind.DROP_CONSTRAINT && isIndex(declared, found, path))
        || (declared.kind() == found.kind() && isRenamed(declared, found.object(), path));
  }

  private static boolean goesWith(EffectKind drop, EffectKind found) {
    return COMMENTS.contains(found) || (!PARTS.contains(drop) && RIGHTS.contains(found));
  }

  /** A column of the view, or a trigger on it. */
  private static boolean isPart(Effect declared, Effect found, List<String> path) {
    List<String> parts = ObjectName.parse(found.object()).parts();
    return parts.size() == 3
        && DeclarationMatcher.names(declared.object(), named(parts.subList(0, 2)), path);
  }

  /** The index of the constraint has its name, beside the table. */
  private static boolean isIndex(Effect declared, Effect found, List<String> path) {
    List<String> said = ObjectName.parse(declared.object()).parts();
    List<String> parts = ObjectName.parse(found.object()).parts();
    if (found.kind() != EffectKind.CHANGE_INDEX || parts.size() != 2 || said.size() < 2) {
      return false;
    }
    boolean schema =
        said.size() == 3 ? said.get(0).equals(parts.get(0)) : path.contains(parts.get(0));
    return schema && said.get(said.size() - 1).equals(parts.get(1));
  }

  /** The run had given the object, or what it is part of, another name before. */
  private boolean isRenamed(Effect declared, String object, List<String> path) {
    ObjectName full = ObjectName.parse(object);
    String arguments = full.arguments() == null ? "" : "(" + full.arguments() + ")";
    var parts = new ArrayList<>(full.parts());
    boolean renamed = false;
    for (Renaming renaming : renamings) {
      for (int whole = Math.min(2, parts.size()); whole <= parts.size(); whole++) {
        String name = named(parts.subList(0, whole)) + (whole == parts.size() ? arguments : "");
        if (DeclarationMatcher.names(renaming.object(), name, path)) {
          parts.set(whole - 1, renaming.newName());
          renamed = true;
          break;
        }
      }
    }
    return renamed && DeclarationMatcher.names(declared.object(), named(parts) + arguments, path);
  }

  private static String named(List<String> parts) {
    return ObjectName.of(parts.toArray(String[]::new));
  }
}
