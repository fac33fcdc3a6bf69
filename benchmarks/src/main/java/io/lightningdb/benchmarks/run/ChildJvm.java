package io.lightningdb.benchmarks.run;

import io.lightningdb.benchmarks.store.Contenders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM is started that carries out a request. */
final class ChildJvm {

  private static final int JAVA_THAT_ASKS_FOR_NATIVE_ACCESS = 22;

  private ChildJvm() {}

  /** Returns the command, which uses this JVM's java and class path. */
  static List<String> command(
      String mainClass, CaseRequest request, Path requestFile, Path outcomeFile) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + request.plan().heapMib() + "m");
    command.add("-XX:+UseG1GC");
    if (Runtime.version().feature() >= JAVA_THAT_ASKS_FOR_NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(Contenders.named(request.contender()).jvmArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(mainClass);
    command.add("case");
    command.add(requestFile.toString());
    command.add(outcomeFile.toString());
    return command;
  }
}
