package io.lightningdb.examples;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** What the demonstration prints. */
final class Screen {

  private final PrintStream out;
  private final boolean terminal;

  /**
   * @param terminal whether somebody looks on, so that a progress bar makes sense
   */
  Screen(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  void chapter(String title) {
    out.println();
    out.println(title);
    out.println("-".repeat(title.length()));
  }

  @FormatMethod
  void say(String format, Object... arguments) {
    out.println(format.formatted(arguments));
  }

  /** Shows how far long work has come. Close it at the end. */
  Progress progress(String what, long total) {
    return terminal ? new Bar(what, total) : done -> {};
  }

  /** Told how far long work has come. */
  interface Progress extends AutoCloseable {

    void at(long done);

    @Override
    default void close() {}
  }

  private static final class Bar implements Progress {

    private final ProgressBar bar;

    Bar(String what, long total) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(what)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(100)
              .build();
    }

    @Override
    public void at(long done) {
      bar.stepTo(done);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** Measures how long something takes. */
  static final class Watch {

    private final long start = System.nanoTime();

    double seconds() {
      return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
    }

    double micros() {
      return (System.nanoTime() - start) / (double) TimeUnit.MICROSECONDS.toNanos(1);
    }
  }
}
