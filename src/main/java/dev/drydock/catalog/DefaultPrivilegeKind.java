package dev.drydock.catalog;

/** The letters of {@code pg_default_acl.defaclobjtype}. */
final class DefaultPrivilegeKind {

  private DefaultPrivilegeKind() {}

  static String words(String letter) {
    switch (letter) {
      case "r":
        return "tables";
      case "S":
        return "sequences";
      case "f":
        return "functions";
      case "T":
        return "types";
      case "n":
        return "schemas";
      default:
        return "large objects";
    }
  }

  /** What PUBLIC may do by the server's own defaults, in letters of access lists. */
  static String ofPublic(String letter) {
    switch (letter) {
      case "f":
        return "X";
      case "T":
        return "U";
      default:
        return "";
    }
  }
}
