package io.lightningdb.jcache.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Set;
import java.util.UUID;

/*
 * Objects of an application's classes keep those alive, and its class loader, for as long as they are
 * kept. Where that loader is the one that Lightning comes from, or one behind it, it lives as long
 * anyway.
 */
/**
 * Which objects nobody can change, so that all may have the same one for as long as Lightning is
 * there.
 */
public final class Immutables {

  /** How many records may be in one another, for it to be worth looking. */
  private static final int DEPTH_MAX = 4;

  private static final Set<Class<?>> CLASSES =
      Set.of(
          Boolean.class,
          Byte.class,
          Character.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          String.class,
          UUID.class,
          Instant.class,
          Duration.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          MonthDay.class,
          OffsetTime.class,
          Period.class,
          Year.class,
          ZoneOffset.class,
          ZonedDateTime.class,
          YearMonth.class);

  private Immutables() {}

  /** Returns whether {@code object} is known to be such a one, all of it. */
  public static boolean has(Object object) {
    return has(object, DEPTH_MAX);
  }

  private static boolean has(Object object, int depth) {
    Class<?> type = object.getClass();
    return type == String.class
        || CLASSES.contains(type)
        || (object instanceof Enum<?> && livesAsLong(type))
        || (type.isRecord()
            && depth > 0
            && livesAsLong(type)
            && hasComponentsOf(object, depth - 1));
  }

  private static boolean livesAsLong(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    ClassLoader own = Immutables.class.getClassLoader();
    while (own != null && own != loader) {
      own = own.getParent();
    }
    return own == loader;
  }

  private static boolean hasComponentsOf(Object object, int depth) {
    RecordShape shape = RecordShape.toWrite(object.getClass());
    if (shape == null) {
      return false;
    }
    for (int i = 0; i < shape.size(); i++) {
      Object component = shape.get(object, i);
      if (component != null && !has(component, depth)) {
        return false;
      }
    }
    return true;
  }
}
