package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.sql.QualifiedName;
import java.util.List;
import java.util.Optional;

/** One part of an online step; when it is done it stays done, whatever follows. */
public sealed interface OnlineAction {

  /** What is sent, in order, as plan and digest show it. */
  List<String> sql();

  /**
   * What it takes away, as far as no commit guard looks at it: nothing can undo it, so it is
   * refused beforehand unless declared.
   */
  default Optional<Effect> loss() {
    return Optional.empty();
  }

  /**
   * Short statements in a transaction of their own; the mark that they are done commits with them,
   * so that nobody ever needs to guess.
   *
   * @param helpers what of the form's own helpers it takes away again
   */
  record InTransaction(List<String> sql, List<Effect> helpers) implements OnlineAction {
    public InTransaction {
      sql = List.copyOf(sql);
      helpers = List.copyOf(helpers);
    }

    /** One statement. */
    public static InTransaction of(String statement) {
      return new InTransaction(List.of(statement), List.of());
    }
  }

  /**
   * A statement that PostgreSQL runs outside any transaction, or that reads a whole table while
   * others go on working.
   *
   * @param truth a query for one text that tells, after a crash, how far it came: {@code done},
   *     {@code absent}, {@code leftover}, or {@link #OTHER}
   * @param cleanup a query for the statements that take a leftover away, outside any transaction,
   *     so that it can begin again
   */
  record Outside(String statement, String truth, String cleanup, Optional<Effect> loss)
      implements OnlineAction {

    /** Before the definition of something else that stands under the name of what it makes. */
    public static final String OTHER = "other: ";

    @Override
    public List<String> sql() {
      return List.of(statement);
    }
  }

  /** An UPDATE in many small transactions. */
  record InBatches(Backfill backfill) implements OnlineAction {
    @Override
    public List<String> sql() {
      return List.of(backfill.statement());
    }

    @Override
    public Optional<Effect> loss() {
      return backfill.overwrites()
          ? Optional.of(
              new Effect(
                  EffectKind.UPDATE_ROWS,
                  QualifiedName.of(backfill.schema(), backfill.table()).toString()))
          : Optional.empty();
    }
  }
}
