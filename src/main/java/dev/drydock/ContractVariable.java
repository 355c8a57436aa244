package dev.drydock;

/** A variable of the contract; each may also be given with {@code DRYDOCK_} before its name. */
enum ContractVariable {
  DATABASE_URL,
  MIGRATION_DATABASE_URL,
  ADMIN_TOKEN,
  RUN_MIGRATIONS_ON_BOOT,
  MIGRATIONS_DIR,
  APP_ENV,
  NODE_ENV,
  PORT;

  /** The name that {@link SettingName} knows it by. */
  String folded() {
    return SettingName.fold(name());
  }
}
