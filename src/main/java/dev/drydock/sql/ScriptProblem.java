package dev.drydock.sql;

/**
 * Why a file's text cannot be accepted.
 *
 * @param line in the file, from 1
 * @param column from 1, in characters
 * @param what what is wrong there, in the user's own words
 * @param next the correct form, or what to do instead
 */
public record ScriptProblem(int line, int column, String what, String next) {

  @Override
  public String toString() {
    return "line " + line + ": " + what + " " + next;
  }
}
