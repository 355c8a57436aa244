package dev.drydock.execution;

import org.jspecify.annotations.Nullable;

/**
 * A statement that the server refused, as a report shows it.
 *
 * @param statement number in the file, from 1
 * @param line place in the file, from 1
 * @param column place in its line, from 1
 * @param message the server's words; values of a data error are masked unless row data may be shown
 * @param detail row data, so null unless a setting asks for it
 * @param near the line and a caret under the place; null when the server named none
 */
public record StatementError(
    String migration,
    int statement,
    int line,
    int column,
    @Nullable String sqlState,
    String message,
    @Nullable String detail,
    @Nullable String hint,
    @Nullable String schema,
    @Nullable String table,
    @Nullable String columnName,
    @Nullable String constraint,
    @Nullable String near) {}
