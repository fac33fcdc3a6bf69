package io.lightningdb.jdbc.internal.type;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/**
 * A parameter of one of the classes that are a moment and, in some time zone, a date and time of
 * day. Which of the two is meant shows when it is known what the parameter is used for.
 *
 * @param local the date and time of day
 * @param moment the moment
 */
public record LegacyTimestamp(LocalDateTime local, OffsetDateTime moment) {

  /** Returns {@code instant} as seen in {@code zone}. */
  static LegacyTimestamp of(Instant instant, ZoneId zone) {
    OffsetDateTime moment = instant.atZone(zone).toOffsetDateTime();
    return new LegacyTimestamp(moment.toLocalDateTime(), moment);
  }
}
