package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.store.CacheAdapter;
import io.lightningdb.benchmarks.store.Contenders;
import io.lightningdb.benchmarks.store.OpenCache;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.cache.Cache;

/** One of the caches, which can be told to cheat. */
final class CheatingCache implements CacheAdapter {

  /** How it cheats. */
  enum Cheat {
    NONE,
    FORGETS_AN_ENTRY,
    ANSWERS_WITH_OTHER_BYTES,
    LOSES_PUTS_TO_AN_ENTRY,
    LEAVES_A_KEY_OUT_OF_BULK_READS,
    INVOKES_NOTHING,
    INVOKES_TWICE,
    LOSES_EVERYTHING_WHEN_CLOSED
  }

  private final Cheat cheat;
  private final CacheAdapter honest = (CacheAdapter) Contenders.named("caffeine");

  CheatingCache(Cheat cheat) {
    this.cheat = cheat;
  }

  @Override
  public String id() {
    return "cheating-cache";
  }

  @Override
  public String title() {
    return "Cheating cache";
  }

  @Override
  public String settings(Plan plan) {
    return honest.settings(plan);
  }

  @Override
  public boolean keepsEntries() {
    return cheat == Cheat.LOSES_EVERYTHING_WHEN_CLOSED;
  }

  @Override
  public String promise() {
    return honest.promise();
  }

  @Override
  @SuppressWarnings("unchecked") // the proxy is a cache of what the honest one is
  public OpenCache open(Path directory, Plan plan) {
    OpenCache open = honest.open(directory, plan);
    // Whoever is drawn first surely matters.
    String victim = new CacheEntries(plan).key(new CacheEntries(plan).draws(0).next());
    Cache<String, byte[]> cache =
        (Cache<String, byte[]>)
            Proxy.newProxyInstance(
                CheatingCache.class.getClassLoader(),
                new Class<?>[] {Cache.class},
                (proxy, method, arguments) -> {
                  Call call = () -> method.invoke(open.cache(), arguments);
                  try {
                    return cheat(method.getName(), arguments, victim, call);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    return new OpenCache(cache, open.manager());
  }

  private interface Call {
    Object make() throws ReflectiveOperationException;
  }

  private Object cheat(String method, Object[] arguments, String victim, Call call)
      throws ReflectiveOperationException {
    return switch (method) {
      case "get" -> get(arguments[0].equals(victim), (byte[]) call.make());
      case "getAll" -> getAll((Set<?>) arguments[0], new HashMap<>((Map<?, ?>) call.make()));
      case "put" ->
          cheat == Cheat.LOSES_PUTS_TO_AN_ENTRY && arguments[0].equals(victim) ? null : call.make();
      case "invoke" ->
          switch (cheat) {
            case INVOKES_NOTHING -> null;
            case INVOKES_TWICE -> {
              call.make();
              yield call.make();
            }
            default -> call.make();
          };
      default -> call.make();
    };
  }

  private byte[] get(boolean victim, byte[] value) {
    if (cheat == Cheat.FORGETS_AN_ENTRY && victim) {
      return null;
    }
    if (cheat == Cheat.ANSWERS_WITH_OTHER_BYTES && value != null) {
      value[value.length - 1]++;
    }
    return value;
  }

  private Map<?, ?> getAll(Set<?> keys, Map<?, ?> found) {
    if (cheat == Cheat.LEAVES_A_KEY_OUT_OF_BULK_READS) {
      found.remove(keys.iterator().next());
    }
    return found;
  }
}
