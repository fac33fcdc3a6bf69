/**
 * SQL's types and values: how they convert, compare and print.
 *
 * <p>A value of SQL is, inside the driver, null or an object of one class for each {@link
 * io.lightningdb.jdbc.internal.type.Family}: Boolean; Long, Double or BigDecimal; String; byte[];
 * LocalDate; LocalTime; LocalDateTime; OffsetDateTime; UUID.
 */
package io.lightningdb.jdbc.internal.type;
