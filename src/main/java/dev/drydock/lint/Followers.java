package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whose rows go with those of a table that a DELETE or TRUNCATE names, by their foreign keys. */
final class Followers {

  private Followers() {}

  /** Tables that TRUNCATE … CASCADE empties beside those that it names. */
  static List<QualifiedName> ofTruncate(List<QualifiedName> named, LintContext context) {
    List<Optional<QualifiedName>> known = named.stream().map(name -> real(name, context)).toList();
    return named.stream()
        .flatMap(table -> of(table, context))
        .map(Map.Entry::getKey)
        .distinct()
        .filter(follower -> !known.contains(Optional.of(follower)))
        .toList();
  }

  /** What a DELETE may do to rows of other tables, in words; nothing where it does nothing. */
  static String ofDelete(QualifiedName table, LintContext context) {
    return of(table, context)
        .map(
            follower ->
                switch (follower.getValue()) {
                  case "c" -> told("go along", EffectKind.DELETE_ROWS, follower.getKey());
                  case "n" -> told("are changed", EffectKind.UPDATE_ROWS, follower.getKey());
                  default -> "";
                })
        .collect(Collectors.joining());
  }

  private static String told(String what, EffectKind effect, QualifiedName follower) {
    return " Rows of %s that point at them %s; if there are any, allow %s %s, too."
        .formatted(follower, what, effect, follower);
  }

  private static Stream<Map.Entry<QualifiedName, String>> of(
      QualifiedName table, LintContext context) {
    return context.facts(table).map(RelationFacts::followers).orElse(Map.of()).entrySet().stream()
        .flatMap(
            follower ->
                name(follower.getKey()).map(n -> Map.entry(n, follower.getValue())).stream())
        .filter(follower -> stillFollows(follower.getKey(), context));
  }

  /** Not where the run dropped it, or the last foreign key of it. */
  private static boolean stillFollows(QualifiedName table, LintContext context) {
    return !context.world().isGone(table)
        && context
            .relation(table)
            .filter(known -> known.facts().isPresent())
            .map(known -> known.constraints().values().stream().anyMatch(c -> c.kind() == 'f'))
            .orElse(true);
  }

  private static Optional<QualifiedName> real(QualifiedName name, LintContext context) {
    return context.relation(name).map(KnownRelation::name);
  }

  private static Optional<QualifiedName> name(String written) {
    return ObjectPath.of(written)
        .map(path -> QualifiedName.of(path.parts().get(0), path.parts().get(1)));
  }
}
