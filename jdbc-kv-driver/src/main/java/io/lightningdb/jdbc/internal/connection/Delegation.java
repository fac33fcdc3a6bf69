package io.lightningdb.jdbc.internal.connection;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * An object that passes nearly all calls of an interface of JDBC on to another one. These
 * interfaces have far more methods than there are exceptions to that.
 */
abstract class Delegation implements InvocationHandler {

  private static final Object[] NONE = {};

  private final Object target;

  Delegation(Object target) {
    this.target = target;
  }

  /** Returns the object that callers see. */
  final <T> T proxy(Class<T> type) {
    return type.cast(
        Proxy.newProxyInstance(Delegation.class.getClassLoader(), new Class<?>[] {type}, this));
  }

  @Override
  public final @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] given = arguments == null ? NONE : arguments;
    switch (method.getName()) {
      case "equals" -> {
        return proxy == given[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "unwrap" -> {
        if (given[0] instanceof Class<?> type && type.isInstance(proxy)) {
          return proxy;
        }
      }
      case "isWrapperFor" -> {
        if (given[0] instanceof Class<?> type && type.isInstance(proxy)) {
          return true;
        }
      }
      default -> {}
    }
    return answer(proxy, method, given);
  }

  /** Answers a call, by {@link #pass} unless there is something else to do. */
  abstract @Nullable Object answer(Object proxy, Method method, Object[] arguments)
      throws Throwable;

  /** Passes a call on. */
  final @Nullable Object pass(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      if (cause instanceof SQLException failure) {
        failed(failure);
      }
      throw cause == null ? e : cause;
    }
  }

  /** Hears that a call that was passed on has failed. */
  void failed(SQLException failure) {}
}
