package io.lightningdb.internal.db;

import io.lightningdb.internal.store.BlockFile;
import io.lightningdb.internal.store.KeyspaceStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/*
 * Files in which nothing is live are deleted at once and need no choice. Of the others, the emptiest
 * give the most space for the least copying (Rosenblum and Ousterhout, "The Design and Implementation
 * of a Log-Structured File System", 1992). Copying begins when a quarter as much is dead as is live
 * and goes on to an eighth, so that not every flush has to copy.
 */
/** Chooses the files whose live blocks are to be written again, so that the files can go. */
final class SpaceReclaimer {

  /** The part of a full file that may be dead without being worth the copying. */
  private static final int DEAD_SHARE_MIN = 32;

  /** What a file takes beside its blocks: header and footer, and a little. */
  private static final int OVERHEAD_BYTES = 128;

  /** Files so short that they are joined, rather than wait until they are dead. */
  private static final int SHORT_FILES_MAX = 16;

  private final int fileBytesMax;

  SpaceReclaimer(int fileBytesMax) {
    this.fileBytesMax = fileBytesMax;
  }

  private record Candidate(long number, long length, long live) {

    long dead() {
      return length - live;
    }

    double liveShare() {
      return (double) live / length;
    }
  }

  /**
   * Returns whether more is dead than is live, and than fits into a file: then space has to come
   * back before more is written.
   */
  boolean isMuchDead(Collection<KeyspaceStore> stores, Collection<BlockFile> files) {
    List<Candidate> candidates = candidates(stores, files);
    long liveBytes = candidates.stream().mapToLong(Candidate::live).sum();
    long deadBytes = candidates.stream().mapToLong(Candidate::dead).sum();
    return deadBytes > Math.max(fileBytesMax, liveBytes);
  }

  /** Returns the numbers of the files to be left in one go; none if there is nothing to gain. */
  Set<Long> choose(Collection<KeyspaceStore> stores, Collection<BlockFile> files) {
    List<Candidate> candidates = candidates(stores, files);
    long liveBytes = candidates.stream().mapToLong(Candidate::live).sum();
    long deadBytes = candidates.stream().mapToLong(Candidate::dead).sum();
    if (deadBytes > Math.max(fileBytesMax / DEAD_SHARE_MIN, liveBytes / 4)) {
      return emptiest(candidates, deadBytes - liveBytes / 8);
    }
    return shortest(candidates);
  }

  /**
   * Returns files to be left in one go, as long as there are any with something dead in them.
   *
   * @param newest the greatest number of a file to be left: what replaces it may have something
   *     dead in it from the beginning, and would be left again and again
   */
  Set<Long> chooseAnyDead(
      Collection<KeyspaceStore> stores, Collection<BlockFile> files, long newest) {
    List<Candidate> candidates = candidates(stores, files);
    candidates.removeIf(
        candidate ->
            candidate.number > newest
                || candidate.dead() <= OVERHEAD_BYTES + candidate.length / DEAD_SHARE_MIN);
    return emptiest(candidates, Long.MAX_VALUE);
  }

  private static List<Candidate> candidates(
      Collection<KeyspaceStore> stores, Collection<BlockFile> files) {
    Map<Long, Long> live = new HashMap<>();
    for (KeyspaceStore store : stores) {
      store.fileUse().bytesByFile().forEach((file, bytes) -> live.merge(file, bytes, Long::sum));
    }
    List<Candidate> candidates = new ArrayList<>();
    for (BlockFile file : files) {
      Long bytes = live.get(file.number());
      if (bytes != null) {
        candidates.add(new Candidate(file.number(), file.length(), bytes));
      }
    }
    return candidates;
  }

  /** Returns the emptiest files that together free {@code bytesToFree}, or what one go can copy. */
  private Set<Long> emptiest(List<Candidate> candidates, long bytesToFree) {
    candidates.sort(Comparator.comparingDouble(Candidate::liveShare));
    Set<Long> chosen = new HashSet<>();
    long freed = 0;
    long copied = 0;
    for (Candidate candidate : candidates) {
      if (freed >= bytesToFree || (copied > 0 && copied + candidate.live > 2L * fileBytesMax)) {
        break;
      }
      chosen.add(candidate.number);
      freed += candidate.dead();
      copied += candidate.live;
    }
    return chosen;
  }

  private Set<Long> shortest(List<Candidate> candidates) {
    List<Candidate> shortFiles =
        candidates.stream()
            .filter(candidate -> candidate.length < fileBytesMax / SHORT_FILES_MAX)
            .toList();
    Set<Long> chosen = new HashSet<>();
    if (shortFiles.size() > SHORT_FILES_MAX) {
      for (Candidate candidate : shortFiles) {
        chosen.add(candidate.number);
      }
    }
    return chosen;
  }
}
