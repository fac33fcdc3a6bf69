package io.lightningdb.internal.testing;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/**
 * Hands each test a {@link Seed}: another one in each run, unless {@code -Dlightning.seed} gives
 * it. A test that fails prints how to repeat it.
 */
public final class Seeds implements ParameterResolver, TestWatcher {

  private static final String PROPERTY = "lightning.seed";
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(Seeds.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Seed.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Long given = Long.getLong(PROPERTY);
    long value = given != null ? given : System.nanoTime() ^ context.getUniqueId().hashCode();
    context.getStore(NAMESPACE).put(PROPERTY, value);
    return new Seed(value);
  }

  @Override
  public void testFailed(ExtensionContext context, Throwable cause) {
    Object value = context.getStore(NAMESPACE).get(PROPERTY);
    if (value != null) {
      System.err.println(
          "repeat " + context.getDisplayName() + " with -D" + PROPERTY + "=" + value);
    }
  }
}
