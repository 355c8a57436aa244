package dev.drydock.lint;

import dev.drydock.migration.EffectKind;
import dev.drydock.migration.LockMode;
import dev.drydock.sql.ObjectRef;
import dev.drydock.sql.QualifiedName;
import java.util.Optional;
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

  Judgement message(String text) {
    return new Judgement(
        rule, offset, effect, object, table, lock, work, refusal, moot, text, safe, proven);
  }

  Judgement safe(String sql) {
    return new Judgement(
        rule,
        offset,
        effect,
        object,
        table,
        lock,
        work,
        refusal,
        moot,
        message,
        Optional.of(sql),
        proven);
  }

  /** A safe form that can stand where the statement stands. */
  Judgement replacement(String sql) {
    return new Judgement(
        rule,
        offset,
        effect,
        object,
        table,
        lock,
        work,
        refusal,
        moot,
        message,
        Optional.of(sql),
        true);
  }

  Judgement refusal(Refusal other) {
    return new Judgement(
        rule, offset, effect, object, table, lock, work, other, moot, message, safe, proven);
  }

  Judgement lock(@Nullable LockMode other, Work otherWork) {
    return new Judgement(
        rule, offset, effect, object, table, other, otherWork, refusal, moot, message, safe,
        proven);
  }

  Judgement on(QualifiedName other) {
    return new Judgement(
        rule,
        offset,
        effect,
        object,
        Optional.of(other),
        lock,
        work,
        refusal,
        moot,
        message,
        safe,
        proven);
  }

  Judgement moot(boolean other) {
    return new Judgement(
        rule, offset, effect, object, table, lock, work, refusal, other, message, safe, proven);
  }

  Judgement at(int otherOffset) {
    return new Judgement(
        rule, otherOffset, effect, object, table, lock, work, refusal, moot, message, safe, proven);
  }
}
