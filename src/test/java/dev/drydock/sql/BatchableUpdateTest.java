package dev.drydock.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BatchableUpdateTest {

  private static String batch(String statement) {
    return BatchableUpdate.of(statement).within("s", "t", "t.id > 5");
  }

  @Test
  void addsTheRangeBehindWhatIsWritten() {
    assertThat(batch("UPDATE t SET a = 1"))
        .isEqualTo("UPDATE ONLY \"s\".\"t\" SET a = 1\nWHERE (t.id > 5)");
    assertThat(batch("update s.t set a = 1, (b, c) = (2, f(3)) where a is null or b > 2;"))
        .isEqualTo(
            "UPDATE ONLY \"s\".\"t\" set a = 1, (b, c) = (2, f(3))\nWHERE ( a is null or b > 2\n) AND (t.id > 5)");
  }

  @Test
  void keepsCommentsFromSwallowingTheRange() {
    assertThat(batch("UPDATE t SET a = 1 -- one\nWHERE b -- true?\n= 2 -- all"))
        .isEqualTo("UPDATE ONLY \"s\".\"t\" SET a = 1\nWHERE ( b -- true?\n= 2\n) AND (t.id > 5)");
  }

  @Test
  void callsAPartitionAsTheStatementCallsItsTable() {
    var update = BatchableUpdate.of("UPDATE \"Big Table\" SET a = \"Big Table\".b");
    assertThat(update.called()).isEqualTo("Big Table");
    assertThat(update.within("s", "part 1", "true"))
        .isEqualTo(
            "UPDATE ONLY \"s\".\"part 1\" AS \"Big Table\" SET a = \"Big Table\".b\nWHERE (true)");
    assertThat(BatchableUpdate.of("UPDATE ONLY t * AS x SET a = 1").called()).isEqualTo("x");
    assertThat(BatchableUpdate.of("UPDATE ONLY t x SET a = 1").only()).isTrue();
  }

  @Test
  void findsTheWhereThatIsItsOwn() {
    var update =
        BatchableUpdate.of(
            "UPDATE t SET a = (SELECT max(x) FILTER (WHERE y) FROM u WHERE u.id = t.id), b = extract(day FROM d) FROM v WHERE v.id = t.id");
    assertThat(update.condition()).hasValue(" v.id = t.id");
    assertThat(update.assignments()).endsWith("FROM v");
    assertThat(BatchableUpdate.of("UPDATE t SET a = b IS DISTINCT FROM c").condition()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE t SET a = 1 WHERE a IS NULL|true",
        "UPDATE t SET a = 1, b = 2 WHERE a IS NULL AND b IS NULL|true",
        "UPDATE t SET a = 1, b = 2 WHERE a IS NULL|false",
        "UPDATE t SET a = 1 WHERE a IS NULL OR c|false",
        "UPDATE t SET n = n + 1|false",
      })
  void knowsWhatMayVisitARowTwice(String statement, boolean repeatable) {
    assertThat(BatchableUpdate.of(statement).repeatable()).isEqualTo(repeatable);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "WITH x AS (SELECT 1) UPDATE t SET a = 1|WITH",
        "UPDATE t SET a = 1 RETURNING id|RETURNING",
        "UPDATE t SET a = 1 WHERE b RETURNING id|RETURNING",
        "UPDATE t SET a = 1 WHERE CURRENT OF c|cursor",
        "UPDATE t SET a = 1; DELETE FROM t|more than one",
        "DELETE FROM t|no UPDATE",
        "UPDATE t SET|not understood",
        "UPDATE t SET a = 1 WHERE|empty",
        "UPDATE t SET done = true WHERE id IN (SELECT id FROM t WHERE NOT done LIMIT 10)|reads t.done",
        "UPDATE s.t SET n = (SELECT max(t.n) FROM s.t)|reads t.n",
        "UPDATE t SET n = o.n FROM t o WHERE o.id = t.parent|reads t.n",
      })
  void saysWhyNot(String statement, String why) {
    assertThat(BatchableUpdate.obstacle(statement).orElse("")).contains(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE t SET first = (SELECT min(id) FROM t o WHERE o.mail = t.mail) WHERE first IS NULL",
        "UPDATE t SET n = t.n + o.weight FROM t o WHERE o.id = t.parent",
        "UPDATE t x SET n = (SELECT x.n + count(*) FROM t o WHERE o.parent = x.id)",
        "UPDATE t SET n = coalesce(n, 0) + (SELECT count(*) FROM u)",
        "UPDATE t SET a = 'where; returning' WHERE b = $$ for update $$",
      })
  void takesWhatReadsNothingThatItSetsInOtherRows(String statement) {
    assertThat(BatchableUpdate.obstacle(statement)).isEqualTo(Optional.empty());
  }
}
