/** The JDBC driver of Lightning. */
@org.jspecify.annotations.NullMarked
module io.lightningdb.jdbc {
  requires io.lightningdb;
  requires transitive java.sql;
  requires static org.jspecify;
  requires static com.google.errorprone.annotations;

  exports io.lightningdb.jdbc;

  provides java.sql.Driver with
      io.lightningdb.jdbc.LightningDriver;
}
