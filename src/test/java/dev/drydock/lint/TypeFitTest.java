package dev.drydock.lint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which changes of type keep every value, and which of those leave the table as it lies. */
class TypeFitTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          character varying(20)       | character varying(50)       | FREE
          character varying(20)       | text                        | FREE
          text                        | character varying           | FREE
          citext                      | text                        | FREE
          character varying(50)       | character varying(20)       | NARROWS
          text                        | character varying(20)       | NARROWS
          character(5)                | text                        | REWRITES
          character(5)                | character(9)                | REWRITES
          character(5)                | character(3)                | NARROWS
          numeric(10,2)               | numeric(12,2)               | FREE
          numeric(10,2)               | numeric                     | FREE
          numeric(10,2)               | numeric(12,4)               | REWRITES
          numeric(10,2)               | numeric(11,4)               | NARROWS
          numeric(10,2)               | numeric(10,1)               | NARROWS
          numeric                     | numeric(10,2)               | NARROWS
          smallint                    | bigint                      | REWRITES
          integer                     | bigint                      | REWRITES
          integer                     | smallint                    | NARROWS
          integer                     | numeric                     | REWRITES
          integer                     | numeric(10,0)               | REWRITES
          integer                     | numeric(10,2)               | NARROWS
          integer                     | real                        | NARROWS
          smallint                    | real                        | REWRITES
          integer                     | double precision            | REWRITES
          bigint                      | double precision            | NARROWS
          real                        | double precision            | REWRITES
          double precision            | real                        | NARROWS
          double precision            | numeric                     | NARROWS
          integer                     | text                        | REWRITES
          integer                     | boolean                     | NARROWS
          boolean                     | integer                     | REWRITES
          uuid                        | text                        | REWRITES
          text                        | uuid                        | NARROWS
          jsonb                       | json                        | REWRITES
          json                        | jsonb                       | NARROWS
          cidr                        | inet                        | FREE
          inet                        | cidr                        | NARROWS
          timestamp(3) with time zone | timestamp with time zone    | FREE
          timestamp with time zone    | timestamp(3) with time zone | NARROWS
          timestamp without time zone | timestamp with time zone    | NARROWS
          date                        | timestamp without time zone | REWRITES
          timestamp without time zone | date                        | NARROWS
          character varying(20)[]     | text[]                      | REWRITES
          bigint[]                    | integer[]                   | NARROWS
          text[]                      | text                        | REWRITES
          text                        | text[]                      | NARROWS
          mood                        | text                        | REWRITES
          mood                        | temper                      | NARROWS
          """)
  void knowsWhatATypeChangeDoes(String from, String to, TypeFit fit) {
    assertThat(TypeFit.of(TypeName.of(from).orElseThrow(), TypeName.of(to).orElseThrow()))
        .isEqualTo(fit);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bigint USING v::bigint                         | change-type-rewrites
          bigint USING CAST(v AS int8)                   | narrow-type
          bigint USING CAST ( v AS bigint )              | change-type-rewrites
          bigint USING (v)::bigint                       | change-type-rewrites
          bigint USING abs(v)                            | narrow-type
          integer USING v % 10                           | narrow-type
          text USING v::text                             | change-type-rewrites
          text USING 'x'                                 | narrow-type
          real USING v::real                             | narrow-type
          public.money_type                              | narrow-type
          """)
  void looksThroughPlainCastsOnly(String change, String rule) {
    LintResult result =
        Lab.lint(
            "CREATE TABLE t (id bigint PRIMARY KEY, v integer);",
            "ALTER TABLE t ALTER COLUMN v TYPE " + change + ";");

    assertThat(Lab.rules(result)).containsOnlyOnce(rule);
    assertThat(result.refused()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"UTC, change-type-rewrites", "Europe/Berlin, narrow-type"})
  void onlyUtcKeepsEveryInstant(String zone, String rule) {
    LintResult result =
        Lab.lint(
            "CREATE TABLE t (id bigint PRIMARY KEY, v timestamp);",
            "ALTER TABLE t ALTER COLUMN v TYPE timestamptz USING v AT TIME ZONE '%s';"
                .formatted(zone));

    assertThat(Lab.rules(result)).contains(rule);
  }
}
