package dev.drydock.lint;

/** Where something comes from that a run finds. */
enum Origin {
  /** It was there before the run, or must be taken to have been. */
  EXISTING,
  /** Made by the run with IF NOT EXISTS or OR REPLACE, where nobody knows whether it existed. */
  PERHAPS_NEW,
  /** Made by the run. */
  NEW
}
