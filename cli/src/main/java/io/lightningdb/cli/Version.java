package io.lightningdb.cli;

import picocli.CommandLine.IVersionProvider;

/** Tells the version from the jar's manifest, or that there is none when run from classes. */
final class Version implements IVersionProvider {

  Version() {}

  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "Lightning " + (version == null ? "(development build)" : version),
      "Java " + System.getProperty("java.version")
    };
  }
}
