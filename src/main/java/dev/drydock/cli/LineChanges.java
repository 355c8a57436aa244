package dev.drydock.cli;

import java.util.ArrayList;
import java.util.List;

/** Lines that went ({@code -}) and came ({@code +}) between two texts, in order. */
final class LineChanges {

  /** Beyond this, what differs is told as a whole: nobody compares that much by eye. */
  private static final int MOST_CELLS = 4_000_000;

  private final List<String> before;
  private final List<String> after;
  private final List<String> changes = new ArrayList<>();

  private LineChanges(List<String> before, List<String> after) {
    this.before = before;
    this.after = after;
  }

  static List<String> between(String before, String after) {
    List<String> old = before.lines().toList();
    List<String> fresh = after.lines().toList();
    int start = 0;
    while (start < Math.min(old.size(), fresh.size()) && old.get(start).equals(fresh.get(start))) {
      start++;
    }
    int end = 0;
    while (end < Math.min(old.size(), fresh.size()) - start
        && old.get(old.size() - 1 - end).equals(fresh.get(fresh.size() - 1 - end))) {
      end++;
    }
    var changes =
        new LineChanges(
            old.subList(start, old.size() - end), fresh.subList(start, fresh.size() - end));
    changes.compare();
    return List.copyOf(changes.changes);
  }

  private void compare() {
    if ((long) before.size() * after.size() > MOST_CELLS) {
      before.forEach(line -> changes.add("- " + line));
      after.forEach(line -> changes.add("+ " + line));
      return;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    walk(common);
  }

  private void walk(int[][] common) {
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      boolean both = i < before.size() && j < after.size();
      if (both && before.get(i).equals(after.get(j))) {
        i++;
        j++;
      } else if (j == after.size() || both && common[i + 1][j] >= common[i][j + 1]) {
        changes.add("- " + before.get(i));
        i++;
      } else {
        changes.add("+ " + after.get(j));
        j++;
      }
    }
  }
}
