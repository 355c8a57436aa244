package dev.drydock.sql;

/**
 * The relation an ALTER speaks of, as it speaks of it.
 *
 * @param kind the word used; ALTER TABLE may also name an index, view or sequence
 * @param only whether ONLY keeps it from descending to partitions and children
 */
public record Relation(ObjectKind kind, QualifiedName name, boolean only, boolean ifExists) {

  @Override
  public String toString() {
    return name.toString();
  }
}
