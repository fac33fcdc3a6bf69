package io.lightningdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

  private static final long MIB = 1024 * 1024;

  /** Every setting, set to something that is not its default. */
  private static final List<Consumer<Options.Builder>> SETTINGS =
      List.of(
          builder -> builder.durability(Durability.FLUSHED),
          builder -> builder.syncInterval(Duration.ofMillis(7)),
          builder -> builder.memoryBytes(9 * MIB),
          builder -> builder.memtableBytes(MIB + 1),
          builder -> builder.cacheBytes(MIB + 1),
          builder -> builder.logSegmentBytes((int) MIB + 1),
          builder -> builder.treeSegmentBytes((int) MIB + 1),
          builder -> builder.logBytesKept(MIB + 1),
          builder -> builder.createIfMissing(false),
          builder -> builder.openTransactionsMax(7),
          builder -> builder.transactionTimeout(Duration.ofMillis(7)),
          builder -> builder.snapshotAgeMax(Duration.ofMillis(7)),
          builder -> builder.trackTransactions(true));

  @Test
  void theDefaultsAreSafe() {
    Options options = Options.defaults();
    assertThat(options.durability()).isEqualTo(Durability.SYNC);
    assertThat(options.syncInterval()).isEqualTo(Duration.ofMillis(100));
    assertThat(options.createIfMissing()).isTrue();
    assertThat(options.memoryBytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 3);
    assertThat(options.memtableBytes()).isEmpty();
    assertThat(options.cacheBytes()).isEmpty();
    assertThat(options.openTransactionsMax()).isEqualTo(65_536);
    assertThat(options.transactionTimeout()).isZero();
    assertThat(options.snapshotAgeMax()).isZero();
    assertThat(options.trackTransactions()).isFalse();
    assertThat(Options.builder().build()).isEqualTo(options);
  }

  @Test
  void everySettingMakesADifference() {
    Set<Options> all = new HashSet<>(Set.of(Options.defaults()));
    Set<String> texts = new HashSet<>(Set.of(Options.defaults().toString()));
    for (Consumer<Options.Builder> setting : SETTINGS) {
      Options.Builder builder = Options.builder();
      setting.accept(builder);
      Options options = builder.build();
      assertThat(options).isNotEqualTo(Options.defaults());
      assertThat(options.toBuilder().build()).isEqualTo(options).hasSameHashCodeAs(options);
      assertThat(all.add(options)).isTrue();
      assertThat(texts.add(options.toString())).isTrue();
    }
    assertThat(Options.defaults()).isNotEqualTo("options");
    assertThat(SETTINGS).hasSameSizeAs(Options.Builder.names());
  }

  @Test
  void aBuilderFromOptionsKeepsAllTheOthers() {
    Options.Builder builder = Options.builder();
    SETTINGS.forEach(setting -> setting.accept(builder));
    Options all = builder.build();
    assertThat(all.toBuilder().build()).isEqualTo(all);
    assertThat(all.toBuilder().createIfMissing(true).build().cacheBytes()).hasValue(MIB + 1);
  }

  @Test
  void optionsShowEverySetting() {
    for (String name : Options.Builder.names()) {
      assertThat(Options.defaults().toString()).contains(name + "=");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "memoryBytes, 1048576, 1125899906842624",
    "memtableBytes, 65536, 1073741824",
    "cacheBytes, 0, 1125899906842624",
    "logSegmentBytes, 4096, 1073741824",
    "treeSegmentBytes, 16384, 1073741824",
    "logBytesKept, 0, 1125899906842624",
    "syncInterval, 1, 3600000",
    "openTransactionsMax, 1, 16777216",
  })
  void limitsAreKeptAndNamed(String name, long min, long max) {
    Options.builder().set(name, Long.toString(min)).build();
    Options.builder().set(name, Long.toString(max)).build();
    assertOutside(name, min - 1, min, max);
    assertOutside(name, max + 1, min, max);
    assertOutside(name, -5, min, max);
  }

  private static void assertOutside(String name, long value, long min, long max) {
    assertThatThrownBy(() -> Options.builder().set(name, Long.toString(value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("from " + min + " to " + max)
        .hasMessageContaining("not " + value);
  }

  @Test
  void whatWasFixedCanBeLeftToTheDatabaseAgain() {
    Options fixed =
        Options.builder().memoryBytes(64 * MIB).memtableBytes(MIB).cacheBytes(MIB).build();
    Options.Builder builder = fixed.toBuilder();
    for (String name : List.of("memoryBytes", "memtableBytes", "cacheBytes")) {
      assertThat(fixed.get(name)).isNotEqualTo("auto");
      builder.set(name, "auto");
      assertThat(builder.build().get(name)).isEqualTo("auto");
    }
    assertThat(builder.build()).isEqualTo(Options.defaults());
  }

  @Test
  void moreMemoryThanThereIsCannotBeGivenOut() {
    Options.Builder builder = Options.builder().memoryBytes(8 * MIB);
    builder.memtableBytes(2 * MIB).cacheBytes(2 * MIB).build();
    assertThatThrownBy(() -> builder.cacheBytes(2 * MIB + 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memoryBytes=8388608")
        .hasMessageContaining("memtableBytes=2097152")
        .hasMessageContaining("cacheBytes=2097153");
    builder.set("memtableBytes", "auto").cacheBytes(8 * MIB - 3 * 64 * 1024).build();
    assertThatThrownBy(() -> builder.cacheBytes(8 * MIB).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memoryBytes=8388608")
        .hasMessageContaining("memtableBytes=auto");
  }

  @Test
  void memoryThatIsNotSetFollowsWhatIs() {
    long heap = Runtime.getRuntime().maxMemory();
    assertThat(Options.builder().cacheBytes(0).build().memoryBytes()).isEqualTo(heap / 3);
    assertThat(Options.builder().cacheBytes(heap).memtableBytes(64 * MIB).build().memoryBytes())
        .isEqualTo(heap + 192 * MIB + heap / 8);
  }

  @Test
  void intervalsThatAreNoneAreRefused() {
    Options.Builder builder = Options.builder();
    for (Duration interval :
        List.of(
            Duration.ZERO,
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofHours(1).plusMillis(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThatThrownBy(() -> builder.syncInterval(interval))
          .as("%s", interval)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("syncInterval");
    }
    assertThat(builder.syncInterval(Duration.ofHours(1)).build().syncInterval()).hasHours(1);
  }

  @Test
  void timesThatMayBeNoneAreZeroOrAtLeastAMillisecond() {
    Options.Builder builder = Options.builder();
    for (Duration time : List.of(Duration.ZERO, Duration.ofMillis(1), Duration.ofDays(365))) {
      Options options = builder.transactionTimeout(time).snapshotAgeMax(time).build();
      assertThat(options.transactionTimeout()).isEqualTo(time);
      assertThat(options.snapshotAgeMax()).isEqualTo(time);
    }
    for (Duration time :
        List.of(
            Duration.ofNanos(999_999),
            Duration.ofMillis(-1),
            Duration.ofDays(365).plusMillis(1),
            Duration.ofSeconds(Long.MAX_VALUE),
            Duration.ofSeconds(Long.MIN_VALUE))) {
      assertThatThrownBy(() -> builder.transactionTimeout(time))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("transactionTimeout");
      assertThatThrownBy(() -> builder.snapshotAgeMax(time))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("snapshotAgeMax");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "durability, sync, durability=SYNC",
    "durability, Flushed, durability=FLUSHED",
    "durability, ASYNC, durability=ASYNC",
    "syncInterval, 250, syncInterval=PT0.25S",
    "memoryBytes, 2g, memoryBytes=2147483648",
    "memoryBytes, auto, memoryBytes=auto",
    "memtableBytes, Auto, memtableBytes=auto",
    "cacheBytes, AUTO, cacheBytes=auto",
    "memtableBytes, 100k, memtableBytes=102400",
    "memtableBytes, 2M, memtableBytes=2097152",
    "cacheBytes, 3g, cacheBytes=3221225472",
    "cacheBytes, 0, cacheBytes=0",
    "cacheBytes, 64 m, cacheBytes=67108864",
    "logSegmentBytes, 1g, logSegmentBytes=1073741824",
    "treeSegmentBytes, 16k, treeSegmentBytes=16384",
    "logBytesKept, 2g, logBytesKept=2147483648",
    "createIfMissing, false, createIfMissing=false",
    "createIfMissing, TRUE, createIfMissing=true",
    "openTransactionsMax, 12, openTransactionsMax=12",
    "transactionTimeout, 1500, transactionTimeout=PT1.5S",
    "snapshotAgeMax, 0, snapshotAgeMax=PT0S",
    "trackTransactions, true, trackTransactions=true",
  })
  void settingsCanBeGivenByName(String name, String value, String shown) {
    assertThat(Options.builder().set(name, value).build().toString()).contains(shown);
  }

  @ParameterizedTest
  @CsvSource({
    "durability, none, 'none'",
    "durability, '', ''",
    "syncInterval, soon, 'soon'",
    "syncInterval, 1s, '1s'",
    "memtableBytes, '', ''",
    "memtableBytes, k, 'k'",
    "memtableBytes, 1kk, '1kk'",
    "memtableBytes, 1.5m, '1.5m'",
    "cacheBytes, 99999999999g, '99999999999g'",
    "cacheBytes, 9223372036854775808, '9223372036854775808'",
    "logSegmentBytes, 4g, '4g'",
    "createIfMissing, yes, 'yes'",
    "openTransactionsMax, many, 'many'",
    "transactionTimeout, 1s, '1s'",
    "snapshotAgeMax, '', ''",
  })
  void valuesThatAreNoneAreNamed(String name, String value, String shown) {
    assertThatThrownBy(() -> Options.builder().set(name, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + shown + "'");
  }

  @Test
  void aSettingThatThereIsNotIsRefusedWithThoseThatThereAre() {
    assertThatThrownBy(() -> Options.builder().set("cachebytes", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'cachebytes'")
        .hasMessageContaining("cacheBytes");
  }

  @Test
  void nullIsNoSetting() {
    Options.Builder builder = Options.builder();
    assertThatThrownBy(() -> builder.durability(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("durability");
    assertThatThrownBy(() -> builder.syncInterval(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.transactionTimeout(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.snapshotAgeMax(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.set(null, "1")).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> builder.set("cacheBytes", null))
        .isInstanceOf(NullPointerException.class);
  }
}
