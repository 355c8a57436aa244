package dev.drydock.catalog;

import java.util.Map;
import java.util.Set;

/**
 * Tells which changes of a column's type keep every value.
 *
 * <p>What is not known to keep all values is taken for narrowing.
 */
public final class TypeWidening {

  /** OIDs from here on are given to what users make. */
  private static final int FIRST_OF_USERS = 16384;

  /** Stands for any enum type. */
  public static final int ENUM = -1;

  /** Stands for the type of the extension {@code citext}. */
  public static final int CITEXT = -2;

  private static final int BOOL = 16;
  private static final int INT8 = 20;
  private static final int INT2 = 21;
  private static final int INT4 = 23;
  private static final int TEXT = 25;
  private static final int JSON = 114;
  private static final int CIDR = 650;
  private static final int FLOAT4 = 700;
  private static final int FLOAT8 = 701;
  private static final int INET = 869;
  private static final int TEXT_ARRAY = 1009;
  private static final int VARCHAR_ARRAY = 1015;
  private static final int BPCHAR = 1042;
  private static final int VARCHAR = 1043;
  private static final int DATE = 1082;
  private static final int TIME = 1083;
  private static final int TIMESTAMP = 1114;
  private static final int TIMESTAMPTZ = 1184;
  private static final int INTERVAL = 1186;
  private static final int TIMETZ = 1266;
  private static final int BIT = 1560;
  private static final int VARBIT = 1562;
  private static final int NUMERIC = 1700;
  private static final int UUID = 2950;
  private static final int JSONB = 3802;

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
      Map.ofEntries(
          Map.entry(INT2, Set.of(INT4, INT8, FLOAT4, FLOAT8)),
          Map.entry(INT4, Set.of(INT8, FLOAT8)),
          Map.entry(FLOAT4, Set.of(FLOAT8)),
          Map.entry(BOOL, Set.of(INT4)),
          Map.entry(CIDR, Set.of(INET)),
          Map.entry(DATE, Set.of(TIMESTAMP)),
          Map.entry(TIME, Set.of(INTERVAL)),
          Map.entry(BIT, Set.of(VARBIT)),
          Map.entry(JSONB, Set.of(JSON)),
          Map.entry(TEXT, Set.of(CITEXT)),
          Map.entry(VARCHAR, Set.of(CITEXT)));

  /** Element types of arrays; a column of a modified array has its element's modifier. */
  private static final Map<Integer, Integer> ELEMENTS =
      Map.ofEntries(
          Map.entry(1000, BOOL),
          Map.entry(1005, INT2),
          Map.entry(1007, INT4),
          Map.entry(1016, INT8),
          Map.entry(TEXT_ARRAY, TEXT),
          Map.entry(1014, BPCHAR),
          Map.entry(VARCHAR_ARRAY, VARCHAR),
          Map.entry(1021, FLOAT4),
          Map.entry(1022, FLOAT8),
          Map.entry(651, CIDR),
          Map.entry(1041, INET),
          Map.entry(1115, TIMESTAMP),
          Map.entry(1182, DATE),
          Map.entry(1183, TIME),
          Map.entry(1185, TIMESTAMPTZ),
          Map.entry(1187, INTERVAL),
          Map.entry(1270, TIMETZ),
          Map.entry(1561, BIT),
          Map.entry(1563, VARBIT),
          Map.entry(1231, NUMERIC),
          Map.entry(199, JSON),
          Map.entry(3807, JSONB));

  private static final Map<Integer, Integer> DIGITS = Map.of(INT2, 5, INT4, 10, INT8, 19);

  private static final Set<Integer> LENGTH_LIMITED =
      Set.of(VARCHAR, BPCHAR, TIME, TIMETZ, TIMESTAMP, TIMESTAMPTZ, VARBIT);

  /** Types with the same stored form, by which of them a change goes without touching a row. */
  private static final Map<Integer, Set<Integer>> STORED_ALIKE =
      Map.of(TEXT, Set.of(VARCHAR), VARCHAR, Set.of(TEXT), CIDR, Set.of(INET), BIT, Set.of(VARBIT));

  private TypeWidening() {}

  /**
   * What stands for a type in the questions below.
   *
   * @param kind its {@code typtype}
   * @param name its {@code typname}
   */
  public static int of(int oid, String kind, String name) {
    if (kind.equals("e")) {
      return ENUM;
    }
    return kind.equals("b") && name.equals("citext") ? CITEXT : oid;
  }

  /**
   * Whether every value of the old type is kept by the new one.
   *
   * <p>Every type's text can be read back, or else no dump could be restored; so a change to text
   * keeps all values.
   *
   * @param before OID of the old type, or what {@link #of} says
   * @param beforeModifier its {@code atttypmod}; -1 for none
   * @param after OID of the new type
   * @param afterModifier its {@code atttypmod}; -1 for none
   */
  public static boolean isLossless(int before, int beforeModifier, int after, int afterModifier) {
    if (isText(after, afterModifier)) {
      return !ELEMENTS.containsKey(after) || isArray(before);
    }
    if (ELEMENTS.containsKey(before) && ELEMENTS.containsKey(after)) {
      return isLossless(element(before), beforeModifier, element(after), afterModifier);
    }
    if (after == NUMERIC) {
      return intoNumeric(before, beforeModifier, afterModifier);
    }
    if (before == after) {
      return sameType(before, beforeModifier, afterModifier);
    }
    if (before == BPCHAR && after == VARCHAR) {
      return beforeModifier >= 0 && afterModifier >= beforeModifier;
    }
    return afterModifier == -1 && WIDER.getOrDefault(before, Set.of()).contains(after);
  }

  /**
   * Whether a change of type keeps every value as it is stored, so that PostgreSQL changes the
   * catalog only: nothing is lost. Measured on 14 and 18.
   */
  public static boolean isCatalogOnly(
      int before, int beforeModifier, int after, int afterModifier) {
    if (!isLossless(before, beforeModifier, after, afterModifier)) {
      return false;
    }
    if (before != after) {
      return afterModifier == -1 && STORED_ALIKE.getOrDefault(before, Set.of()).contains(after);
    }
    if (afterModifier == -1) {
      return before != BPCHAR;
    }
    return before == NUMERIC
        ? scale(beforeModifier) == scale(afterModifier)
        : before != BPCHAR && !ELEMENTS.containsKey(before);
  }

  /** Whether one is a time without and the other one with its zone, of full precision. */
  public static boolean areTimestamps(int before, int after, int afterModifier) {
    return afterModifier == -1
        && ((before == TIMESTAMP && after == TIMESTAMPTZ)
            || (before == TIMESTAMPTZ && after == TIMESTAMP));
  }

  private static boolean isText(int type, int modifier) {
    return type == TEXT
        || type == TEXT_ARRAY
        || (modifier == -1 && (type == VARCHAR || type == VARCHAR_ARRAY));
  }

  /** Arrays of types that the server did not bring along have no known OID. */
  private static boolean isArray(int type) {
    return ELEMENTS.containsKey(type) || type >= FIRST_OF_USERS || type < CITEXT;
  }

  private static int element(int array) {
    return ELEMENTS.getOrDefault(array, array);
  }

  private static boolean sameType(int type, int before, int after) {
    if (type == INTERVAL) {
      return after == -1 || interval(before, after);
    }
    return LENGTH_LIMITED.contains(type) && (after == -1 || (before >= 0 && after >= before));
  }

  /** The same fields (the upper half) and no less digits (the lower half). */
  private static boolean interval(int before, int after) {
    return before != -1 && before >> 16 == after >> 16 && (after & 0xffff) >= (before & 0xffff);
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
