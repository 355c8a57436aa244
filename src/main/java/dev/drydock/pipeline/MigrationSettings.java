package dev.drydock.pipeline;

import dev.drydock.execution.Timeouts;
import dev.drydock.lint.LintSettings;
import dev.drydock.postgres.DatabaseUrl;
import dev.drydock.postgres.Pooling;
import dev.drydock.postgres.TableName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What previews and runs need to know of the surroundings.
 *
 * @param folder of the {@code .sql} files
 * @param database where migrations run: the direct URL where one is given
 * @param applicationDatabase the application's URL, where it differs: it must lead to the same
 *     database
 * @param history table of the history
 * @param env name of the environment
 * @param version Drydock's own
 * @param showRowData whether the server's DETAIL and quoted values may be shown
 * @param strict whether what nobody can tell is refused
 * @param lint how findings are judged
 * @param askServerGrammar whether pending statements may be shown to the server for their syntax
 * @param pooler what is said of poolers in between
 * @param endIdleBlockers how long a session may idle in a transaction before it is ended where it
 *     is in the way; zero: never
 */
public record MigrationSettings(
    Path folder,
    DatabaseUrl database,
    Optional<DatabaseUrl> applicationDatabase,
    TableName history,
    Timeouts timeouts,
    String env,
    String version,
    boolean showRowData,
    boolean strict,
    LintSettings lint,
    boolean askServerGrammar,
    Pooling.Setting pooler,
    Duration endIdleBlockers) {}
