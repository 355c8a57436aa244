package dev.drydock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.postgres.TestDatabase;
import dev.drydock.postgres.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The migrations that a first run shows: additive, repeatable, with the columns as promised. */
class SampleSetIT {

  private static final Path FOLDER = Path.of("migrations");
  private static final String COLUMNS =
      """
      SELECT table_name || '.' || column_name || ' ' || data_type
        || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
        || coalesce(' ' || column_default, '')
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '%s'
      ORDER BY ordinal_position""";

  @Test
  void appliesInAnyOrderAndTwice() {
    try (var database = TestServer.shared().newDatabaseWithOwner()) {
      List<String> texts = texts();
      assertThat(texts).hasSize(8);
      for (int i = texts.size() - 1; i >= 0; i--) {
        database.execute(texts.get(i));
      }
      List<String> first = shape(database);
      texts.forEach(database::execute);

      assertThat(shape(database)).isEqualTo(first);
      assertThat(database.<Long>value(count("pg_constraint WHERE contype = 'f'"))).isZero();
      assertThat(database.<String>values(tables()))
          .containsExactly(
              "alerts",
              "appointments",
              "call_logs",
              "calls",
              "conversations",
              "leads",
              "phone_map",
              "tenants");
    }
  }

  @Test
  void hasTheColumnsAndIndexesAsPromised() {
    try (var database = TestServer.shared().newDatabaseWithOwner()) {
      texts().forEach(database::execute);

      assertThat(database.<String>values(COLUMNS.formatted("phone_map")))
          .containsExactly(
              "phone_map.phone text NOT NULL",
              "phone_map.full_name text",
              "phone_map.email text",
              "phone_map.patient_id text",
              "phone_map.created_at timestamp with time zone NOT NULL now()",
              "phone_map.updated_at timestamp with time zone NOT NULL now()");
      assertThat(database.<String>values(COLUMNS.formatted("calls")))
          .containsExactly(
              "calls.id bigint NOT NULL nextval('calls_id_seq'::regclass)",
              "calls.call_sid text",
              "calls.from_e164 text",
              "calls.to_e164 text",
              "calls.intent text",
              "calls.created_at timestamp with time zone NOT NULL now()");
      assertThat(database.<String>values(COLUMNS.formatted("conversations")))
          .containsExactly(
              "conversations.id bigint NOT NULL nextval('conversations_id_seq'::regclass)",
              "conversations.call_sid text",
              "conversations.context jsonb NOT NULL '{}'::jsonb",
              "conversations.created_at timestamp with time zone NOT NULL now()",
              "conversations.updated_at timestamp with time zone NOT NULL now()");
      assertThat(database.<String>values("SELECT indexname::text FROM pg_indexes"))
          .contains(
              "calls_call_sid_key",
              "idx_phone_map_email",
              "idx_calls_created_at",
              "idx_conversations_call_sid",
              "idx_appointments_phone");
    }
  }

  private static List<String> shape(TestDatabase database) {
    return database.values(
        """
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT pg_get_constraintdef(oid) FROM pg_constraint
        UNION ALL SELECT attrelid::regclass || '.' || attname FROM pg_attribute
          WHERE attrelid > 16383
        ORDER BY 1""");
  }

  private static String count(String from) {
    return "SELECT count(*) FROM " + from;
  }

  private static String tables() {
    return "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1";
  }

  private static List<String> texts() {
    try (var files = Files.list(FOLDER)) {
      return files.sorted().map(SampleSetIT::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
