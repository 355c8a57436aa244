package dev.drydock.execution;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Hash over everything that decides what a run does: 64 hex digits of SHA-256 over labelled,
 * length-prefixed values, so that no two plans share an input. Not thread-safe.
 */
public final class PlanDigest {

  private final MessageDigest digest;

  public PlanDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
    add("drydock-plan", "1");
  }

  public PlanDigest add(String label, Object value) {
    update(label);
    update(value.toString());
    return this;
  }

  public PlanDigest addAll(String label, Collection<?> values) {
    add(label, values.size());
    values.forEach(value -> update(value.toString()));
    return this;
  }

  private void update(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }

  /** The digest; this object is used up. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
