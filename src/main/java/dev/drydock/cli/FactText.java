package dev.drydock.cli;

import dev.drydock.execution.StatementError;
import dev.drydock.migration.Failure;
import dev.drydock.migration.Finding;
import dev.drydock.migration.Loss;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Any fact of a failure as lines: texts, numbers, lists, records within records. */
final class FactText {

  private static final String DEEPER = "  ";

  private FactText() {}

  static void append(Page page, String name, @Nullable Object value, String indent) {
    String label = indent + words(name);
    if (value == null || isEmpty(value)) {
      return;
    }
    if (value instanceof StatementError error) {
      statement(page, error);
    } else if (value instanceof Collection<?> items) {
      page.line(label + ":");
      items.forEach(item -> item(page, item, indent + DEEPER));
    } else if (isSimple(value)) {
      simple(page, label, text(value), indent);
    } else {
      page.line(label + ":");
      members(value).forEach((member, inner) -> append(page, member, inner, indent + DEEPER));
    }
  }

  /** Where it stands and what the server said is told already; the rest begins with the place. */
  private static void statement(Page page, StatementError error) {
    String near = error.near();
    if (near != null) {
      page.line(near.stripTrailing()).blank();
    }
    append(page, "hint", error.hint(), "");
    append(page, "detail", error.detail(), "");
    append(page, "table", qualified(error.schema(), error.table()), "");
    append(page, "column", error.columnName(), "");
    append(page, "constraint", error.constraint(), "");
  }

  private static @Nullable String qualified(@Nullable String schema, @Nullable String table) {
    return schema == null || table == null ? table : schema + "." + table;
  }

  private static void simple(Page page, String label, String text, String indent) {
    if (text.contains("\n")) {
      String inner = indent + DEEPER;
      page.line(label + ":").line(inner + text.stripTrailing().replace("\n", "\n" + inner));
    } else {
      page.line(label + ": " + text);
    }
  }

  private static void item(Page page, @Nullable Object item, String indent) {
    if (item == null || isEmpty(item)) {
      return;
    }
    if (isSimple(item)) {
      page.line(indent + "- " + text(item).replace("\n", "\n" + indent + DEEPER));
      return;
    }
    var inner = new Page();
    members(item).forEach((member, value) -> append(inner, member, value, indent + DEEPER));
    page.line(indent + "- " + inner.toString().strip());
  }

  private static boolean isEmpty(Object value) {
    return value instanceof Optional<?> maybe && maybe.isEmpty()
        || value instanceof Collection<?> items && items.isEmpty()
        || value instanceof Map<?, ?> map && map.isEmpty();
  }

  /** A record of one component is its value: an id, a name. */
  private static boolean isSimple(Object value) {
    if (value instanceof Finding || value instanceof Loss || value instanceof Failure) {
      return true;
    }
    return !(value instanceof Map<?, ?>)
        && !(value instanceof Record one && one.getClass().getRecordComponents().length > 1);
  }

  private static String text(Object value) {
    if (value instanceof Finding finding) {
      return PlanText.finding(finding);
    }
    if (value instanceof Loss loss) {
      return loss.words();
    }
    if (value instanceof Failure failure) {
      return PlanText.refusal(failure);
    }
    if (value instanceof Duration duration) {
      return duration.toMillis() + "ms";
    }
    return value instanceof Optional<?> maybe ? text(maybe.orElseThrow()) : value.toString();
  }

  private static Map<String, @Nullable Object> members(Object value) {
    var members = new LinkedHashMap<String, @Nullable Object>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, inner) -> members.put(String.valueOf(key), inner));
      return members;
    }
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      members.put(component.getName(), read(component, value));
    }
    return members;
  }

  private static @Nullable Object read(RecordComponent component, Object of) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(of);
    } catch (ReflectiveOperationException unreadable) {
      throw new IllegalStateException("a record that cannot be read", unreadable);
    }
  }

  /** {@code lockedBy} becomes {@code locked by}. */
  private static String words(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
