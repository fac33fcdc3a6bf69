package io.lightningdb.internal.db;

import io.lightningdb.internal.codec.FileKind;
import io.lightningdb.internal.store.BlockFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * A long value that was given as a stream is in a file of its own before it is committed. The file is
 * in no manifest before it is flushed, and only the commit in the log tells that it is needed.
 */
/** Files that are there when a database is opened, and that its manifest does not name. */
final class UnlistedFiles {

  private final BlockFiles files;
  private final List<String> unneeded;
  private final Map<Long, Long> treeFiles = new HashMap<>();

  /**
   * @param files gets those that are needed all the same
   * @param lengths the lengths of the files, by their names
   */
  UnlistedFiles(BlockFiles files, Map<String, Long> lengths) {
    this.files = files;
    this.unneeded = new ArrayList<>(lengths.keySet());
    lengths.forEach(
        (name, length) -> {
          if (FileKind.of(name).filter(kind -> kind == FileKind.TREE).isPresent()) {
            treeFiles.put(FileKind.number(name), length);
          }
        });
  }

  /** Notes that the log speaks of a file, which may be one of these or not. */
  void adopt(long number) {
    Long length = treeFiles.remove(number);
    if (length != null) {
      files.add(number, length);
      unneeded.remove(FileKind.TREE.fileName(number));
    }
  }

  /** Returns the names of the files of which the log has not spoken. */
  List<String> unneeded() {
    return unneeded;
  }
}
