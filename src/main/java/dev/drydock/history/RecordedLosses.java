package dev.drydock.history;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.Loss;
import dev.drydock.migration.MigrationId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Declared losses as the history keeps them: a JSON array, each loss as reports write it. */
final class RecordedLosses {

  private RecordedLosses() {}

  static String json(List<Loss> losses) {
    ArrayNode array = JsonMapper.shared().createArrayNode();
    for (Loss loss : losses) {
      ObjectNode node = array.addObject();
      node.put("effect", loss.effect().words());
      node.put("object", loss.object());
      node.put("what", loss.what());
      node.put("rows", loss.rows());
      node.put("estimate", loss.estimate());
      node.put("migration", loss.migration() == null ? null : loss.migration().value());
      node.put("declared", loss.declared());
    }
    return array.toString();
  }

  /** Reads what was written; what a later version wrote of effects unknown here is left out. */
  static List<Loss> parse(String json) {
    var losses = new ArrayList<Loss>();
    for (JsonNode node : JsonMapper.shared().readTree(json)) {
      EffectKind.ofWords(node.path("effect").asString(""))
          .ifPresent(effect -> losses.add(loss(effect, node)));
    }
    return losses;
  }

  private static Loss loss(EffectKind effect, JsonNode node) {
    String migration = text(node, "migration");
    return new Loss(
        effect,
        node.path("object").asString(""),
        text(node, "what"),
        node.path("rows").isNumber() ? node.path("rows").asLong() : null,
        node.path("estimate").asBoolean(false),
        migration == null ? null : new MigrationId(migration),
        node.path("declared").asBoolean(true));
  }

  private static @Nullable String text(JsonNode node, String field) {
    return node.path(field).isString() ? node.path(field).asString() : null;
  }
}
