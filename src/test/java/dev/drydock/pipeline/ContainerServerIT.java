package dev.drydock.pipeline;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The contract on a server in a container, as users run one; skipped where no engine answers.
 *
 * <p>The image is that of the system property {@code drydock.test.image}.
 */
@EnabledIf(value = "engineAnswers", disabledReason = "no container engine answers (DOCKER_HOST)")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerServerIT implements CoreContract {

  private static final String IMAGE = System.getProperty("drydock.test.image", "postgres:15");
  private static final String PASSWORD = "p@ss word/15";

  private final PostgreSQLContainer server =
      new PostgreSQLContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("postgres"))
          .withPassword(PASSWORD);
  private final AtomicInteger databases = new AtomicInteger();

  static boolean engineAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @BeforeAll
  void startUnlessTheImageIsMissing() throws InterruptedException {
    assumeTrue(isHere() || isFetched(), "the image " + IMAGE + " cannot be fetched");
    server.start();
  }

  private static boolean isHere() {
    try {
      DockerClientFactory.lazyClient().inspectImageCmd(IMAGE).exec();
      return true;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /** One attempt: Testcontainers itself would go on for minutes where no registry answers. */
  private static boolean isFetched() throws InterruptedException {
    try {
      return DockerClientFactory.lazyClient()
          .pullImageCmd(IMAGE)
          .start()
          .awaitCompletion(5, TimeUnit.MINUTES);
    } catch (DockerException e) {
      return false;
    }
  }

  @AfterAll
  void stop() {
    server.stop();
  }

  @Override
  public Place place() {
    String name = "t" + databases.incrementAndGet();
    try (var connection = server.createConnection("");
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String at = "%s:%d/%s".formatted(server.getHost(), server.getMappedPort(5432), name);
    return new Place(
        "postgres://%s:p%%40ss%%20word%%2F15@%s".formatted(server.getUsername(), at),
        "jdbc:postgresql://%s?user=%s&password=p%%40ss%%20word%%2F15"
            .formatted(at, server.getUsername()));
  }
}
