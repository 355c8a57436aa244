package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileSettingsTest {

  private static List<String> transaction(String... settings) {
    return FileSettings.forTransaction(List.of(settings), Set.of("lock_timeout"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SET x.y = 1 | SET LOCAL x.y = 1",
        "SET SESSION work_mem TO '8MB' | SET LOCAL work_mem TO '8MB'",
        "set local  Role \"A b\" | SET LOCAL Role \"A b\"",
        "SET SESSION AUTHORIZATION bob | SET LOCAL SESSION AUTHORIZATION bob",
        "SET TIME ZONE 'UTC' | SET LOCAL TIME ZONE 'UTC'",
        "SET CONSTRAINTS ALL DEFERRED | SET CONSTRAINTS ALL DEFERRED",
        "SELECT set_config('A.b', 'x''y', false) | SELECT pg_catalog.set_config('A.b', 'x''y', true)",
      })
  void holdUntilATransactionEnds(String written, String sent) {
    assertThat(transaction(written)).containsExactly(sent);
  }

  @Test
  void theLastOneOfANameHolds() {
    assertThat(
            transaction(
                "SET search_path = a",
                "SET work_mem = '1MB'",
                "SELECT set_config('search_path', 'b', false)",
                "SET ROLE r",
                "RESET work_mem",
                "SET lock_timeout = 5"))
        .containsExactly(
            "SELECT pg_catalog.set_config('search_path', 'b', true)", "SET LOCAL ROLE r");
    assertThat(transaction("SET work_mem = '1MB'", "SET ROLE r", "RESET ALL"))
        .containsExactly("SET LOCAL ROLE r");
    assertThat(transaction("SET ROLE r", "RESET ROLE")).isEmpty();
  }

  @Test
  void aSessionHasNoConstraintsToSet() {
    assertThat(
            FileSettings.forSession(
                List.of("SET CONSTRAINTS ALL DEFERRED", "SET LOCAL work_mem = 5"), Set.of()))
        .containsExactly("SET work_mem = 5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config(name, '1', false)",
        "SELECT set_config('a.b', current_user, false)",
        "SELECT set_config('a.b', '1', false) FROM t",
        "SELECT 1",
        "CREATE TEMP TABLE x ()",
      })
  void whatDependsOnMoreIsNone(String sql) {
    assertThat(FileSettings.isSetting(new SqlParser().parse(new Statement(1, 0, 1, 1, sql))))
        .isFalse();
  }
}
