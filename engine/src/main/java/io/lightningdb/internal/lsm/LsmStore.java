package io.lightningdb.internal.lsm;

import io.lightningdb.internal.base.EntryCursor;
import io.lightningdb.internal.base.KeyHash;
import io.lightningdb.internal.base.KeyRanges;
import io.lightningdb.internal.base.MergingCursor;
import io.lightningdb.internal.base.ReadTime;
import io.lightningdb.internal.btree.BTree;
import io.lightningdb.internal.codec.ByteReader;
import io.lightningdb.internal.codec.ByteWriter;
import io.lightningdb.internal.store.AscendingReader;
import io.lightningdb.internal.store.BlockFiles;
import io.lightningdb.internal.store.BlockOutput;
import io.lightningdb.internal.store.Compaction;
import io.lightningdb.internal.store.FileUse;
import io.lightningdb.internal.store.KeyspaceStore;
import io.lightningdb.internal.store.Load;
import io.lightningdb.internal.store.PageFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/*
 * A flush adds a run and reads nothing; reading looks into the runs from the newest to the oldest
 * until one knows the key, and filters save most of the looks. Compaction keeps the runs few (O'Neil
 * et al., "The Log-Structured Merge-Tree", 1996; LevelDB's levels).
 */
/** A log-structured merge-tree as of one flush. Immutable. */
public final class LsmStore implements KeyspaceStore {

  /** From how many runs in level 0 on compaction is behind. */
  private static final int BACKLOG_RUNS_MIN = 7;

  /** With how many more of them it is as far behind as it should ever be. */
  private static final double BACKLOG_RUNS = 16;

  private final BlockFiles files;
  private final PageFormat format;
  private final Version version;
  private final FileUse fileUse;
  private final boolean mayExpire;

  private LsmStore(BlockFiles files, PageFormat format, Version version) {
    this.files = files;
    this.format = format;
    this.version = version;
    FileUse.Builder use = FileUse.NONE.toBuilder();
    version.tables().forEach(table -> use.add(table.fileUse()));
    this.fileUse = use.build();
    this.mayExpire = version.tables().stream().anyMatch(Table::mayExpire);
  }

  /** Returns a store without entries, whose pages will be written as {@code format} says. */
  public static LsmStore empty(BlockFiles files, PageFormat format) {
    return new LsmStore(files, format, Version.EMPTY);
  }

  /** Reads what {@link #encode} wrote. */
  public static LsmStore decode(String source, BlockFiles files, PageFormat format, ByteReader in) {
    return new LsmStore(files, format, Version.decode(source, files, format, in));
  }

  @Override
  public void encode(ByteWriter out) {
    version.encode(out);
  }

  @Override
  public byte @Nullable [] get(byte[] key, ReadTime time) throws IOException {
    long hash = KeyHash.of(key);
    List<Run> runs = version.newestFirst();
    for (int i = 0; i < runs.size(); i++) {
      Table table = runs.get(i).find(key);
      byte[] value = table == null ? null : table.get(key, hash, time);
      if (value != null) {
        return value == BTree.DELETED ? null : value;
      }
    }
    return null;
  }

  @Override
  public AscendingReader ascendingReader(ReadTime time) {
    List<AscendingRunReader> readers =
        version.newestFirst().stream().map(run -> new AscendingRunReader(run, time)).toList();
    return key -> get(readers, key);
  }

  private static byte @Nullable [] get(List<AscendingRunReader> newestFirst, byte[] key)
      throws IOException {
    long hash = KeyHash.of(key);
    for (int i = 0; i < newestFirst.size(); i++) {
      byte[] value = newestFirst.get(i).get(key, hash);
      if (value != null) {
        return value == BTree.DELETED ? null : value;
      }
    }
    return null;
  }

  @Override
  public boolean contains(byte[] key, ReadTime time) throws IOException {
    long hash = KeyHash.of(key);
    List<Run> runs = version.newestFirst();
    for (int i = 0; i < runs.size(); i++) {
      Table table = runs.get(i).find(key);
      Boolean there = table == null ? null : table.contains(key, hash, time);
      if (there != null) {
        return there;
      }
    }
    return false;
  }

  @Override
  public EntryCursor cursor() {
    List<EntryCursor> layers = new ArrayList<>();
    for (Run run : version.newestFirst()) {
      layers.add(new RunCursor(run, Table::cursor));
    }
    return new MergingCursor(layers);
  }

  @Override
  public boolean mayExpire() {
    return mayExpire;
  }

  @Override
  public boolean isEmpty() {
    return version.isEmpty();
  }

  @Override
  public FileUse fileUse() {
    return fileUse;
  }

  @Override
  public long pinnedBytes() {
    return version.tables().stream().mapToLong(Table::pinnedBytes).sum();
  }

  @Override
  public LsmStore apply(KeyRanges deleted, EntryCursor changes, BlockOutput out)
      throws IOException {
    Version rest = version.without(deleted);
    List<Table> tables = newBuilder(out).addAll(over(rest, deleted, changes), !rest.isEmpty());
    if (!tables.isEmpty()) {
      rest = rest.withFlushed(Run.of(tables));
    }
    return rest == version ? this : new LsmStore(files, format, rest);
  }

  private static EntryCursor over(Version version, KeyRanges deleted, EntryCursor changes) {
    return deleted.isEmpty()
        ? changes
        : MergingCursor.withDeletions(List.of(changes, new RangeTombstones(version, deleted)));
  }

  @Override
  public LsmStore moveOut(Set<Long> leaving, BlockOutput out) throws IOException {
    return new LsmStore(files, format, version.moveOut(leaving, out));
  }

  @Override
  public Load newLoad(BlockOutput out) {
    return new RunLoad(newBuilder(out));
  }

  @Override
  public @Nullable Compaction compaction(Collection<Compaction> underWay) {
    return compaction(picker(underWay).pick(files.nowMicros()));
  }

  @Override
  public @Nullable Compaction fullCompaction(Collection<Compaction> underWay, long asOfMicros) {
    return compaction(picker(underWay).pickToTheEnd(asOfMicros));
  }

  @Override
  public double compactionUrgency() {
    return picker(List.of()).urgency();
  }

  @Override
  public double backlog() {
    return Math.max(0, (version.level0().size() - BACKLOG_RUNS_MIN) / BACKLOG_RUNS);
  }

  private @Nullable Compaction compaction(@Nullable Pick pick) {
    return pick == null ? null : new TableCompaction(this, pick);
  }

  private CompactionPicker picker(Collection<Compaction> underWay) {
    List<Pick> picks = underWay.stream().map(each -> ((TableCompaction) each).pick()).toList();
    return new CompactionPicker(tableBytes(), version, picks);
  }

  /** Tables are half as long as files, so that one with its filter fits into a file. */
  private long tableBytes() {
    return files.fileBytesMax() / 2;
  }

  /** Returns what builds tables of entries that are new. */
  private TableBuilder newBuilder(BlockOutput out) {
    long nowMicros = files.nowMicros();
    return builder(span -> nowMicros, nowMicros, out);
  }

  /** Returns what builds tables of what a compaction reads. */
  TableBuilder builder(TableBuilder.Origin origin, BlockOutput out) {
    return builder(origin, files.nowMicros(), out);
  }

  private TableBuilder builder(TableBuilder.Origin origin, long nowMicros, BlockOutput out) {
    return new TableBuilder(files, format, tableBytes(), origin, ReadTime.of(nowMicros), out);
  }

  LsmStore with(UnaryOperator<Version> change) {
    return new LsmStore(files, format, change.apply(version));
  }

  @Override
  public void verify(Consumer<String> problems) throws IOException {
    for (Table table : version.tables()) {
      table.verify(problems);
    }
  }
}
