package dev.drydock;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * Makes {@link DrydockProperties} of what is given, by the record's own annotations.
 *
 * <p>Spring Boot's binder gives the same, as a test shows, but with its conversion service it costs
 * a start of the command line more than everything else that it does.
 */
final class PropertiesBinding {

  private static final Map<String, Boolean> BOOLEANS =
      Map.of(
          "true", true, "on", true, "yes", true, "1", true, "false", false, "off", false, "no",
          false, "0", false);

  private static final Map<Class<?>, Reading> READINGS =
      Map.of(
          boolean.class, new Reading("true or false", PropertiesBinding::truth),
          long.class, new Reading("a whole number", Long::valueOf),
          String.class, new Reading("a text", text -> text),
          Path.class, new Reading("a path", Path::of),
          DataSize.class, new Reading("a size such as 10MB", DataSize::parse));

  /**
   * How a text becomes a value.
   *
   * @param expected how the refusal says what is wanted
   */
  private record Reading(String expected, Function<String, Object> read) {}

  private PropertiesBinding() {}

  static DrydockProperties bind(GivenSettings given) {
    Constructor<?> constructor = DrydockProperties.class.getDeclaredConstructors()[0];
    RecordComponent[] components = DrydockProperties.class.getRecordComponents();
    Parameter[] parameters = constructor.getParameters();
    var values = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      values[i] = value(SettingName.dashed(components[i]), parameters[i], given);
    }
    try {
      return (DrydockProperties) constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      throw refused.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(refused.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A component without a default may be left out, and counts also where it is blank. */
  private static Object value(String name, Parameter parameter, GivenSettings given) {
    String folded = SettingName.fold(name);
    DefaultValue byDefault = parameter.getAnnotation(DefaultValue.class);
    if (byDefault == null) {
      return given.present(folded);
    }
    Reading reading = reading(parameter);
    try {
      return reading.read().apply(given.value(folded).orElse(byDefault.value()[0]));
    } catch (IllegalArgumentException e) {
      throw SettingRefusal.of(name, "can't be read", "Set it to " + reading.expected() + ".");
    }
  }

  private static Reading reading(Parameter parameter) {
    Class<?> type = parameter.getType();
    if (type == Duration.class) {
      DurationUnit unit = parameter.getAnnotation(DurationUnit.class);
      return new Reading(
          "a duration such as 2s, 500ms or 15m",
          text -> DurationStyle.detectAndParse(text, unit.value()));
    }
    if (type.isEnum()) {
      Map<String, Object> constants =
          Stream.of(type.getEnumConstants())
              .collect(Collectors.toMap(c -> c.toString().toLowerCase(Locale.ROOT), c -> c));
      return new Reading("one of " + String.join(", ", constants.keySet()), known(constants));
    }
    return Optional.ofNullable(READINGS.get(type))
        .orElseThrow(() -> new IllegalStateException("no way to read " + type));
  }

  private static Object truth(String text) {
    return known(BOOLEANS).apply(text);
  }

  private static Function<String, Object> known(Map<String, ?> values) {
    return text ->
        Optional.<Object>ofNullable(values.get(text.toLowerCase(Locale.ROOT)))
            .orElseThrow(IllegalArgumentException::new);
  }
}
