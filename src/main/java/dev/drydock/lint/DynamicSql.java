package dev.drydock.lint;

import dev.drydock.sql.Body;
import dev.drydock.sql.Command;
import dev.drydock.sql.ObjectKind;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.List;

/** A DO block whose statements are made at run time, or are in a language that nobody reads. */
final class DynamicSql implements LintRule<Command.DoBlock> {

  private static final RuleDoc DOC =
      RuleDoc.unjudged(
          "dynamic-sql",
          "a DO block runs SQL that is made at run time, or code that cannot be read",
          "What it does cannot be told from the text, so nobody has judged it.",
          "Write the statements plainly where you can; the guard before COMMIT sees what it really does.");

  @Override
  public RuleDoc doc() {
    return DOC;
  }

  @Override
  public Class<Command.DoBlock> judges() {
    return Command.DoBlock.class;
  }

  @Override
  public List<Judgement> check(Command.DoBlock block, LintContext context) {
    Body body = block.body();
    if (body.isTransparent()) {
      return List.of();
    }
    String message =
        body.readable()
            ? "This block runs SQL that is made at run time (EXECUTE), which nobody has judged"
            : "This block in %s cannot be read to its end, so nobody has judged it"
                .formatted(block.language());
    var object = ObjectRef.of(ObjectKind.LANGUAGE, QualifiedName.of(block.language()));
    int offset = body.dynamic().isEmpty() ? block.offset() : body.dynamic().get(0);
    return List.of(context.unjudged(this, block, object).message(message).at(offset));
  }
}
