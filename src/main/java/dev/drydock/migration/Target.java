package dev.drydock.migration;

/**
 * Where a plan or run leads; every report begins with it.
 *
 * @param host host and port as connected, without credentials
 * @param env name of the environment, from {@code APP_ENV} or {@code NODE_ENV}
 * @param serverVersion as the server says it, such as {@code 18.1}
 */
public record Target(String host, String database, String user, String env, String serverVersion) {}
