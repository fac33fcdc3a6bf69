package io.lightningdb.jdbc.internal.function;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions there are, by name. COALESCE, NULLIF, CASE and CAST are not among them: those do
 * not look at all of their operands.
 */
public final class Functions {

  private static final Map<String, Function> NUMERIC = numericFunctions();
  private static final Map<String, Function> TEXT = textFunctions();
  private static final Map<String, Function> TIME = timeFunctions();
  private static final Map<String, Function> SYSTEM = systemFunctions();
  private static final Map<String, Function> ALL = allFunctions();
  private static final Map<String, Aggregate> AGGREGATES = Aggregates.byName();

  private Functions() {}

  private static Map<String, Function> numericFunctions() {
    FunctionGroup group = new FunctionGroup();
    NumericFunctions.define(group);
    Extremes.define(group);
    return group.functions();
  }

  private static Map<String, Function> textFunctions() {
    FunctionGroup group = new FunctionGroup();
    TextFunctions.define(group);
    BinaryFunctions.define(group);
    return group.functions();
  }

  private static Map<String, Function> timeFunctions() {
    FunctionGroup group = new FunctionGroup();
    TimeFunctions.define(group);
    PresentFunctions.define(group);
    return group.functions();
  }

  private static Map<String, Function> systemFunctions() {
    FunctionGroup group = new FunctionGroup();
    SystemFunctions.define(group);
    return group.functions();
  }

  private static Map<String, Function> allFunctions() {
    FunctionGroup internal = new FunctionGroup();
    PresentFunctions.defineInternal(internal);
    Map<String, Function> all = new TreeMap<>(internal.functions());
    for (Map<String, Function> group : List.of(NUMERIC, TEXT, TIME, SYSTEM)) {
      group.forEach(
          (name, function) -> {
            Function earlier = all.put(name, function);
            assert earlier == null : name + " is defined twice";
          });
    }
    return Map.copyOf(all);
  }

  /** Returns the scalar function called {@code name}, in any capitals, or null. */
  public static @Nullable Function find(String name) {
    return ALL.get(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the aggregate called {@code name}, in any capitals, or null. */
  public static @Nullable Aggregate findAggregate(String name) {
    return AGGREGATES.get(name.toUpperCase(Locale.ROOT));
  }

  /** Returns the names of the functions of numbers, in order. */
  public static List<String> numeric() {
    return List.copyOf(NUMERIC.keySet());
  }

  /** Returns the names of the functions of texts and bytes, in order. */
  public static List<String> text() {
    return List.copyOf(TEXT.keySet());
  }

  /** Returns the names of the functions of dates and times, in order. */
  public static List<String> time() {
    return List.copyOf(TIME.keySet());
  }

  /** Returns the names of the other functions, in order. */
  public static List<String> system() {
    return List.copyOf(SYSTEM.keySet());
  }
}
