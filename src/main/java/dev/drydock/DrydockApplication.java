package dev.drydock;

/** Entry point of the one jar. */
public final class DrydockApplication {
  private DrydockApplication() {}

  public static void main(String[] args) {
    System.out.println(new org.postgresql.Driver());
  }
}
