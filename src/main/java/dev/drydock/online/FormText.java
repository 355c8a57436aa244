package dev.drydock.online;

import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A safe form as text, so that what was begun goes on in exactly the same steps after a crash, when
 * the catalog no longer looks as it did.
 */
public final class FormText {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private FormText() {}

  /** As JSON, on one line. */
  public static String of(FormChoice.Online form) {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", form.name());
    ArrayNode actions = node.putArray("actions");
    form.actions().forEach(action -> write(action, actions.addObject()));
    texts(node.putArray("differences"), form.differences());
    return node.toString();
  }

  /** What {@link #of} wrote. */
  public static FormChoice.Online read(String text) {
    JsonNode node = JSON.readTree(text);
    return new FormChoice.Online(
        node.get("name").asString(),
        StreamSupport.stream(node.get("actions").spliterator(), false)
            .map(FormText::action)
            .toList(),
        texts(node.get("differences")));
  }

  private static void write(OnlineAction action, ObjectNode node) {
    if (action instanceof OnlineAction.InTransaction inside) {
      texts(node.putArray("transaction"), inside.sql());
      texts(node.putArray("helpers"), inside.helpers().stream().map(Effect::toString).toList());
    } else if (action instanceof OnlineAction.Outside outside) {
      node.put("outside", outside.statement())
          .put("truth", outside.truth())
          .put("cleanup", outside.cleanup());
      outside.loss().ifPresent(loss -> node.put("loss", loss.toString()));
    } else if (action instanceof OnlineAction.InBatches batches) {
      Backfill fill = batches.backfill();
      node.put("batches", fill.statement())
          .put("schema", fill.schema())
          .put("table", fill.table())
          .put("rows", fill.rows())
          .put("repeatable", fill.repeatable())
          .put("overwrites", fill.overwrites())
          .put("automatic", fill.automatic());
    }
  }

  private static OnlineAction action(JsonNode node) {
    if (node.has("transaction")) {
      return new OnlineAction.InTransaction(
          texts(node.get("transaction")),
          texts(node.get("helpers")).stream().map(FormText::effect).toList());
    }
    if (node.has("outside")) {
      return new OnlineAction.Outside(
          node.get("outside").asString(),
          node.get("truth").asString(),
          node.get("cleanup").asString(),
          text(node, "loss").map(FormText::effect));
    }
    return new OnlineAction.InBatches(
        new Backfill(
            node.get("schema").asString(),
            node.get("table").asString(),
            node.get("batches").asString(),
            node.get("rows").asInt(),
            node.get("repeatable").asBoolean(),
            node.path("overwrites").asBoolean(false),
            node.path("automatic").asBoolean(false)));
  }

  private static Effect effect(String words) {
    return DeclarationMatcher.declared(words).orElseGet(() -> new Effect(EffectKind.UNJUDGED, ""));
  }

  private static Optional<String> text(JsonNode node, String field) {
    return Optional.ofNullable(node.get(field)).map(JsonNode::asString);
  }

  private static void texts(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asString).toList();
  }
}
