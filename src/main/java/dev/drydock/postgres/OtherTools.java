package dev.drydock.postgres;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tools that migrate databases too, known by the table in which each keeps its history. */
public final class OtherTools {

  private static final Map<String, String> BY_TABLE = new TreeMap<>();

  static {
    BY_TABLE.put("__drizzle_migrations", "Drizzle");
    BY_TABLE.put("_prisma_migrations", "Prisma");
    BY_TABLE.put("knex_migrations", "Knex");
    BY_TABLE.put("SequelizeMeta", "Sequelize");
    BY_TABLE.put("pgmigrations", "node-pg-migrate");
    BY_TABLE.put("kysely_migration", "Kysely");
    BY_TABLE.put("mikro_orm_migrations", "MikroORM");
    BY_TABLE.put("flyway_schema_history", "Flyway");
    BY_TABLE.put("databasechangelog", "Liquibase");
    BY_TABLE.put("alembic_version", "Alembic");
    BY_TABLE.put("django_migrations", "Django");
    BY_TABLE.put("ar_internal_metadata", "Rails");
    BY_TABLE.put("goose_db_version", "goose");
    BY_TABLE.put("atlas_schema_revisions", "Atlas");
    BY_TABLE.put("_sqlx_migrations", "SQLx");
    BY_TABLE.put("refinery_schema_history", "Refinery");
    BY_TABLE.put("__diesel_schema_migrations", "Diesel");
    BY_TABLE.put("__EFMigrationsHistory", "Entity Framework");
  }

  /** Qualified names of such tables, one a line; null where there are none. */
  static final String SQL =
      """
      (SELECT pg_catalog.string_agg(
                pg_catalog.concat(s.nspname, '.', t.relname), E'\\n' ORDER BY s.nspname, t.relname)
         FROM pg_catalog.pg_class t JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
        WHERE t.relkind = 'r' AND t.relname IN (%s))"""
          .formatted(
              BY_TABLE.keySet().stream()
                  .map(SqlQuoting::literal)
                  .collect(Collectors.joining(", ")));

  private OtherTools() {}

  /** What {@link #SQL} answered. */
  static List<String> tables(String answer) {
    return Arrays.asList(answer.split("\n"));
  }

  /** The tool and its table: {@code Drizzle (drizzle.__drizzle_migrations)}. */
  public static String named(String table) {
    String tool = BY_TABLE.getOrDefault(table.substring(table.indexOf('.') + 1), "another tool");
    return "%s (%s)".formatted(tool, table);
  }
}
