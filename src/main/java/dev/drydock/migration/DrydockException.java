package dev.drydock.migration;

import org.jspecify.annotations.Nullable;

/** An expected failure on its way to whoever asked; its {@link Failure} is the whole story. */
public final class DrydockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public DrydockException(Failure failure) {
    this(failure, null);
  }

  public DrydockException(Failure failure, @Nullable Throwable cause) {
    super(failure.text(), cause);
    this.failure = failure;
  }

  public Failure failure() {
    return failure;
  }
}
