package io.lightningdb.benchmarks.row;

import io.lightningdb.benchmarks.measure.Deadline;
import io.lightningdb.benchmarks.measure.Latency;
import io.lightningdb.benchmarks.measure.Measurement;
import io.lightningdb.benchmarks.measure.Plan;
import io.lightningdb.benchmarks.measure.Usage;
import io.lightningdb.benchmarks.measure.UsageMeter;
import io.lightningdb.benchmarks.store.Contender;
import io.lightningdb.benchmarks.store.Machine;
import io.lightningdb.benchmarks.store.StoreException;
import io.lightningdb.benchmarks.store.Survives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.HdrHistogram.Histogram;

/**
 * One thread appends records to a file and syncs it, without any store: what a log can reach here
 * at most.
 */
final class AppendRow implements Row {

  /*
   * The file is written with zeros and synced before: so a sync has to bring no change of the file's
   * length or extents to the device, only the record. When the file is full the writes begin at its
   * start again.
   */
  private static final int FILE_BYTES = 64 << 20;
  private static final int CHUNK_BYTES = 1 << 20;

  /** What a log adds to a record: a checksum, a length, and the like. */
  private static final int FRAME_BYTES = 12;

  private final int recordsPerSync;
  private final String section;

  AppendRow(int recordsPerSync, String section) {
    this.recordsPerSync = recordsPerSync;
    this.section = section;
  }

  @Override
  public String id() {
    return "append-" + recordsPerSync;
  }

  @Override
  public String heading() {
    return "Bare append and sync, " + perSync();
  }

  @Override
  public String section() {
    return section;
  }

  @Override
  public String label(Contender contender) {
    return contender.title() + ", " + recordsPerSync + "/sync";
  }

  private String perSync() {
    return recordsPerSync == 1 ? "1 record a sync" : recordsPerSync + " records a sync";
  }

  @Override
  public String operation() {
    return "record";
  }

  @Override
  public String timedCall() {
    return "a write and its sync";
  }

  @Override
  public Survives survives() {
    return Survives.POWER_FAILURE;
  }

  @Override
  public double seconds(Plan plan) {
    return Budget.writing(plan);
  }

  @Override
  public boolean isFor(Contender contender) {
    return contender instanceof Machine;
  }

  @Override
  public Measurement measure(CaseContext context) {
    Plan plan = context.plan();
    int recordBytes = plan.keyBytes() + plan.valueBytes() + FRAME_BYTES;
    try (FileChannel file =
        FileChannel.open(
            context.directory().resolve("appended"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      fillWithZeros(file);
      Appender appender = new Appender(file, recordBytes * recordsPerSync);
      appender.run(plan.warmUpMillis(), Latency.histogram());
      Histogram latencies = Latency.histogram();
      UsageMeter meter = new UsageMeter();
      meter.start();
      long syncs = appender.run(plan.measureMillis(), latencies);
      Usage usage = meter.stop();
      appender.checkLast();
      return Measurement.of(syncs * recordsPerSync, usage, Latency.of(latencies));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void fillWithZeros(FileChannel file) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (int at = 0; at < FILE_BYTES; at += CHUNK_BYTES) {
      write(file, zeros.clear(), at);
    }
    file.force(true);
  }

  private static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }

  private static final class Appender {

    private final FileChannel file;
    private final ByteBuffer records;
    private long position;
    private long number;

    Appender(FileChannel file, int bytes) {
      this.file = file;
      this.records = ByteBuffer.allocateDirect(bytes);
    }

    /** Appends until the time is over and returns how many syncs there were. */
    long run(long millis, Histogram latencies) throws IOException {
      Deadline deadline = Deadline.in(millis);
      long syncs = 0;
      do {
        number++;
        if (position + records.capacity() > FILE_BYTES) {
          position = 0;
        }
        long started = System.nanoTime();
        write(file, records.clear().putLong(0, number), position);
        file.force(false);
        latencies.recordValue(System.nanoTime() - started);
        position += records.capacity();
        syncs++;
      } while (!deadline.passed());
      return syncs;
    }

    void checkLast() throws IOException {
      ByteBuffer last = ByteBuffer.allocate(Long.BYTES);
      file.read(last, position - records.capacity());
      if (last.getLong(0) != number) {
        throw new StoreException("the last record of the file is not the last written");
      }
    }
  }
}
