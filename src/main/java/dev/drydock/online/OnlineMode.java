package dev.drydock.online;

/** Whether plain statements on large tables get their safe forms by themselves. */
public enum OnlineMode {
  /** By the live size of the table. */
  AUTO,
  /** Never: what is written runs as written. */
  OFF
}
