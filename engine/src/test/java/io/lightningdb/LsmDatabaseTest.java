package io.lightningdb;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database in a directory whose keyspaces are log-structured merge-trees unless their creator
 * says otherwise, and whose entries go into tables as soon as they can, without a cache.
 */
class LsmDatabaseTest extends ContractSuites {

  private static final Options OPTIONS = Options.builder().cacheBytes(0).build();

  @TempDir private Path directory;

  @Override
  Database open() {
    Database database = Lightning.open(directory, OPTIONS);
    return (Database)
        Proxy.newProxyInstance(
            Database.class.getClassLoader(),
            new Class<?>[] {Database.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("createKeyspace") && arguments.length == 1) {
                return database.createKeyspace((String) arguments[0], KeyspaceOptions.lsm());
              }
              if (method.getName().equals("unwrap")
                  && ((Class<?>) arguments[0]).isInstance(proxy)) {
                return proxy;
              }
              try {
                return method.invoke(database, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  void settle(Database db) {
    db.unwrap(LocalDatabase.class).flush();
  }
}
