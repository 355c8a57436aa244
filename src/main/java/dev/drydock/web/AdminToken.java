package dev.drydock.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * The configured token, kept as its SHA-256 digest; what is offered is compared with it in constant
 * time.
 *
 * <p>Immutable, so threads may share it.
 */
public final class AdminToken {

  /** Length in characters from which a token is accepted when strict. */
  public static final int SHORTEST_WHEN_STRICT = 32;

  /** What the token or tokens of a request are worth. */
  enum Offer {
    NONE,
    WRONG,
    RIGHT
  }

  private final Optional<byte[]> digest;
  private final String closedBecause;

  /**
   * Takes the token as it was configured; a blank one counts as none, and a short one is not used
   * when strict.
   */
  public AdminToken(Optional<String> configured, boolean strict) {
    Optional<String> token = configured.map(String::strip).filter(text -> !text.isEmpty());
    Optional<String> usable =
        token.filter(text -> !strict || text.length() >= SHORTEST_WHEN_STRICT);
    this.digest = usable.map(text -> sha256(text.getBytes(StandardCharsets.UTF_8)));
    this.closedBecause =
        token.isEmpty()
            ? "ADMIN_TOKEN is not set, so the admin endpoints are closed."
            : "ADMIN_TOKEN is shorter than %d characters, so the admin endpoints are closed."
                .formatted(SHORTEST_WHEN_STRICT);
  }

  /** Whether no token can be right, so that the admin endpoints are closed. */
  public boolean isClosed() {
    return digest.isEmpty();
  }

  /** Why the endpoints are closed; meaningful only where {@link #isClosed()}. */
  public String closedBecause() {
    return closedBecause;
  }

  /** Judges what a request offers: right only if every offered value is. */
  Offer judge(List<byte[]> offered) {
    if (offered.isEmpty()) {
      return Offer.NONE;
    }
    boolean right = digest.isPresent();
    for (byte[] value : offered) {
      right &= MessageDigest.isEqual(sha256(value), digest.orElseGet(() -> new byte[0]));
    }
    return right ? Offer.RIGHT : Offer.WRONG;
  }

  private static byte[] sha256(byte[] value) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(value);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
