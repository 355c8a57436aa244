package dev.drydock.pipeline;

import dev.drydock.lint.ChecklistItem;
import dev.drydock.migration.EffectKind;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.LockMode;
import dev.drydock.migration.MigrationId;
import dev.drydock.migration.Redactor;
import dev.drydock.migration.Severity;
import dev.drydock.migration.Verdict;
import java.time.Duration;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** How reports become JSON: one form for HTTP and the command line, known secrets taken out. */
public final class ReportJson {

  private ReportJson() {}

  /** A mapper for reports; thread-safe, costly to make. */
  public static JsonMapper mapper(Redactor redactor) {
    var module = new SimpleModule("drydock");
    for (Class<?> type :
        new Class<?>[] {
          MigrationId.class,
          Severity.class,
          Verdict.class,
          LockMode.class,
          EffectKind.class,
          ChecklistItem.Answer.class
        }) {
      module.addSerializer(type, ToStringSerializer.instance);
    }
    module.addKeySerializer(MigrationId.class, new IdAsKey());
    module.addSerializer(ErrorCode.class, new Slug());
    module.addSerializer(Duration.class, new DurationText());
    module.addSerializer(String.class, new RedactedText(redactor));
    return JsonMapper.builder().addModule(module).build();
  }

  /** One form of a failure's code, in problem documents and inside of plans. */
  private static final class Slug extends ValueSerializer<ErrorCode> {
    @Override
    public void serialize(ErrorCode code, JsonGenerator json, SerializationContext context) {
      json.writeString(code.slug());
    }
  }

  private static final class IdAsKey extends ValueSerializer<MigrationId> {
    @Override
    public void serialize(MigrationId id, JsonGenerator json, SerializationContext context) {
      json.writeName(id.value());
    }
  }

  private static final class DurationText extends ValueSerializer<Duration> {
    @Override
    public void serialize(Duration value, JsonGenerator json, SerializationContext context) {
      json.writeString(Milliseconds.of(value));
    }
  }

  private static final class RedactedText extends ValueSerializer<String> {
    private final Redactor redactor;

    RedactedText(Redactor redactor) {
      this.redactor = redactor;
    }

    @Override
    public void serialize(String value, JsonGenerator json, SerializationContext context) {
      json.writeString(redactor.redact(value));
    }
  }
}
