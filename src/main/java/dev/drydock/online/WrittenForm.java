package dev.drydock.online;

import dev.drydock.sql.PlainNames;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A safe form as a person would type it: ready SQL, with comments that tell what stands alone.
 *
 * @param text statements with semicolons, but for the last one
 * @param divisible whether each of its statements may be sent by itself, as in a file whose
 *     transactions others divide
 */
public record WrittenForm(String text, boolean divisible) {

  private static final String LOCK = "LOCK TABLE ";

  private static final String BESIDE = "beside reads and writes:\n";
  private static final String OUTSIDE = "-- outside any transaction, " + BESIDE;
  private static final String VALIDATES = "-- in a transaction of its own, " + BESIDE;
  private static final String AGAIN = "-- in a transaction again:\n";
  private static final String TOGETHER = "-- in one transaction:\n";

  /**
   * Writes a form.
   *
   * @param implied schemas that the user's statement leaves to the search path
   */
  public static WrittenForm of(FormChoice.Online form, Set<String> implied) {
    var text = new StringBuilder();
    String before = form.actions().size() > 1 ? AGAIN : OUTSIDE;
    for (OnlineAction action : form.actions()) {
      String remark = remark(action);
      boolean repeated = remark.equals(before) && !(action instanceof OnlineAction.InBatches);
      text.append(text.isEmpty() ? "" : ";\n").append(repeated ? "" : remark);
      text.append(
          action.sql().stream()
              .map(sql -> PlainNames.in(sql, implied))
              .collect(Collectors.joining(";\n")));
      before = remark;
    }
    return new WrittenForm(text.toString(), form.actions().stream().noneMatch(WrittenForm::locks));
  }

  private static String remark(OnlineAction action) {
    if (action instanceof OnlineAction.InBatches batches) {
      return "-- drydock: backfill in batches of %d\n".formatted(batches.backfill().rows());
    }
    if (action instanceof OnlineAction.Outside) {
      return OUTSIDE;
    }
    if (locks(action)) {
      return TOGETHER;
    }
    return action.sql().get(0).contains(" VALIDATE CONSTRAINT ") ? VALIDATES : AGAIN;
  }

  private static boolean locks(OnlineAction action) {
    return action.sql().stream().anyMatch(sql -> sql.startsWith(LOCK));
  }
}
