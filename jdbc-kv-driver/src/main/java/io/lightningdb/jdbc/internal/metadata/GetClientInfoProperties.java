package io.lightningdb.jdbc.internal.metadata;

import java.sql.ResultSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code getClientInfoProperties}. */
final class GetClientInfoProperties {

  private static final Shape SHAPE =
      Shape.of("NAME", "MAX_LEN:int", "DEFAULT_VALUE", "DESCRIPTION");

  private GetClientInfoProperties() {}

  static ResultSet of() {
    return SHAPE.of(
        List.<@Nullable Object[]>of(
            row("ApplicationName", "the program that uses the connection"),
            row("ClientHostname", "the machine that it runs on"),
            row("ClientUser", "the user that it works for")));
  }

  private static @Nullable Object[] row(String name, String description) {
    return new Object[] {name, (long) Integer.MAX_VALUE, "", description};
  }
}
