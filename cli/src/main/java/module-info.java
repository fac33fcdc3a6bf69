/** The command line of Lightning. */
@org.jspecify.annotations.NullMarked
module io.lightningdb.cli {
  requires io.lightningdb;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  opens io.lightningdb.cli to
      info.picocli;
}
