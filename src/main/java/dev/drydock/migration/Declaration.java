package dev.drydock.migration;

/**
 * A comment that allows one effect: {@code -- drydock: allow drop column clients.email because
 * nothing reads it since release 42}. It holds for its file.
 *
 * @param subject the words between {@code allow} and {@code because}: an effect and its object as
 *     written ({@code drop column clients.email}), or {@code out-of-order}
 * @param line line in the file, from 1
 */
public record Declaration(String subject, String reason, int line) {

  /** Whether the file itself may run although a later one is already applied. */
  public boolean allowsOutOfOrder() {
    return subject.equals("out-of-order");
  }
}
