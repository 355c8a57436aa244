package dev.drydock.catalog;

import java.util.Map;
import java.util.Set;

/**
 * Tells which changes of a column's type keep every value.
 *
 * <p>What is not known to keep all values is taken for narrowing.
 */
public final class TypeWidening {

  /** Stands for any enum type. */
  public static final int ENUM = -1;

  private static final int BOOL = 16;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int CIDR = 650;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int INET = 869;
  private static final int BPCHAR = 1042;
  private static final int VARCHAR = 1043;
  private static final int DATE = 1082;
  private static final int TIME = 1083;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int VARBIT = 1562;
  private static final int NUMERIC = 1700;
  private static final int UUID = 2950;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(BOOL, "boolean"),
          Map.entry(INT8, "bigint"),
          Map.entry(INT2, "smallint"),
          Map.entry(INT4, "integer"),
          Map.entry(TEXT, "text"),
          Map.entry(FLOAT4, "real"),
          Map.entry(FLOAT8, "double precision"),
          Map.entry(BPCHAR, "character"),
          Map.entry(VARCHAR, "character varying"),
          Map.entry(DATE, "date"),
          Map.entry(TIMESTAMP, "timestamp without time zone"),
          Map.entry(TIMESTAMPTZ, "timestamp with time zone"),
          Map.entry(NUMERIC, "numeric"),
          Map.entry(UUID, "uuid"));

  private static final Map<Integer, Set<Integer>> WIDER =
      Map.of(
          INT2, Set.of(INT4, INT8, FLOAT4, FLOAT8),
          INT4, Set.of(INT8, FLOAT8),
          FLOAT4, Set.of(FLOAT8),
          CIDR, Set.of(INET),
          DATE, Set.of(TIMESTAMP));

  private static final Map<Integer, Integer> DIGITS = Map.of(INT2, 5, INT4, 10, INT8, 19);

  private static final Set<Integer> PRINTS_EXACTLY =
      Set.of(INT2, INT4, INT8, NUMERIC, UUID, BOOL, TEXT, VARCHAR, BPCHAR, ENUM, CIDR, INET);

  private static final Set<Integer> LENGTH_LIMITED =
      Set.of(VARCHAR, BPCHAR, TIME, TIMESTAMP, TIMESTAMPTZ, VARBIT);

  private TypeWidening() {}

  /**
   * Whether every value of the old type is kept by the new one.
   *
   * @param before OID of the old type, {@link #ENUM} for an enum
   * @param beforeModifier its {@code atttypmod}; -1 for none
   * @param after OID of the new type
   * @param afterModifier its {@code atttypmod}; -1 for none
   */
  public static boolean isLossless(int before, int beforeModifier, int after, int afterModifier) {
    if (after == NUMERIC) {
      return intoNumeric(before, beforeModifier, afterModifier);
    }
    if (before == after) {
      return LENGTH_LIMITED.contains(before)
          && (afterModifier == -1 || (beforeModifier >= 0 && afterModifier >= beforeModifier));
    }
    if (after == TEXT || (after == VARCHAR && afterModifier == -1)) {
      return PRINTS_EXACTLY.contains(before);
    }
    return afterModifier == -1 && WIDER.getOrDefault(before, Set.of()).contains(after);
  }

  private static boolean intoNumeric(int before, int beforeModifier, int afterModifier) {
    boolean exact = before == NUMERIC || DIGITS.containsKey(before);
    if (!exact || afterModifier == -1) {
      return exact;
    }
    if (before == NUMERIC) {
      return beforeModifier != -1
          && scale(afterModifier) >= scale(beforeModifier)
          && whole(afterModifier) >= whole(beforeModifier);
    }
    return scale(afterModifier) >= 0
        && whole(afterModifier) >= DIGITS.getOrDefault(before, Integer.MAX_VALUE);
  }

  /** Digits before the point. */
  private static int whole(int modifier) {
    return (((modifier - 4) >> 16) & 0xffff) - scale(modifier);
  }

  /** Digits behind the point, below zero for rounding before it (from 15 on). */
  private static int scale(int modifier) {
    return (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
  }

  /** A built-in type's name, else its OID in words. */
  static String name(int oid) {
    return NAMES.getOrDefault(oid, "type " + Integer.toUnsignedString(oid));
  }
}
