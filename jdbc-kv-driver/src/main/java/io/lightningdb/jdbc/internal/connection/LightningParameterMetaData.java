package io.lightningdb.jdbc.internal.connection;

import io.lightningdb.jdbc.internal.error.SqlErrors;
import io.lightningdb.jdbc.internal.expression.ParameterUse;
import io.lightningdb.jdbc.internal.expression.Parameters;
import io.lightningdb.jdbc.internal.type.ColumnType;
import io.lightningdb.jdbc.internal.type.Family;
import java.sql.ParameterMetaData;
import java.sql.SQLException;

/** What a statement says of its parameters, by what they are used for. Immutable. */
final class LightningParameterMetaData implements ParameterMetaData {

  private final Parameters parameters;

  LightningParameterMetaData(Parameters parameters) {
    this.parameters = parameters;
  }

  private ParameterUse use(int parameter) throws SQLException {
    if (parameter < 1 || parameter > parameters.count()) {
      throw SqlErrors.badIndex(
          "there is no parameter " + parameter + ": the statement has " + parameters.count());
    }
    return parameters.use(parameter - 1);
  }

  private ColumnType type(int parameter) throws SQLException {
    return use(parameter).type();
  }

  @Override
  public int getParameterCount() {
    return parameters.count();
  }

  @Override
  public int isNullable(int parameter) throws SQLException {
    return use(parameter).isNullable() ? parameterNullable : parameterNoNulls;
  }

  @Override
  public boolean isSigned(int parameter) throws SQLException {
    return type(parameter).family() == Family.NUMBER;
  }

  @Override
  public int getPrecision(int parameter) throws SQLException {
    return type(parameter).columnSize();
  }

  @Override
  public int getScale(int parameter) throws SQLException {
    return type(parameter).scale();
  }

  @Override
  public int getParameterType(int parameter) throws SQLException {
    return type(parameter).type().jdbcType();
  }

  @Override
  public String getParameterTypeName(int parameter) throws SQLException {
    return type(parameter).type().sqlName();
  }

  @Override
  public String getParameterClassName(int parameter) throws SQLException {
    return type(parameter).type().javaClass().getName();
  }

  @Override
  public int getParameterMode(int parameter) throws SQLException {
    use(parameter);
    return parameterModeIn;
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlErrors.noWrapper(this, type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
