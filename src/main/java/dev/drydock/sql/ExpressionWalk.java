package dev.drydock.sql;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Gathers every expression that a statement's actions hold, however deep: all of them are records.
 */
final class ExpressionWalk {

  /** Reflection copies a record's accessors whenever it is asked. */
  private static final ClassValue<List<Method>> ACCESSORS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          return Arrays.stream(type.getRecordComponents())
              .map(RecordComponent::getAccessor)
              .toList();
        }
      };

  private final List<Expression> found = new ArrayList<>();

  private ExpressionWalk() {}

  static List<Expression> in(Meaning meaning) {
    var walk = new ExpressionWalk();
    meaning.actions().forEach(walk::visit);
    return walk.found;
  }

  private void visit(Object value) {
    if (value instanceof Expression expression) {
      found.add(expression);
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(this::visit);
    } else if (value instanceof List<?> list) {
      list.forEach(this::visit);
    } else if (value instanceof Record holder && !(value instanceof Body)) {
      components(holder);
    }
  }

  private void components(Record holder) {
    try {
      for (Method accessor : ACCESSORS.get(holder.getClass())) {
        visit(accessor.invoke(holder));
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("records of this package can be read", e);
    }
  }
}
