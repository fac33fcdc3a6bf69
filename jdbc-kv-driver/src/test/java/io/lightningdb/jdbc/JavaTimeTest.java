package io.lightningdb.jdbc;

import static io.lightningdb.jdbc.SqlStates.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dates and times go in and come out as they are, whatever the JVM's time zone is. */
class JavaTimeTest {

  /** In Berlin's clocks this moment does not exist. */
  private static final LocalDateTime IN_THE_GAP = LocalDateTime.of(2024, 3, 31, 2, 30);

  private final TestDatabase db =
      new TestDatabase(
          "CREATE TABLE t (k INTEGER PRIMARY KEY, d DATE, t TIME, ts TIMESTAMP, tz TIMESTAMP WITH"
              + " TIME ZONE)",
          "CREATE TABLE by_ts (ts TIMESTAMP PRIMARY KEY, v INTEGER)",
          "CREATE TABLE by_tz (tz TIMESTAMP WITH TIME ZONE PRIMARY KEY, v INTEGER)",
          "CREATE TABLE by_d (d DATE PRIMARY KEY)");

  private final TimeZone zoneBefore = TimeZone.getDefault();

  @AfterEach
  void close() {
    TimeZone.setDefault(zoneBefore);
    db.close();
  }

  private <T> T roundTrip(String column, Object value, Class<T> type) throws SQLException {
    db.execute("MERGE INTO t (k, " + column + ") VALUES (1, ?)", value);
    return read(column, type);
  }

  private <T> T read(String column, Class<T> type) throws SQLException {
    try (PreparedStatement query =
            db.connection().prepareStatement("SELECT " + column + " FROM t");
        ResultSet result = query.executeQuery()) {
      assertThat(result.next()).isTrue();
      return result.getObject(1, type);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Europe/Berlin", "UTC", "Asia/Kathmandu", "America/St_Johns"})
  void javaTimeComesBackAsItWas(String zone) throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone(zone));
    for (LocalDateTime local :
        new LocalDateTime[] {
          IN_THE_GAP,
          LocalDateTime.of(2024, 10, 27, 2, 30),
          LocalDateTime.of(1582, 10, 10, 1, 2, 3, 999_999_999),
          LocalDateTime.of(1, 1, 1, 0, 0),
          LocalDateTime.of(-44, 3, 15, 12, 0),
          LocalDateTime.of(9999, 12, 31, 23, 59, 59, 999_999_999),
          LocalDateTime.MIN,
          LocalDateTime.MAX
        }) {
      assertThat(roundTrip("ts", local, LocalDateTime.class)).isEqualTo(local);
      assertThat(roundTrip("t", local.toLocalTime(), LocalTime.class))
          .isEqualTo(local.toLocalTime());
      if (Math.abs(local.getYear()) < 1_000_000) {
        assertThat(roundTrip("d", local.toLocalDate(), LocalDate.class))
            .isEqualTo(local.toLocalDate());
      }
      OffsetDateTime moment =
          local.getYear() == LocalDateTime.MIN.getYear() || local.equals(LocalDateTime.MAX)
              ? OffsetDateTime.of(local, ZoneOffset.UTC)
              : OffsetDateTime.of(local, ZoneOffset.ofHoursMinutes(5, 45));
      assertThat(roundTrip("tz", moment, OffsetDateTime.class)).isEqualTo(moment);
    }
  }

  @Test
  void aKeyComesBackAsItWasAndIsFoundByIt() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    db.execute("INSERT INTO by_ts VALUES (?, 1)", IN_THE_GAP);
    assertThat(db.query("SELECT ts FROM by_ts WHERE ts = ?", IN_THE_GAP))
        .containsExactly("2024-03-31 02:30:00");
    db.execute("INSERT INTO by_d VALUES (?)", LocalDate.of(-4712, 1, 1));
    assertThat(db.query("SELECT d FROM by_d WHERE d < DATE '0001-01-01'")).hasSize(1);
  }

  @Test
  void momentsWithOffsetsAreKeysByTheirInstant() throws SQLException {
    OffsetDateTime berlin = OffsetDateTime.of(2024, 1, 1, 12, 0, 0, 0, ZoneOffset.ofHours(1));
    db.execute("INSERT INTO by_tz VALUES (?, 1)", berlin);
    OffsetDateTime utc = berlin.withOffsetSameInstant(ZoneOffset.UTC);
    assertFails("23505", () -> db.execute("INSERT INTO by_tz VALUES (?, 2)", utc));
    assertThat(db.query("SELECT v FROM by_tz WHERE tz = ?", utc)).containsExactly("1");
    // A key has the instant; what offset it was written with is not kept.
    assertThat(db.query("SELECT tz FROM by_tz")).containsExactly("2024-01-01 11:00:00+00:00");
  }

  @Test
  void instantsAndZonedTimesAreMomentsToo() throws SQLException {
    Instant instant = Instant.parse("2024-01-01T11:00:00.123456789Z");
    assertThat(roundTrip("tz", instant, Instant.class)).isEqualTo(instant);
    ZonedDateTime zoned = instant.atZone(ZoneId.of("Asia/Tokyo"));
    assertThat(roundTrip("tz", zoned, OffsetDateTime.class)).isEqualTo(zoned.toOffsetDateTime());
    assertThat(read("tz", ZonedDateTime.class).toInstant()).isEqualTo(instant);
    assertThat(read("tz", Timestamp.class).toInstant()).isEqualTo(instant);
    assertThat(read("tz", String.class)).isEqualTo("2024-01-01 20:00:00.123456789+09:00");
  }

  @Test
  void nothingGuessesAnOffset() {
    assertFails("22018", () -> roundTrip("tz", IN_THE_GAP, Object.class));
    assertFails("22018", () -> roundTrip("ts", Instant.EPOCH, Object.class));
    assertFails("22018", () -> roundTrip("ts", IN_THE_GAP, Instant.class));
    assertFails("22018", () -> read("ts", OffsetDateTime.class));
    assertFails("22007", () -> roundTrip("tz", "2024-01-01 00:00:00", Object.class));
  }

  @Test
  @SuppressWarnings("JavaUtilDate")
  void theOldClassesAreReadInTheZoneOfTheJvm() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kathmandu"));
    Timestamp timestamp = Timestamp.valueOf("2024-02-29 12:34:56.123456789");
    assertThat(roundTrip("ts", timestamp, LocalDateTime.class))
        .isEqualTo(timestamp.toLocalDateTime());
    assertThat(read("ts", Timestamp.class)).isEqualTo(timestamp);
    assertThat(roundTrip("tz", timestamp, Timestamp.class)).isEqualTo(timestamp);
    assertThat(read("tz", OffsetDateTime.class).getOffset())
        .isEqualTo(ZoneOffset.ofHoursMinutes(5, 45));
    assertThat(roundTrip("d", Date.valueOf("2024-02-29"), LocalDate.class)).isEqualTo("2024-02-29");
    assertThat(read("d", Date.class)).isEqualTo(Date.valueOf("2024-02-29"));
    assertThat(roundTrip("t", Time.valueOf("12:34:56"), LocalTime.class)).isEqualTo("12:34:56");
    assertThat(read("t", Time.class)).isEqualTo(Time.valueOf("12:34:56"));
    assertThat(roundTrip("d", timestamp, LocalDate.class)).isEqualTo("2024-02-29");
    java.util.Date date = new java.util.Date(timestamp.getTime());
    assertThat(roundTrip("ts", date, Timestamp.class).getTime()).isEqualTo(date.getTime());
    Timestamp julian = Timestamp.valueOf("1500-03-01 00:00:00");
    assertThat(roundTrip("ts", julian, String.class)).isEqualTo("1500-03-01 00:00:00");
    assertThat(read("ts", Timestamp.class)).isEqualTo(julian);
  }

  @Test
  void aCalendarGivesTheZoneOfTheOldClasses() throws SQLException {
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    Instant instant = Instant.parse("2024-01-01T20:00:00Z");
    Connection connection = db.connection();
    try (PreparedStatement insert =
        connection.prepareStatement("MERGE INTO t (k, ts, d, t, tz) VALUES (1, ?, ?, ?, ?)")) {
      insert.setTimestamp(1, Timestamp.from(instant), tokyo);
      insert.setDate(2, new Date(instant.toEpochMilli()), tokyo);
      insert.setTime(3, new Time(instant.toEpochMilli()), tokyo);
      insert.setTimestamp(4, Timestamp.from(instant), tokyo);
      insert.executeUpdate();
    }
    assertThat(db.query("SELECT ts, d, t, tz FROM t"))
        .containsExactly("2024-01-02 05:00:00,2024-01-02,05:00:00,2024-01-02 05:00:00+09:00");
    try (ResultSet row = connection.createStatement().executeQuery("SELECT ts, d, t, tz FROM t")) {
      row.next();
      assertThat(row.getTimestamp(1, tokyo).toInstant()).isEqualTo(instant);
      assertThat(row.getTimestamp("tz", tokyo).toInstant()).isEqualTo(instant);
      assertThat(Instant.ofEpochMilli(row.getDate(2, tokyo).getTime()))
          .isEqualTo("2024-01-01T15:00:00Z");
      assertThat(row.getTime(3, tokyo).getTime()).isEqualTo(-4 * 3_600_000L);
    }
  }

  @Test
  void aDateComparesWithATimestampByItsMidnight() throws SQLException {
    for (String date : new String[] {"2024-01-01", "2024-01-02", "2024-01-03"}) {
      db.execute("INSERT INTO by_d VALUES (?)", date);
    }
    LocalDateTime noon = LocalDateTime.of(2024, 1, 2, 12, 0);
    assertThat(db.query("SELECT d FROM by_d WHERE d > ?", noon)).containsExactly("2024-01-03");
    assertThat(db.query("SELECT d FROM by_d WHERE d <= ?", noon)).hasSize(2);
    assertThat(db.query("SELECT d FROM by_d WHERE d = ?", noon)).isEmpty();
    assertThat(db.query("SELECT d FROM by_d WHERE d >= TIMESTAMP '2024-01-02 00:00:00'"))
        .hasSize(2);
    db.execute("INSERT INTO by_ts VALUES (?, 1)", noon);
    assertThat(
            db.query(
                "SELECT v FROM by_ts WHERE ts >= DATE '2024-01-02' AND ts < ?",
                LocalDate.of(2024, 1, 3)))
        .containsExactly("1");
  }

  @Test
  void whatAClassCannotHoldIsOutOfRangeAndNeverAnotherMoment() throws SQLException {
    assertFails("22008", () -> db.execute("INSERT INTO t (k, tz) VALUES (1, ?)", Instant.MAX));
    db.execute("INSERT INTO t (k, ts) VALUES (1, ?)", LocalDateTime.MAX);
    try (Statement statement = db.connection().createStatement();
        ResultSet row = statement.executeQuery("SELECT ts FROM t")) {
      row.next();
      assertFails("22008", () -> row.getTimestamp(1));
      assertFails("22008", () -> row.getObject(1));
      assertThat(row.getObject(1, LocalDateTime.class)).isEqualTo(LocalDateTime.MAX);
    }
  }
}
