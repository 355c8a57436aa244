package dev.drydock.guard;

import java.util.List;
import java.util.Random;
import java.util.function.Function;

/**
 * Makes random statements over a small schema: plain, disguised, harmless, many of them failing.
 */
final class RandomMigrations {

  static final String SCHEMA =
      """
      DROP SCHEMA IF EXISTS play CASCADE;
      CREATE SCHEMA play;
      SET search_path = play;
      CREATE TYPE mood AS ENUM ('a', 'b');
      CREATE TABLE t1 (id integer PRIMARY KEY, a text DEFAULT 'x', b integer NOT NULL, c mood);
      CREATE TABLE t2 (id serial PRIMARY KEY, t1 integer REFERENCES t1 ON DELETE CASCADE, d numeric(8,2));
      CREATE TABLE t3 (id integer, day integer) PARTITION BY RANGE (day);
      CREATE TABLE t3_1 PARTITION OF t3 FOR VALUES FROM (0) TO (10);
      CREATE TABLE t3_2 PARTITION OF t3 FOR VALUES FROM (10) TO (20);
      CREATE INDEX t1_a ON t1 (a);
      ALTER TABLE t1 ADD CONSTRAINT t1_b CHECK (b > -1000);
      CREATE VIEW v1 AS SELECT id, a FROM t1;
      CREATE FUNCTION f1() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN UPDATE play.t1 SET b = b + 1; RETURN 1; END $$;
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.d := 0; RETURN NEW; END $$;
      CREATE TRIGGER t2_touch BEFORE UPDATE ON t2 FOR EACH ROW EXECUTE FUNCTION touch();
      COMMENT ON TABLE t1 IS 'one';
      CREATE DOMAIN dom AS integer CONSTRAINT dom_check CHECK (VALUE > -5);
      CREATE TABLE t4 (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, e varchar(20) DEFAULT 'e',
        f timestamp(3) DEFAULT '2024-01-01', g numeric(8,2) NOT NULL DEFAULT 0,
        h numeric GENERATED ALWAYS AS (g * 2) STORED, k dom, l integer[]);
      ALTER TABLE t4 ENABLE ROW LEVEL SECURITY;
      CREATE POLICY p4 ON t4 USING (id > 0);
      CREATE TABLE t5 (id integer, a text);
      CREATE TABLE t5_child (y text) INHERITS (t5);
      CREATE RULE r5 AS ON UPDATE TO t5 DO ALSO DELETE FROM t2 WHERE id = OLD.id;
      CREATE MATERIALIZED VIEW m1 AS SELECT id, b FROM t1;
      CREATE SEQUENCE s1;
      CREATE STATISTICS st4 ON e, g FROM t4;
      CREATE FUNCTION wipe(name) RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('DELETE FROM play.%I WHERE id < 3', $1); END $$;
      GRANT UPDATE (a) ON t1 TO guard_app;
      COMMENT ON COLUMN t4.e IS 'e';
      INSERT INTO t4 (e, g, k, l) SELECT 'e' || n, n, n, ARRAY[n] FROM generate_series(1, 20) n;
      INSERT INTO t5 SELECT n, 'a' FROM generate_series(1, 5) n;
      INSERT INTO t5_child SELECT n, 'c', 'y' FROM generate_series(1, 5) n;
      SELECT setval('s1', 50);
      GRANT SELECT ON t1 TO guard_app;
      INSERT INTO t1 SELECT n, 'a' || n, n, 'a' FROM generate_series(1, 20) n;
      INSERT INTO t2 (t1, d) SELECT n, n FROM generate_series(1, 20) n;
      INSERT INTO t3 SELECT n, n FROM generate_series(0, 19) n;
      RESET search_path;
      """;

  private static final List<Function<Random, String>> STATEMENTS =
      List.of(
          r -> "ALTER TABLE " + table(r) + " ADD COLUMN n" + r.nextInt(3) + " integer",
          r ->
              "ALTER TABLE "
                  + table(r)
                  + " ADD COLUMN n"
                  + r.nextInt(3)
                  + " float8 DEFAULT random()",
          r ->
              "ALTER TABLE "
                  + table(r)
                  + " ADD COLUMN n"
                  + r.nextInt(3)
                  + " text DEFAULT 'k' NOT NULL",
          r -> "ALTER TABLE " + table(r) + " DROP COLUMN " + column(r) + cascade(r),
          r -> "ALTER TABLE " + table(r) + " RENAME COLUMN " + column(r) + " TO " + column(r),
          r ->
              "ALTER TABLE "
                  + table(r)
                  + " ALTER COLUMN "
                  + column(r)
                  + " TYPE "
                  + type(r)
                  + using(r),
          r -> "ALTER TABLE " + table(r) + " ALTER COLUMN " + column(r) + " DROP NOT NULL",
          r -> "ALTER TABLE " + table(r) + " ALTER COLUMN " + column(r) + " SET NOT NULL",
          r -> "ALTER TABLE " + table(r) + " ALTER COLUMN " + column(r) + " DROP DEFAULT",
          r -> "ALTER TABLE " + table(r) + " ALTER COLUMN " + column(r) + " SET DEFAULT NULL",
          r -> "UPDATE play.t1 SET " + column(r) + " = NULL WHERE id < " + r.nextInt(20),
          r -> "UPDATE " + table(r) + " SET n" + r.nextInt(3) + " = 1",
          r -> "UPDATE play.t1 SET a = 'z' WHERE a IS NULL",
          r -> "UPDATE play.t1 SET a = 'z', b = 5 WHERE a IS NULL",
          r -> "UPDATE play.t2 SET d = " + r.nextInt(9) + " WHERE id = " + r.nextInt(25),
          r -> "UPDATE play.t3 SET day = " + r.nextInt(20) + " WHERE id = " + r.nextInt(20),
          r -> "DELETE FROM " + table(r) + " WHERE id = " + r.nextInt(30),
          r ->
              "INSERT INTO play.t1 VALUES ("
                  + r.nextInt(40)
                  + ", 'i', 1, 'b') ON CONFLICT (id) DO "
                  + onConflict(r),
          r -> "INSERT INTO play.t2 (d) VALUES (1)",
          r -> "TRUNCATE " + table(r) + cascade(r),
          r -> "SELECT play.f1()",
          r -> "DROP TABLE " + table(r) + cascade(r),
          r -> "DROP VIEW play.v1",
          r -> "CREATE VIEW play.v1 AS SELECT id, " + column(r) + " FROM play.t1",
          r -> "CREATE OR REPLACE VIEW play.v1 AS SELECT id, a FROM play.t1",
          r -> "DROP INDEX play.t1_a",
          r -> "CREATE INDEX t1_a ON play.t1 (" + column(r) + ")",
          r -> "CREATE INDEX ON " + table(r) + " (id)",
          r -> "ALTER TABLE play.t1 DROP CONSTRAINT t1_b",
          r ->
              "ALTER TABLE play.t1 ADD CONSTRAINT t1_b CHECK (b > "
                  + (r.nextBoolean() ? -1000 : -5)
                  + ")",
          r -> "ALTER TABLE play.t2 DISABLE TRIGGER t2_touch",
          r -> "ALTER TABLE play.t2 ENABLE TRIGGER t2_touch",
          r -> "CREATE OR REPLACE FUNCTION play.f1() RETURNS integer LANGUAGE sql AS 'SELECT 2'",
          r -> "COMMENT ON TABLE play.t1 IS " + (r.nextBoolean() ? "NULL" : "'one'"),
          r -> "REVOKE SELECT ON play.t1 FROM guard_app",
          r -> "GRANT SELECT ON play.t1 TO guard_app",
          r -> "ALTER TYPE play.mood RENAME VALUE 'b' TO 'c'",
          r -> "ALTER TABLE play.t3 DETACH PARTITION play.t3_1",
          r -> "ALTER TABLE play.t3 ATTACH PARTITION play.t3_1 FOR VALUES FROM (0) TO (10)",
          r -> "ALTER TABLE play.t1 RENAME TO t1_old",
          r -> "ALTER TABLE play.t1_old RENAME TO t1",
          r -> "CREATE TABLE play.fresh (id integer, a text)",
          r -> "INSERT INTO play.fresh VALUES (1, 'x')",
          r -> "DELETE FROM play.fresh",
          r ->
              "WITH d AS (DELETE FROM play.t2 WHERE id < "
                  + r.nextInt(5)
                  + " RETURNING *) SELECT 1 FROM d",
          r -> "CLUSTER play.t1 USING t1_pkey",
          r -> "TRUNCATE " + table(r) + " RESTART IDENTITY" + cascade(r),
          r -> "ALTER TABLE " + table(r) + " SET " + (r.nextBoolean() ? "UNLOGGED" : "LOGGED"),
          r -> "ALTER TABLE play.t4 ALTER COLUMN " + later(r) + " TYPE " + laterType(r),
          r -> "ALTER TABLE play.t4 ALTER COLUMN " + later(r) + " TYPE " + laterType(r),
          r -> "ALTER TABLE play.t4 ALTER COLUMN f TYPE timestamptz USING f AT TIME ZONE 'UTC'",
          r -> "ALTER TABLE play.t4 DROP COLUMN " + later(r) + cascade(r),
          r -> "ALTER TABLE play.t4 ALTER COLUMN h DROP EXPRESSION",
          r -> "ALTER TABLE play.t4 ALTER COLUMN id DROP IDENTITY",
          r -> "UPDATE play.t4 SET g = g + " + r.nextInt(2) + " WHERE id = " + r.nextInt(22),
          r -> "UPDATE play.t4 SET e = NULL WHERE e IS NULL",
          r -> "UPDATE play.t5 SET a = 'b' WHERE id = " + r.nextInt(8),
          r -> "DELETE FROM ONLY play.t5 WHERE id = " + r.nextInt(8),
          r -> "ALTER TABLE play.t5_child NO INHERIT play.t5",
          r -> "DROP RULE r5 ON play.t5",
          r -> "ALTER TABLE play.t5 DISABLE RULE r5",
          r -> "DROP POLICY p4 ON play.t4",
          r -> "ALTER POLICY p4 ON play.t4 USING (true)",
          r -> "ALTER TABLE play.t4 DISABLE ROW LEVEL SECURITY",
          r -> "REFRESH MATERIALIZED VIEW play.m1",
          r -> "DROP MATERIALIZED VIEW play.m1",
          r -> "SELECT setval('play.s1', " + (40 + r.nextInt(20)) + ")",
          r -> "ALTER SEQUENCE play.s1 " + (r.nextBoolean() ? "RESTART" : "MAXVALUE 100"),
          r -> "SELECT nextval('play.s1')",
          r -> "DROP STATISTICS play.st4",
          r -> "SELECT play.wipe('" + List.of("t1", "t2", "t4", "fresh").get(r.nextInt(4)) + "')",
          r -> "REVOKE UPDATE (a) ON play.t1 FROM guard_app",
          r -> "COMMENT ON COLUMN play.t4.e IS " + (r.nextBoolean() ? "NULL" : "'f'"),
          r -> "ALTER DOMAIN play.dom DROP CONSTRAINT dom_check",
          r -> "ALTER DOMAIN play.dom ADD CONSTRAINT more CHECK (VALUE < 1000)",
          r -> "ALTER TABLE " + table(r) + " SET SCHEMA public",
          r -> "ALTER TABLE play.t1 ALTER COLUMN a SET STORAGE PLAIN",
          r -> "CREATE TEMP TABLE t1 (id integer); DELETE FROM t1",
          r -> "ALTER TABLE play.t2 DROP CONSTRAINT t2_t1_fkey",
          r -> "ALTER TABLE play.t2 DISABLE TRIGGER ALL",
          r ->
              "WITH m AS (UPDATE play.t2 SET d = d WHERE id < "
                  + r.nextInt(3)
                  + " RETURNING id) INSERT INTO play.t1 SELECT 100 + id, 'w', 1 FROM m",
          r ->
              "CREATE OR REPLACE FUNCTION play.touch() RETURNS trigger LANGUAGE plpgsql AS"
                  + " $t$ BEGIN DELETE FROM play.t1 WHERE id = 7; RETURN NEW; END $t$");

  private RandomMigrations() {}

  /** A statement, in some clothes; those that fail are to be let fail inside a block. */
  static String next(Random random) {
    String plain = plain(random);
    switch (random.nextInt(7)) {
      case 0:
        return "DO $x$ BEGIN EXECUTE " + quoted(plain) + "; END $x$";
      case 1:
        return "DO $x$ BEGIN EXECUTE "
            + quoted(plain)
            + "; EXCEPTION WHEN OTHERS THEN NULL; END $x$";
      case 2:
        return "DO $x$ BEGIN EXECUTE "
            + quoted(plain)
            + "; EXECUTE "
            + quoted(plain(random))
            + "; END $x$";
      case 3:
        String name = "play.x" + random.nextInt(1_000_000);
        return "CREATE FUNCTION %s() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN EXECUTE %s; END $x$; SELECT %1$s()"
            .formatted(name, quoted(plain));
      default:
        return plain;
    }
  }

  private static String plain(Random random) {
    return STATEMENTS.get(random.nextInt(STATEMENTS.size())).apply(random);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static String later(Random r) {
    return List.of("e", "f", "g", "k", "l", "h").get(r.nextInt(6));
  }

  private static String laterType(Random r) {
    return List.of(
            "text",
            "varchar(30)",
            "varchar(5)",
            "timestamp",
            "timestamp(1)",
            "timestamptz",
            "numeric(10,2)",
            "numeric(10,4)",
            "numeric(4,1)",
            "integer",
            "bigint[]",
            "smallint[]")
        .get(r.nextInt(12));
  }

  private static String table(Random r) {
    return "play." + List.of("t1", "t1", "t2", "t3", "t3_1", "t4", "t5", "fresh").get(r.nextInt(8));
  }

  private static String column(Random r) {
    return List.of("a", "b", "c", "d", "id", "n0", "n1", "t1", "day").get(r.nextInt(9));
  }

  private static String type(Random r) {
    return List.of("text", "bigint", "integer", "varchar(2)", "numeric(5,1)", "numeric")
        .get(r.nextInt(6));
  }

  private static String using(Random r) {
    return List.of("", "", " USING NULL", " USING 1", " USING b::text::integer").get(r.nextInt(5));
  }

  private static String onConflict(Random r) {
    return r.nextBoolean() ? "NOTHING" : "UPDATE SET b = excluded.b";
  }

  private static String cascade(Random r) {
    return r.nextInt(3) == 0 ? " CASCADE" : "";
  }
}
