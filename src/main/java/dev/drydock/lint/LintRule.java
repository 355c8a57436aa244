package dev.drydock.lint;

import dev.drydock.sql.Action;
import java.util.List;

/**
 * One mistake and how it is recognised; stateless, and asked for every action of its kind in the
 * order in which the run performs them.
 */
interface LintRule<A extends Action> {

  RuleDoc doc();

  /** The kind of action it is asked about; an interface of the model for several kinds. */
  Class<A> judges();

  /** What it has to say; whether that counts (new tables, sizes, declarations) is decided later. */
  List<Judgement> check(A action, LintContext context);
}
