package dev.drydock;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;

/** Words the refusal of a setting; its texts name the setting, never its value. */
final class SettingRefusal {

  private SettingRefusal() {}

  /** Refuses {@code drydock.<name>}, shown with the variable that sets it. */
  static DrydockException of(String name, String wrong, String next) {
    return ofVariable("drydock." + name + " (" + SettingName.variable(name) + ")", wrong, next);
  }

  static DrydockException ofVariable(String shown, String wrong, String next) {
    return new DrydockException(
        new Failure(
            ErrorCode.CONFIGURATION, shown + " " + wrong + ".", Failure.NOTHING_EXECUTED, next));
  }
}
