package io.lightningdb.benchmarks.run;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The machine of a run.
 *
 * @param operatingSystem its operating system
 * @param processor the model of its processor
 * @param processors the number of processors
 * @param memoryBytes the memory
 * @param fileSystem the kind of file system under the stores' files
 * @param java the JVM
 */
public record MachineInfo(
    String operatingSystem,
    String processor,
    int processors,
    long memoryBytes,
    String fileSystem,
    String java) {

  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** Returns what this machine is, with {@code directory} for the stores' files. */
  static MachineInfo of(Path directory) throws IOException {
    return new MachineInfo(
        System.getProperty("os.name") + " " + plainVersion(System.getProperty("os.version")),
        processorModel().orElse("unknown model") + ", " + System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        Files.getFileStore(directory).type(),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  /** Returns a version without what a builder of kernels appended to it. */
  private static String plainVersion(String version) {
    return version.replaceFirst("-.*", "");
  }

  private static Optional<String> processorModel() throws IOException {
    if (!Files.isReadable(CPU_INFO)) { // only Linux tells it in a file
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(CPU_INFO)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }
}
