package dev.drydock.lint;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.sql.ObjectPath;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The declarations of one file, and which of them something answers to. */
final class Declarations {

  private static final class Entry {
    private final Declaration declaration;
    private final EffectKind kind;
    private final Optional<ObjectPath> object;
    private boolean used;

    Entry(Declaration declaration, Effect effect) {
      this.declaration = declaration;
      this.kind = effect.kind();
      this.object = ObjectPath.of(effect.object());
    }

    boolean allows(EffectKind effect, String qualified, ObjectRef written) {
      if (kind != effect) {
        return false;
      }
      if (object.isEmpty()) {
        return effect == EffectKind.UNJUDGED;
      }
      return ObjectPath.of(qualified).filter(object.get()::means).isPresent()
          || ObjectPath.of(written.toString()).filter(object.get()::means).isPresent();
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  Declarations(Script script) {
    script
        .declarations()
        .forEach(
            declaration ->
                DeclarationMatcher.declared(declaration.subject())
                    .ifPresent(effect -> entries.add(new Entry(declaration, effect))));
  }

  /**
   * The declaration that allows an effect, which is used from now on.
   *
   * @param qualified the object in full, as the statement at hand means it
   */
  Optional<Declaration> allowing(@Nullable EffectKind effect, String qualified, ObjectRef written) {
    Optional<Declaration> allowing = Optional.empty();
    for (Entry entry : entries) {
      if (effect != null && entry.allows(effect, qualified, written)) {
        entry.used = true;
        allowing = Optional.of(entry.declaration);
      }
    }
    return allowing;
  }

  /** Something of the file is of this kind, whatever it is called. */
  void answered(EffectKind kind) {
    entries.stream()
        .filter(entry -> entry.kind == kind && entry.object.isEmpty())
        .forEach(entry -> entry.used = true);
  }

  /** Declarations that nothing in the file answers to. */
  List<Declaration> unused() {
    return entries.stream().filter(e -> !e.used).map(e -> e.declaration).toList();
  }
}
