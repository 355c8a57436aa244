package dev.drydock.lint;

import java.util.List;
import java.util.stream.Stream;

/** Others wait, or the statement or old code fails. */
final class HazardRules {

  static final List<LintRule<?>> ALL =
      Stream.of(
              List.<LintRule<?>>of(new IndexBuildBlocksWrites()),
              TypeHazards.ALL,
              NewColumnHazards.ALL,
              ConstraintHazards.ALL,
              NotNullHazards.ALL,
              DropHazards.ALL,
              StatementTraps.ALL,
              RewriteHazards.ALL,
              PartitionHazards.ALL,
              AccessHazards.ALL,
              RowSecurityHazards.ALL,
              RowHazards.ALL,
              LiveRisks.ALL,
              KeyAdvice.ALL)
          .<LintRule<?>>flatMap(List::stream)
          .toList();

  private HazardRules() {}
}
