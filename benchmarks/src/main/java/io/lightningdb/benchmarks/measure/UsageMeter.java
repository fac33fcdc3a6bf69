package io.lightningdb.benchmarks.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;

/** Measures what this process uses between a start and a stop. Not safe for several threads. */
public final class UsageMeter {

  private final OperatingSystemMXBean process =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private Map<Long, Long> allocatedAtStart = Map.of();
  private long cpuNanosAtStart;
  private long nanosAtStart;

  /** Begins a stretch. */
  public void start() {
    allocatedAtStart = allocatedByThread();
    cpuNanosAtStart = process.getProcessCpuTime();
    nanosAtStart = System.nanoTime();
  }

  /** Ends the stretch and returns what it took. */
  public Usage stop() {
    long nanos = System.nanoTime() - nanosAtStart;
    long cpuNanos = process.getProcessCpuTime() - cpuNanosAtStart;
    long allocated = 0;
    for (Map.Entry<Long, Long> thread : allocatedByThread().entrySet()) {
      allocated += thread.getValue() - allocatedAtStart.getOrDefault(thread.getKey(), 0L);
    }
    return new Usage(nanos, cpuNanos, allocated);
  }

  private Map<Long, Long> allocatedByThread() {
    long[] ids = threads.getAllThreadIds();
    long[] bytes = threads.getThreadAllocatedBytes(ids);
    Map<Long, Long> allocated = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      if (bytes[i] >= 0) { // negative: the thread has ended in between
        allocated.put(ids[i], bytes[i]);
      }
    }
    return allocated;
  }
}
