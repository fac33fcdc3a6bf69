/** Lightning: an embedded, ordered, transactional key-value store. */
@org.jspecify.annotations.NullMarked
module io.lightningdb {
  requires com.github.benmanes.caffeine;
  requires org.lz4.java;
  requires snappy.java;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.lightningdb;
  exports io.lightningdb.spi;

  uses io.lightningdb.spi.DatabaseProvider;

  provides io.lightningdb.spi.DatabaseProvider with
      io.lightningdb.internal.db.LocalProvider;
}
