package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.RelationFacts;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Names in full, quoted, so that no search path leads them astray; and what is often built. */
final class Naming {

  private Naming() {}

  static String of(RelationFacts relation) {
    return of(relation.schema(), relation.name());
  }

  /** Unquoted, as statements are asked for what they name. */
  static QualifiedName name(RelationFacts relation) {
    return QualifiedName.of(relation.schema(), relation.name());
  }

  static String of(String schema, String name) {
    return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
  }

  /** An effect on a part of a table, named as the guard names it. */
  static Effect effect(EffectKind kind, RelationFacts table, String part) {
    return new Effect(kind, shown(table.schema(), table.name()) + "." + QualifiedName.quoted(part));
  }

  static Effect effect(EffectKind kind, String schema, String name) {
    return new Effect(kind, shown(schema, name));
  }

  private static String shown(String schema, String name) {
    return QualifiedName.of(schema, name).toString();
  }

  static String columns(List<String> columns) {
    return columns.stream().map(SqlQuoting::identifier).collect(Collectors.joining(", "));
  }

  /** A concurrent index build, and how to take its leftover away. */
  static OnlineAction build(String sql, String schema, String index) {
    return build(sql, of(schema, index), Optional.empty());
  }

  /**
   * The same by quoted names.
   *
   * @param table where the statement does not name its schema
   */
  static OnlineAction build(String sql, String name, Optional<String> table) {
    return new OnlineAction.Outside(
        sql,
        Truth.indexBuilt(name, BuiltIndex.conditions(sql, table)),
        Truth.cleanup("DROP INDEX CONCURRENTLY IF EXISTS " + name),
        Optional.empty());
  }
}
