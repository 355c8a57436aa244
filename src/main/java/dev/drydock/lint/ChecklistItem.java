package dev.drydock.lint;

import java.util.Locale;

/** A question that a careful person asks before publishing, answered with its evidence. */
public record ChecklistItem(String question, Answer answer, String evidence) {

  /** The same where a file could not be read, which may say anything. */
  public ChecklistItem unread(String why) {
    return answer == Answer.PASS
        ? new ChecklistItem(
            question,
            Answer.ATTENTION,
            "As far as files could be read: " + evidence + " But " + why)
        : this;
  }

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
