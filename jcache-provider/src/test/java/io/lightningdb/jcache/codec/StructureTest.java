package io.lightningdb.jcache.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lightningdb.CorruptionException;
import io.lightningdb.FormatException;
import io.lightningdb.internal.testing.Seed;
import io.lightningdb.internal.testing.Seeds;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Values that are records and collections. */
@Timeout(60)
@ExtendWith(Seeds.class)
@SuppressWarnings("JavaUtilDate") // it is one of the types
class StructureTest {

  private static final byte SERIALIZED = 0x40;
  private static final Path DOCUMENT = Path.of("..", "docs", "design", "cache-entry.md");

  private final ObjectCodec codec = codec(null);

  private static ObjectCodec codec(String filter) {
    return new ObjectCodec(
        new Classes(StructureTest.class.getClassLoader(), SerialFilters.of(filter)), null);
  }

  /** Returns a copy that went by the encodings of this package. */
  @SuppressWarnings("unchecked")
  private <T> T copy(T object) {
    byte[] bytes = codec.encodeValue(object, 5);
    assertThat(Arrays.copyOf(bytes, 5)).containsOnly(0);
    assertThat(bytes[5]).as("the tag of %s", object).isNotEqualTo(SERIALIZED);
    return (T) codec.decode(bytes, 5);
  }

  /** Returns a copy that went by Java serialization. */
  @SuppressWarnings("unchecked")
  private <T> T serializedCopy(T object) {
    byte[] bytes = codec.encodeValue(object, 5);
    assertThat(bytes[5]).isEqualTo(SERIALIZED);
    return (T) codec.decode(bytes, 5);
  }

  record Point(int x, String label) implements Serializable {}

  record Everything(
      boolean a,
      byte b,
      short c,
      char d,
      int e,
      long f,
      float g,
      double h,
      Integer i,
      String j,
      List<Point> k,
      Object l,
      DayOfWeek m,
      Optional<Point> n) {}

  record Nothing() {}

  record Apple(int x) {}

  private record Generic<T extends Comparable<T>>(T value, Map<T, Generic<T>> more)
      implements Serializable {}

  private static final Everything FULL =
      new Everything(
          true,
          (byte) -1,
          (short) 2,
          'x',
          -3,
          4,
          Float.NaN,
          -0.0,
          null,
          "j",
          new ArrayList<>(Arrays.asList(new Point(1, null), null, new Point(2, "b"))),
          new BigDecimal("1.50"),
          DayOfWeek.MONDAY,
          Optional.of(new Point(3, "c")));

  @Test
  void recordsComeBack() {
    record Local(Point point, Local inner) {}
    for (Object record :
        List.of(
            new Point(1, "a"),
            new Point(Integer.MIN_VALUE, null),
            FULL,
            new Nothing(),
            new Generic<>("a", new HashMap<>(Map.of("b", new Generic<>("c", null)))),
            new Local(new Point(1, "x"), new Local(null, null)))) {
      assertThat(copy(record)).isEqualTo(record).hasSameClassAs(record);
    }
  }

  @Test
  void collectionsComeBackOfTheirClass() {
    for (Object object :
        List.of(
            new ArrayList<>(),
            new ArrayList<>(Arrays.asList("a", 1, null)),
            List.of(),
            List.of(1),
            List.of(1, "b"),
            List.of(1, 2, 3),
            Stream.of().toList(),
            Stream.of(1).toList(),
            Stream.of(1, null, 3).toList(),
            Arrays.asList(),
            Arrays.asList("a", null),
            new HashSet<>(Arrays.asList(1, null)),
            new LinkedHashSet<>(Arrays.asList("z", null, "a")),
            Set.of(),
            Set.of(1),
            Set.of(1, 2, 3),
            new HashMap<>(Collections.singletonMap(null, null)),
            new HashMap<>(Map.of("a", 1)),
            new LinkedHashMap<>(Map.of("a", 1, "b", 2)),
            new TreeMap<>(Map.of("a", List.of(1), "b", List.of())),
            Map.of(),
            Map.of(1, 2),
            Map.of(1, 2, 3, 4),
            Optional.empty(),
            Optional.of(List.of(Optional.of(1))))) {
      assertThat(copy(object)).isEqualTo(object).hasSameClassAs(object);
    }
  }

  /** Nulls, changes and orders are what they were. */
  @Test
  void collectionsBehaveAsBefore() {
    for (List<Object> list :
        List.of(
            new ArrayList<Object>(List.of(1, 2, 3)),
            List.<Object>of(1),
            List.<Object>of(1, 2, 3),
            Stream.<Object>of(1, 2, 3).toList(),
            Arrays.<Object>asList(1, 2, 3))) {
      List<Object> copy = copy(list);
      assertThat(thrownBy(() -> copy.contains(null)))
          .isEqualTo(thrownBy(() -> list.contains(null)));
      assertThat(thrownBy(() -> copy.set(0, "x"))).isEqualTo(thrownBy(() -> list.set(0, "x")));
      assertThat(thrownBy(() -> copy.add("x"))).isEqualTo(thrownBy(() -> list.add("x")));
      assertThat(copy).isEqualTo(list);
    }
    Map<String, Integer> linked = new LinkedHashMap<>();
    Set<String> set = new LinkedHashSet<>();
    for (String each : List.of("z", "a", "m", "b", "y")) {
      linked.put(each, each.length());
      set.add(each);
    }
    Map<String, Integer> linkedCopy = copy(linked);
    assertThat(new ArrayList<>(linkedCopy.keySet())).isEqualTo(new ArrayList<>(linked.keySet()));
    linkedCopy.get("z");
    assertThat(linkedCopy.keySet().iterator().next()).isEqualTo("z");
    assertThat(new ArrayList<>(copy(set))).isEqualTo(new ArrayList<>(set));
    TreeMap<String, Integer> sorted = copy(new TreeMap<>(linked));
    assertThat(sorted.comparator()).isNull();
    assertThat(sorted.firstKey()).isEqualTo("a");
    assertThatThrownBy(() -> copy(Set.of(1)).contains(null))
        .isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> copy(Map.of(1, 2)).put(3, 4))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private static Class<?> thrownBy(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    return thrown == null ? Void.class : thrown.getClass();
  }

  @Test
  void timesComeBack() {
    LocalDateTime autumn = LocalDateTime.of(2024, 10, 27, 2, 30);
    ZoneId paris = ZoneId.of("Europe/Paris");
    for (Object time :
        List.of(
            ZonedDateTime.ofLocal(autumn, paris, ZoneOffset.ofHours(1)),
            ZonedDateTime.ofLocal(autumn, paris, ZoneOffset.ofHours(2)),
            ZonedDateTime.of(autumn, ZoneOffset.UTC),
            ZonedDateTime.of(autumn, ZoneId.of("UTC+03:00")),
            ZonedDateTime.of(LocalDateTime.MAX, ZoneOffset.MIN),
            ZonedDateTime.of(LocalDateTime.MIN, ZoneOffset.MAX),
            OffsetTime.MIN,
            OffsetTime.MAX,
            OffsetTime.of(1, 2, 3, 4, ZoneOffset.ofHoursMinutes(-5, -30)),
            Year.of(Year.MIN_VALUE),
            Year.of(2024),
            MonthDay.of(2, 29),
            Period.of(-1, 20, Integer.MAX_VALUE),
            Period.ZERO,
            paris,
            ZoneId.of("GMT0"),
            ZoneId.of("UT+01:00"),
            ZoneOffset.UTC,
            ZoneOffset.MIN)) {
      assertThat(copy(time)).isEqualTo(time).hasSameClassAs(time);
      assertThat(copy(List.of(time))).isEqualTo(List.of(time));
      ObjectCodec.KeyBytes key = codec.encodeKey(time);
      assertThat(codec.decode(key.bytes(), 0)).isEqualTo(time);
      assertThat(key.bytes()[0] == SERIALIZED)
          .as("%s", time)
          .isEqualTo(
              !(time instanceof Year || time instanceof MonthDay || time instanceof OffsetTime));
    }
  }

  @RepeatedTest(5)
  void timesThatAreKeysOrderAsTheyDo(Seed seed) {
    List<Comparable<?>> times = new ArrayList<>(List.of(OffsetTime.MIN, OffsetTime.MAX));
    List<Comparable<?>> years = new ArrayList<>(List.of(Year.of(0), Year.of(Year.MIN_VALUE)));
    List<Comparable<?>> days = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      times.add(
          LocalTime.of(seed.between(0, 23), 0).atOffset(ZoneOffset.ofHours(seed.between(-18, 18))));
      years.add(Year.of(seed.between(-9, 9)));
      days.add(MonthDay.of(seed.between(1, 12), seed.between(1, 28)));
    }
    for (List<Comparable<?>> each : List.of(times, years, days)) {
      for (Comparable<?> a : each) {
        for (Comparable<?> b : each) {
          assertThat(
                  Integer.signum(
                      Arrays.compareUnsigned(
                          codec.encodeKey(a).bytes(), codec.encodeKey(b).bytes())))
              .as("%s and %s", a, b)
              .isEqualTo(Integer.signum(compare(a, b)));
        }
      }
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static int compare(Comparable a, Object b) {
    return a.compareTo(b);
  }

  /** Objects that nothing is known of but that they are equal afterwards. */
  @RepeatedTest(30)
  void randomStructuresComeBack(Seed seed) {
    Object object = structure(seed, 6);
    assertThat(copy(object)).isEqualTo(object).hasSameClassAs(object);
  }

  private static Object object(Seed seed, int levels) {
    return seed.oneIn(3) ? structure(seed, levels - 1) : leaf(seed);
  }

  private static Object leaf(Seed seed) {
    return switch (seed.between(0, 9)) {
      case 0 -> seed.between(-99, 99);
      case 1 -> seed.nextLong();
      case 2 -> "text".repeat(seed.between(0, seed.oneIn(9) ? 200 : 3));
      case 3 -> new BigInteger(seed.bytes(seed.between(1, 20)));
      case 4 -> seed.pick(List.of(DayOfWeek.values()));
      case 5 -> new UUID(seed.nextLong(), seed.nextLong());
      case 6 -> new Date(seed.nextLong());
      case 7 -> LocalDate.ofEpochDay(seed.between(0, 20_000));
      case 8 -> (double) seed.nextLong();
      default -> seed.oneIn(2);
    };
  }

  private static Object structure(Seed seed, int levels) {
    List<Object> parts = new ArrayList<>();
    Map<Object, Object> map = new HashMap<>();
    for (int i = levels <= 0 ? 0 : seed.between(0, 6); i > 0; i--) {
      Object part = object(seed, levels);
      parts.add(part);
      map.put(part, seed.oneIn(9) ? null : object(seed, levels));
    }
    Set<Object> distinct = new LinkedHashSet<>(parts);
    return switch (seed.between(0, 12)) {
      case 0 -> new Point(seed.between(-9, 9), seed.oneIn(2) ? null : "label");
      case 1 -> new Generic<>("g", new HashMap<>(Map.of("h", new Generic<>("i", null))));
      case 2 -> parts;
      case 3 -> List.copyOf(parts);
      case 4 -> parts.stream().toList();
      case 5 -> Arrays.asList(parts.toArray());
      case 6 -> new HashSet<>(distinct);
      case 7 -> distinct;
      case 8 -> Set.copyOf(distinct);
      case 9 -> map;
      case 10 -> new LinkedHashMap<>(map);
      case 11 -> Optional.of(parts);
      default ->
          new Everything(
              true,
              (byte) 1,
              (short) 1,
              'c',
              1,
              1,
              1,
              1,
              1,
              "j",
              List.of(),
              parts,
              null,
              Optional.empty());
    };
  }

  @Test
  void anObjectThatOccursTwiceIsOneObjectAfterwards() {
    List<Object> shared = new ArrayList<>(List.of("a"));
    Date date = new Date(1);
    byte[] array = {1};
    String text = "long".repeat(100);
    Point point = new Point(1, "x");
    for (Object each : List.of(shared, date, array, text, point, List.of(), Map.of(1, shared))) {
      List<Object> copy =
          copy(new ArrayList<>(List.of(each, "between", Optional.of(7), each, List.of(each))));
      assertThat(copy.get(0)).isEqualTo(each).isSameAs(copy.get(3));
      assertThat(((List<?>) copy.get(4)).get(0)).isSameAs(copy.get(0));
    }
    List<Object> equal = copy(new ArrayList<>(List.of(new ArrayList<>(), new ArrayList<>())));
    assertThat(equal.get(0)).isNotSameAs(equal.get(1));
  }

  record Pair(Object left, Object right) {}

  /** Written out it would have 2^90 leaves. */
  @Test
  void whatIsSharedOnEachLevelIsWrittenOnce() {
    Object pair = new Nothing();
    for (int i = 0; i < 90; i++) {
      pair = new Pair(pair, pair);
    }
    Object copy = copy(pair);
    for (int i = 0; i < 90; i++) {
      assertThat(((Pair) copy).left()).isSameAs(((Pair) copy).right());
      copy = ((Pair) copy).left();
    }
    assertThat(copy).isEqualTo(new Nothing());
  }

  @Test
  void aStructureThatContainsItselfIsSerialized() {
    List<Object> list = new ArrayList<>();
    Map<String, Object> map = new HashMap<>(Map.of("list", list));
    list.add(map);
    List<Object> copy = serializedCopy(list);
    assertThat(((Map<?, ?>) copy.get(0)).get("list")).isSameAs(copy);
  }

  @Test
  void aKeyThatContainsItselfIsRefused() {
    List<Object> key = new ArrayList<>();
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(key, 1);
    key.add(key);
    assertThatThrownBy(() -> codec.encodeValue(new Pair(1, map), 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("nested too deeply");
  }

  private static List<Object> nested(int levels) {
    List<Object> list = new ArrayList<>();
    for (int i = 1; i < levels; i++) {
      list = new ArrayList<>(Collections.singletonList(list));
    }
    return list;
  }

  @Test
  void deepStructuresAreSerializedAndNeverOverflowTheStack() {
    assertThat(copy(nested(100))).isEqualTo(nested(100));
    assertThat(serializedCopy(nested(101))).isEqualTo(nested(101));
    assertThatThrownBy(() -> codec.encodeValue(nested(100_000), 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("nested too deeply");
    byte[] bytes = new byte[100_001];
    for (int i = 0; i < 100_000; i += 2) {
      bytes[i] = 0x51;
      bytes[i + 1] = 1;
    }
    assertThatThrownBy(() -> codec.decode(bytes, 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("100 levels");
  }

  private static final class OwnList extends ArrayList<Object> {
    private static final long serialVersionUID = 1;
  }

  private static final class Plain implements Serializable {
    private static final long serialVersionUID = 1;
    private int number = 5;
  }

  record Replaced(int x) implements Serializable {
    Object writeReplace() {
      return new Point(x, "replaced");
    }
  }

  record Resolved(int x) implements Serializable {
    Object readResolve() {
      return "resolved " + x;
    }
  }

  @Test
  void whatHasNoEncodingIsSerializedAsAWhole() {
    OwnList own = new OwnList();
    own.add(1);
    assertThat(serializedCopy(own)).isEqualTo(own).hasSameClassAs(own);
    for (Object object :
        List.of(
            new ArrayList<>(List.of(own)),
            Map.of(1, List.of(Set.of(own))),
            new Pair2(own),
            Collections.unmodifiableList(new ArrayList<>(List.of(1))),
            new TreeMap<>(Map.of("a", Collections.emptyList())),
            new ArrayList<>(List.of(new java.sql.Timestamp(1))))) {
      assertThat(serializedCopy(object)).isEqualTo(object).hasSameClassAs(object);
    }
    Plain plain = serializedCopy(new ArrayList<>(List.of(new Plain()))).get(0);
    assertThat(plain.number).isEqualTo(5);
    assertThat(this.<Object>serializedCopy(new Replaced(1))).isEqualTo(new Point(1, "replaced"));
    assertThat(this.<Object>serializedCopy(new Resolved(1))).isEqualTo("resolved 1");
    TreeMap<String, Integer> reversed = new TreeMap<>(Comparator.reverseOrder());
    reversed.putAll(Map.of("a", 1, "b", 2));
    assertThat(serializedCopy(reversed).firstKey()).isEqualTo("b");
    for (int size = 0; size < 3; size++) {
      Map<Integer, Integer> byAccess = new LinkedHashMap<>(16, 0.75f, true);
      for (int i = 0; i < size; i++) {
        byAccess.put(i, i);
      }
      Map<Integer, Integer> copy = serializedCopy(byAccess);
      copy.put(7, 7);
      copy.put(8, 8);
      copy.get(7);
      assertThat(new ArrayList<>(copy.keySet()).get(copy.size() - 1)).isEqualTo(7);
      assertThat(new ArrayList<>(byAccess.keySet()))
          .isEqualTo(new ArrayList<>(new HashMap<>(byAccess).keySet()));
    }
  }

  record Pair2(OwnList own) implements Serializable {}

  /** Java serialization refuses a record that is not Serializable; here nothing depends on it. */
  @Test
  void recordsNeedNotBeSerializable() {
    assertThat(new Pair(1, 2)).isNotInstanceOf(Serializable.class);
    assertThat(copy(new Pair(1, 2))).isEqualTo(new Pair(1, 2));
    assertThatThrownBy(() -> codec.encodeValue(new Pair(1, new OwnList()), 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining(Pair.class.getName())
        .hasCauseInstanceOf(NotSerializableException.class);
  }

  record Copying(byte[] bytes) {
    @Override
    public byte[] bytes() {
      throw new IllegalStateException("accessors may do anything");
    }

    @Override
    public String toString() {
      return "Copying " + bytes.length;
    }
  }

  /** As Java serialization does it. */
  @Test
  void fieldsAreReadAndNotAccessors() {
    assertThat(copy(new Copying(new byte[3])).bytes).hasSize(3);
  }

  @Test
  void keysAreSerializedAsBefore() {
    for (Object key : List.of(new Point(1, "x"), List.of(1), Map.of(1, 2), Set.of(1))) {
      assertThat(codec.encodeKey(key).bytes()[0]).isEqualTo(SERIALIZED);
      assertThat(codec.encodeKey(key).mayDiffer()).isTrue();
    }
  }

  @Test
  void valuesThatWereSerializedAreReadAsBefore() {
    for (Object value : List.of(new Point(1, "x"), new ArrayList<>(List.of(1)), Map.of(1, 2))) {
      byte[] before = codec.encodeKey(value).bytes();
      assertThat(codec.decode(before, 0)).isEqualTo(value).hasSameClassAs(value);
    }
  }

  @Test
  void theFilterIsAskedAboutRecordsAndCollectionsAndTheirSizes() {
    byte[] bytes = codec.encodeValue(new ArrayList<>(List.of("a", List.of(new Point(1, "x")))), 0);
    String point = Point.class.getName();
    assertRefused("!" + point, bytes, point);
    assertRefused("java.base/*;!*", bytes, point);
    assertRefused("!java.util.ArrayList", bytes, "java.util.ArrayList");
    assertRefused("maxdepth=2", bytes, point);
    assertRefused("maxarray=1", bytes, "java.lang.Object");
    assertRefused("maxrefs=3", bytes, point);
    assertRefused("maxbytes=9", bytes, "");
    assertThat(
            codec("java.base/*;" + point + ";maxdepth=3;maxarray=2;maxrefs=9;!*").decode(bytes, 0))
        .isEqualTo(List.of("a", List.of(new Point(1, "x"))));
    assertRefused("maxarray=3", codec.encodeValue(List.of(new int[4]), 0), "[I");
    byte[] deep = codec.encodeValue(new Pair(1, new Pair(2, new Pair(3, 4))), 0);
    assertRefused("maxdepth=2", deep, "");
  }

  private static void assertRefused(String filter, byte[] bytes, String name) {
    assertThatThrownBy(() -> codec(filter).decode(bytes, 0))
        .as(filter)
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("is not let in by the filter")
        .hasMessageContaining(name);
  }

  static final class Initialized {
    static volatile boolean is;

    private Initialized() {}
  }

  record Dangerous(int x) {
    static {
      Initialized.is = true;
    }
  }

  @Test
  void aRefusedClassIsNotInitialized() {
    byte[] bytes = codec.encodeValue(new Pair("", ""), 0);
    byte[] name = Pair.class.getName().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    String other = Pair.class.getName().replace("Pair", "Dangerous");
    byte[] forged = new byte[bytes.length + 5];
    int at = 3;
    System.arraycopy(bytes, 0, forged, 0, at);
    forged[2] = (byte) other.length();
    System.arraycopy(
        other.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, forged, at, other.length());
    System.arraycopy(
        bytes, at + name.length, forged, at + other.length(), bytes.length - at - name.length);
    assertRefused("!" + other, forged, other);
    assertThat(Initialized.is).isFalse();
    assertThat(codec.decode(forged, 0)).isEqualTo(new Dangerous(0));
    assertThat(Initialized.is).isTrue();
  }

  private static final List<Object> SAMPLES =
      List.of(
          FULL,
          new Generic<>("a", new HashMap<>(Map.of("b", new Generic<>("c", null)))),
          new LinkedHashMap<>(Map.of("a", List.of(1), "b", Set.of(2, 3), "c", Map.of(4, 5))),
          new TreeMap<>(Map.of("a", new Date(5), "b", new int[] {1, 2})),
          Optional.of(Stream.of(1, null).toList()),
          Arrays.asList(ZonedDateTime.of(2024, 1, 1, 0, 0, 0, 0, ZoneId.of("Europe/Paris")), 1),
          List.of(OffsetTime.MAX, Year.of(1), MonthDay.of(1, 1), Period.ZERO, ZoneId.of("UTC")),
          new HashSet<>(List.of("text".repeat(99), BigDecimal.TEN, DayOfWeek.FRIDAY)));

  private void assertSafe(byte[] damaged, Object object) {
    Throwable thrown = catchThrowable(() -> codec.decode(damaged, 0));
    if (thrown != null) {
      assertThat(thrown)
          .as("%s as %s", object, HexFormat.of().formatHex(damaged))
          .isInstanceOfAny(
              CorruptionException.class, FormatException.class, ObjectFormatException.class);
    }
  }

  @Test
  void everyFlippedBitAndEveryTruncationGivesAnObjectOrAnExpectedException() {
    for (Object object : SAMPLES) {
      byte[] bytes = codec.encodeValue(object, 0);
      for (int bit = 0; bit < 8 * bytes.length; bit++) {
        byte[] damaged = bytes.clone();
        damaged[bit / 8] ^= (byte) (1 << (bit % 8));
        assertSafe(damaged, object);
      }
      for (int length = 0; length < bytes.length; length++) {
        byte[] truncated = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> codec.decode(truncated, 0))
            .isInstanceOfAny(CorruptionException.class, ObjectFormatException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> codec.decode(longer, 0)).isInstanceOf(CorruptionException.class);
    }
  }

  @RepeatedTest(5)
  void randomDamageGivesAnObjectOrAnExpectedException(Seed seed) {
    for (Object object : SAMPLES) {
      byte[] bytes = codec.encodeValue(object, 0);
      for (int i = 0; i < 300; i++) {
        byte[] damaged = bytes.clone();
        for (int j = seed.between(1, 6); j > 0; j--) {
          damaged[seed.between(0, damaged.length - 1)] = (byte) seed.between(-128, 127);
        }
        assertSafe(damaged, object);
      }
    }
  }

  @Test
  void lengthsAreComparedWithTheBytesThatAreThere() {
    for (String hex :
        List.of(
            "51ffffffff07", // elements
            "58ffffffff07", // pairs
            "5000ffffffff07", // the name of a class
            "50000141ffffffff07", // components
            "512030ffffffff07", // an array
            "51ffffffff0f", // a number too large
            "51ffffffffffff01")) {
      assertThatThrownBy(() -> codec.decode(HexFormat.of().parseHex(hex), 0))
          .as(hex)
          .isInstanceOf(CorruptionException.class);
    }
    assertThatThrownBy(() -> codec.decode(HexFormat.of().parseHex("51017f"), 0))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("7f");
    assertThatThrownBy(() -> codec.decode(HexFormat.of().parseHex("51010100"), 0))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("reference");
  }

  record Angry(int x) {
    @Override
    public int hashCode() {
      throw new IllegalStateException("no hash code");
    }

    @Override
    public boolean equals(Object other) {
      throw new StackOverflowError();
    }
  }

  @Test
  void whatElementsThrowIsReported() {
    byte[] bytes = codec.encodeValue(List.of(new Angry(1)), 0);
    bytes[0] = 0x55; // a HashSet
    assertThatThrownBy(() -> codec.decode(bytes, 0))
        .isInstanceOf(ObjectFormatException.class)
        .hasMessageContaining("java.util.HashSet")
        .hasMessageContaining("no hash code");
  }

  /** The example in the document is what is written, and what is read. */
  @Test
  void theDocumentedExampleIsTrue() throws IOException {
    Matcher matcher =
        Pattern.compile("(?m)^list((?:\\s+[0-9a-f]{2})+)$").matcher(Files.readString(DOCUMENT));
    assertThat(matcher.find()).isTrue();
    byte[] example = HexFormat.of().parseHex(matcher.group(1).replaceAll("\\s", ""));
    Object object = new ArrayList<>(Arrays.asList(new Apple(3), new Apple(4), null));
    assertThat(codec.encodeValue(object, 0)).isEqualTo(example);
    assertThat(codec.decode(example, 0)).isEqualTo(object);
  }

  /** Every kind of collection has bytes of its own, and none comes back as another. */
  @Test
  void noTwoKindsHaveTheSameBytes() {
    List<Collection<Integer>> kinds =
        List.of(
            new ArrayList<>(List.of(1)),
            List.of(1),
            Stream.of(1).toList(),
            Arrays.asList(1),
            new HashSet<>(List.of(1)),
            new LinkedHashSet<>(List.of(1)),
            Set.of(1));
    Set<String> bytes = new HashSet<>();
    for (Collection<Integer> each : kinds) {
      bytes.add(HexFormat.of().formatHex(codec.encodeValue(each, 0)));
    }
    assertThat(bytes).hasSameSizeAs(kinds);
  }
}
