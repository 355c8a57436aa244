package dev.drydock.lint;

import java.util.Locale;

/** A question that a careful person asks before publishing, answered with its evidence. */
public record ChecklistItem(String question, Answer answer, String evidence) {

  /** How the machine answers. */
  public enum Answer {
    PASS,
    ATTENTION,
    FAIL;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
