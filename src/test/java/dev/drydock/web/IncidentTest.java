package dev.drydock.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.ErrorCode;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

class IncidentTest {

  private static final Throwable ERROR =
      new IllegalStateException(
          "the run broke off",
          new DataIntegrityViolationException(
              "INSERT INTO people", new SQLException("Key (email)=(a@b.c)", "23505")));

  @Test
  void answersWithAnIdAndNothingOfTheError() {
    var failure = Incident.of(ERROR);

    assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(failure.facts()).containsOnlyKeys("incident");
    assertThat(failure.text())
        .contains(failure.facts().get("incident").toString())
        .doesNotContain("broke off", "people", "email", "Exception");
  }

  @Test
  void logsKindsAndPlacesButNoStatementAndNoRow() {
    assertThat(Incident.describe(ERROR))
        .contains(
            "IllegalStateException: the run broke off",
            "caused by org.springframework.dao.DataIntegrityViolationException",
            "caused by java.sql.SQLException with SQLSTATE 23505",
            "at dev.drydock.web.IncidentTest")
        .doesNotContain("INSERT", "email");
  }
}
