package io.lightningdb.jdbc.internal.plan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.lightningdb.Database;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/*
 * Most programs prepare a statement for each single use. With the plan at hand that is a look-up.
 */
/** The plans of the statements used last. Any number of threads may use it. */
public final class PlanCache {

  private static final int PLANS_MAX = 512;

  /** Longer statements are loads of data, each of which comes once. */
  private static final int TEXT_LENGTH_MAX = 16 * 1024;

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Plan> plans =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Plan> eldest) {
          return size() > PLANS_MAX;
        }
      };

  /** Returns a plan of {@code sql} for the tables as they are now. */
  public Plan get(Database database, String sql) throws SQLException {
    Plan known = find(sql);
    if (known != null && known.isCurrent(database)) {
      return known;
    }
    Plan plan = Planner.plan(database, sql);
    if (isWorthKeeping(plan, sql)) {
      lock.lock();
      try {
        plans.put(sql, plan);
      } finally {
        lock.unlock();
      }
    }
    return plan;
  }

  private @Nullable Plan find(String sql) {
    lock.lock();
    try {
      return plans.get(sql);
    } finally {
      lock.unlock();
    }
  }

  /** Definitions come once. */
  private static boolean isWorthKeeping(Plan plan, String sql) {
    return sql.length() <= TEXT_LENGTH_MAX && !(plan instanceof DefinitionPlan);
  }
}
