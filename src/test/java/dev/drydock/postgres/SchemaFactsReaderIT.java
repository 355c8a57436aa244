package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.ObjectName;
import dev.drydock.migration.RelationFacts;
import dev.drydock.migration.SchemaFacts;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What lint is told of a database is what the catalogs say. */
@Tag("contract")
@Tag("core")
class SchemaFactsReaderIT {

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabase();
    database.execute(
        "CREATE TABLE clients (id bigint PRIMARY KEY, email text NOT NULL DEFAULT 'none', n int GENERATED ALWAYS AS (1) STORED)",
        "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, client_id bigint, total numeric(10,2))",
        "ALTER TABLE orders ADD CONSTRAINT orders_client_fk FOREIGN KEY (client_id) REFERENCES clients NOT VALID",
        "ALTER TABLE orders ADD CONSTRAINT total_known CHECK (total IS NOT NULL)",
        "CREATE INDEX orders_total_idx ON orders (total, (client_id + 1)) WHERE total > 0",
        "CREATE VIEW big_orders AS SELECT id FROM orders WHERE total > 100",
        "CREATE TABLE events (id bigint, day date) PARTITION BY RANGE (day)",
        "CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
        "CREATE TYPE mood AS ENUM ('good', 'bad')",
        "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TRIGGER total AFTER UPDATE OF total, id ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TRIGGER made AFTER INSERT ON orders FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE TRIGGER off BEFORE UPDATE ON clients FOR EACH ROW EXECUTE FUNCTION touch()",
        "ALTER TABLE clients DISABLE TRIGGER off",
        "CREATE PUBLICATION changes FOR TABLE orders",
        "INSERT INTO clients (id) SELECT generate_series(1, 1000)",
        "INSERT INTO events SELECT 1, '2025-05-05'",
        "ANALYZE");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private SchemaFacts facts(String... names) throws SQLException {
    try (Session session = Session.open(DatabaseUrl.parse(database.url()), "test")) {
      return SchemaFactsReader.read(
          session, "SELECT 1", TestServer.testedMajor() * 10_000, List.of(names), List.of());
    }
  }

  private RelationFacts relation(SchemaFacts facts, String name) {
    return facts.relation("public", name).orElseThrow();
  }

  @Test
  void tellsColumns() throws SQLException {
    RelationFacts clients = relation(facts("clients"), "clients");

    assertThat(clients.columns())
        .extracting(RelationFacts.Column::name, RelationFacts.Column::type)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("id", "bigint"),
            org.assertj.core.groups.Tuple.tuple("email", "text"),
            org.assertj.core.groups.Tuple.tuple("n", "integer"));
    assertThat(clients.column("email").orElseThrow().notNull()).isTrue();
    assertThat(clients.column("email").orElseThrow().defaultValue()).contains("'none'::text");
    assertThat(clients.column("n").orElseThrow().generated()).isEqualTo('s');
    assertThat(clients.rows()).contains(1000L);
    assertThat(clients.bytes()).isPositive();
  }

  @Test
  void tellsIndexesConstraintsAndWhatDepends() throws SQLException {
    RelationFacts orders = relation(facts("orders"), "orders");

    assertThat(orders.column("id").orElseThrow().identity()).isEqualTo('a');
    assertThat(orders.indexes())
        .filteredOn(index -> index.name().equals("orders_total_idx"))
        .singleElement()
        .satisfies(
            index -> {
              assertThat(index.columns()).containsExactly("total", "");
              assertThat(index.partial()).isTrue();
              assertThat(index.valid()).isTrue();
              assertThat(index.unique()).isFalse();
            });
    assertThat(orders.constraints())
        .filteredOn(constraint -> constraint.kind() == 'f')
        .singleElement()
        .satisfies(
            key -> {
              assertThat(key.validated()).isFalse();
              assertThat(key.references()).contains(ObjectName.in("public", "clients"));
              assertThat(key.columns()).containsExactly("client_id");
            });
    assertThat(orders.constraints())
        .anyMatch(c -> c.definition().equals("CHECK ((total IS NOT NULL))"));
    assertThat(orders.triggers()).containsExactly("made", "total", "touch");
    assertThat(orders.updateTriggers())
        .containsExactly(
            new RelationFacts.UpdateTrigger("total", List.of("id", "total")),
            new RelationFacts.UpdateTrigger("touch", List.of()));
    assertThat(orders.firedBy(Set.of("client_id"))).hasValue("touch");
    assertThat(orders.parts()).containsKey("read by public.big_orders");
    assertThat(orders.publications()).containsExactly("changes");
  }

  @Test
  void bringsWhatHangsTogetherWithTheNames() throws SQLException {
    assertThat(facts("clients").relations())
        .extracting(RelationFacts::name)
        .contains("clients", "orders");
    assertThat(facts("orders_total_idx").relation("public", "orders")).isPresent();
    assertThat(relation(facts("events_2025"), "events_2025").partitionOf())
        .contains(ObjectName.in("public", "events"));
    assertThat(relation(facts("events"), "events").rows()).contains(1L);
    assertThat(relation(facts("events"), "events").bytes()).isPositive();
  }

  @Test
  void tellsTypesRoutinesAndPlaces() throws SQLException {
    SchemaFacts facts = facts("mood", "touch", "random");

    assertThat(facts.types()).singleElement().satisfies(t -> assertThat(t.labels()).hasSize(2));
    assertThat(facts.routines())
        .filteredOn(r -> r.name().equals("touch"))
        .singleElement()
        .satisfies(r -> assertThat(r.language()).isEqualTo("plpgsql"));
    assertThat(facts.routines()).anyMatch(r -> r.name().equals("random") && r.volatility() == 'v');
    assertThat(facts.searchPath()).containsExactly("public");
    assertThat(facts.schemas()).contains("public", "pg_catalog");
    assertThat(facts.extensions()).contains("plpgsql");
  }

  @Test
  void namesAreTakenAsTheyAre() throws SQLException {
    database.execute("CREATE TABLE \"it's\" (\"a\\b\" int)");

    assertThat(relation(facts("it's", "100%", "a\\b"), "it's").columns()).hasSize(1);
  }
}
