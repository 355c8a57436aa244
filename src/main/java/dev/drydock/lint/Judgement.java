package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says of an action.
 *
 * @param effect null for advice and for what no declaration can allow
 * @param object as the statement names it
 * @param table whose rows and traffic are concerned; decides about size
 * @param lock strongest lock on that table; null for none
 * @param moot whether it concerns only what the run itself made, so that it is no finding; a
 *     declaration may still name it
 * @param message one or two sentences with the user's own names
 * @param safe ready SQL, or what to do; empty for none
 * @param proven whether {@code safe} is proven to replace the statement by itself, so that a fixer
 *     may write it
 */
record Judgement(
    RuleDoc rule,
    int offset,
    @Nullable EffectKind effect,
    ObjectRef object,
    Optional<QualifiedName> table,
    @Nullable LockMode lock,
    Work work,
    Refusal refusal,
    boolean moot,
    String message,
    Optional<String> safe,
    boolean proven) {

  /** The same in the words of another form of its rule. */
  Judgement of(RuleDoc doc) {
    return with(draft -> draft.rule = doc);
  }

  Judgement message(String text) {
    return with(draft -> draft.message = text);
  }

  Judgement safe(String sql) {
    return with(draft -> draft.safe = Optional.of(sql));
  }

  /** A safe form that can stand where the statement stands, without a semicolon at its end. */
  Judgement replacement(String sql) {
    return safe(sql).with(draft -> draft.proven = true);
  }

  Judgement refusal(Refusal other) {
    return with(draft -> draft.refusal = other);
  }

  Judgement lock(@Nullable LockMode other, Work otherWork) {
    return with(
        draft -> {
          draft.lock = other;
          draft.work = otherWork;
        });
  }

  Judgement on(QualifiedName other) {
    return with(draft -> draft.table = Optional.of(other));
  }

  Judgement moot(boolean other) {
    return with(draft -> draft.moot = other);
  }

  Judgement at(int otherOffset) {
    return with(draft -> draft.offset = otherOffset);
  }

  private Judgement with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A copy on its way to being another one. */
  private static final class Draft {
    private final Judgement from;
    private RuleDoc rule;
    private int offset;
    private Optional<QualifiedName> table;
    private @Nullable LockMode lock;
    private Work work;
    private Refusal refusal;
    private boolean moot;
    private String message;
    private Optional<String> safe;
    private boolean proven;

    Draft(Judgement from) {
      this.from = from;
      rule = from.rule;
      offset = from.offset;
      table = from.table;
      lock = from.lock;
      work = from.work;
      refusal = from.refusal;
      moot = from.moot;
      message = from.message;
      safe = from.safe;
      proven = from.proven;
    }

    Judgement done() {
      return new Judgement(
          rule,
          offset,
          from.effect,
          from.object,
          table,
          lock,
          work,
          refusal,
          moot,
          message,
          safe,
          proven);
    }
  }
}
