package dev.drydock.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Poolers are known by what they do. */
class PoolerProbeIT {

  private TestDatabase database;

  @BeforeEach
  void open() {
    database = TestServer.shared().newDatabaseWithOwner();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void aServerIsDirect() throws SQLException {
    assertThat(look(database.url(), Pooling.Setting.AUTO)).isEqualTo(Pooling.DIRECT);
  }

  @Test
  void aProxyThatOnlyCarriesBytesIsDirect() throws SQLException {
    try (TcpProxy wire = TcpProxy.to(database.port())) {
      assertThat(look(wire.through(database.url()), Pooling.Setting.AUTO))
          .isEqualTo(Pooling.DIRECT);
      assertThat(wire.connections()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20})
  void transactionModeIsFoundWhateverTheSizeOfThePool(int size) throws SQLException {
    try (PgBouncer bouncer = bouncer(PgBouncer.Mode.TRANSACTION, size)) {
      assertThat(look(bouncer.through(database.url()), Pooling.Setting.AUTO))
          .isEqualTo(Pooling.TRANSACTION);
      assertThat(
              database.<Long>value(
                  "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND l.locktype = 'advisory'"))
          .isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void sessionModeCannotBeProven(int size) throws SQLException {
    try (PgBouncer bouncer = bouncer(PgBouncer.Mode.SESSION, size)) {
      String url = bouncer.through(database.url());

      assertThat(look(url, Pooling.Setting.AUTO)).isEqualTo(Pooling.UNPROVEN);
      assertThat(look(url, Pooling.Setting.NONE)).isEqualTo(Pooling.DIRECT);
    }
  }

  @Test
  void refusesWithTheWayOut() {
    try (PgBouncer bouncer = bouncer(PgBouncer.Mode.TRANSACTION, 2)) {
      DatabaseUrl url = DatabaseUrl.parse(bouncer.through(database.url()));
      try (Session session = Session.open(url, "test")) {
        assertThatThrownBy(() -> new PoolerProbe(url, Pooling.Setting.AUTO).requireDirect(session))
            .hasMessageContaining("pooler in transaction mode")
            .hasMessageContaining("Set MIGRATION_DATABASE_URL to the direct (unpooled) URL");
        assertThatCode(() -> new PoolerProbe(url, Pooling.Setting.NONE).requireDirect(session))
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void whatIsSaidIsNotLookedInto() throws SQLException {
    assertThat(look(database.url(), Pooling.Setting.TRANSACTION)).isEqualTo(Pooling.TRANSACTION);
  }

  private PgBouncer bouncer(PgBouncer.Mode mode, int size) {
    assumeTrue(PgBouncer.program().isPresent(), "pgbouncer is not installed");
    return PgBouncer.start(database, mode, size);
  }

  private static Pooling look(String url, Pooling.Setting setting) throws SQLException {
    DatabaseUrl parsed = DatabaseUrl.parse(url);
    try (Session session = Session.open(parsed, "test")) {
      return new PoolerProbe(parsed, setting, Duration.ofSeconds(1)).look(session);
    }
  }
}
