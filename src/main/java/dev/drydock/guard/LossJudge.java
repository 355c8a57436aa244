package dev.drydock.guard;

import dev.drydock.execution.CheckScope;
import dev.drydock.execution.CheckScope.CheckedMigration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.ObjectName;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Decides which losses their migrations declared. */
final class LossJudge {

  /** Whoever declares one of the values has declared the key: it says at least as much. */
  private static final Map<EffectKind, Set<EffectKind>> COVERED_BY =
      Map.of(
          EffectKind.CHANGE_TYPE, Set.of(EffectKind.NARROW_TYPE, EffectKind.OVERWRITE_COLUMN),
          EffectKind.OVERWRITE_COLUMN, Set.of(EffectKind.NARROW_TYPE));

  /** Of what a migration may drop unsaid if it makes it again as it was. */
  private static final Set<EffectKind> RETURNING =
      Set.of(EffectKind.DROP_VIEW, EffectKind.DROP_TRIGGER, EffectKind.DROP_POLICY);

  private final CheckScope scope;
  private final OldTables tables;
  private final DeclaredDrops drops;
  private final Map<MigrationId, Declared> declared = new HashMap<>();

  /** What a migration declares, and the schemas in which it looks for names. */
  private record Declared(List<Effect> effects, List<String> path) {}

  /** Reads all declarations now, so that none is read while others wait for the run's locks. */
  LossJudge(CheckScope scope, OldTables tables, List<String> searchPath) {
    this.scope = scope;
    this.tables = tables;
    for (CheckedMigration migration : scope.migrations()) {
      List<Effect> effects =
          migration.declarations().stream()
              .flatMap(d -> DeclarationMatcher.declared(d.subject()).stream())
              .toList();
      if (!effects.isEmpty()) {
        List<String> path = SearchPaths.of(searchPath, migration.statements());
        declared.put(migration.id(), new Declared(effects, path));
      }
    }
    drops =
        new DeclaredDrops(
            declared.isEmpty()
                ? List.of()
                : scope.migrations().stream().flatMap(m -> m.statements().stream()).toList());
  }

  Loss judge(Found found) {
    Optional<MigrationId> declaring =
        candidates(found).stream()
            .filter(migration -> declares(migration, found))
            .map(CheckedMigration::id)
            .findFirst();
    return new Loss(
        found.effect().kind(),
        found.effect().object(),
        found.what(),
        found.rows(),
        found.estimate(),
        declaring.orElse(found.migration()),
        declaring.isPresent());
  }

  /**
   * Migrations whose declaration counts. A catalog row only tells who wrote it last, so the ones
   * before that may have caused its change as well. A row that vanished only tells who dropped it
   * first: what a later one dropped for good may have been made again in between.
   */
  private List<CheckedMigration> candidates(Found found) {
    var candidates = new ArrayList<CheckedMigration>();
    boolean behind = false;
    for (CheckedMigration migration : scope.migrations()) {
      boolean named = migration.id().equals(found.migration());
      if (behind || named || !found.exact() || found.migration() == null) {
        candidates.add(migration);
      }
      behind |= named;
      if (behind && !RETURNING.contains(found.effect().kind())) {
        break;
      }
    }
    Collections.reverse(candidates);
    return candidates;
  }

  private boolean declares(CheckedMigration migration, Found found) {
    Declared own = declared.get(migration.id());
    if (own == null) {
      return false;
    }
    var acceptable = new ArrayList<>(List.of(found.effect()));
    acceptable.addAll(found.alternatives());
    for (EffectKind wider : COVERED_BY.getOrDefault(found.effect().kind(), Set.of())) {
      acceptable.add(new Effect(wider, found.effect().object()));
    }
    return acceptable.stream().anyMatch(effect -> allows(own, effect))
        || isDropped(own, found.effect());
  }

  private boolean isDropped(Declared own, Effect found) {
    List<String> path = resolving(found, own.path());
    return own.effects().stream()
        .anyMatch(one -> drops.cover(one, found, path) || OtherWords.cover(one, found, path));
  }

  private boolean allows(Declared own, Effect effect) {
    List<Effect> sameKind =
        own.effects().stream().filter(one -> one.kind() == effect.kind()).toList();
    if (sameKind.isEmpty()) {
      return false;
    }
    List<String> path = resolving(effect, own.path());
    return sameKind.stream()
        .anyMatch(one -> DeclarationMatcher.names(one.object(), effect.object(), path));
  }

  /** The part of the path in which no earlier schema hides the object behind one of its own. */
  private List<String> resolving(Effect effect, List<String> path) {
    List<String> parts = ObjectName.parse(effect.object()).parts();
    if (parts.size() < 2) {
      return path;
    }
    if (parts.get(0).equals("pg_catalog")) {
      return List.of("pg_catalog");
    }
    int own = path.indexOf(parts.get(0));
    for (int i = 0; i < own; i++) {
      if (tables.find(List.of(path.get(i), parts.get(1))).isPresent()) {
        return List.of();
      }
    }
    return path;
  }
}
