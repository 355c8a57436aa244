package dev.drydock.lint;

import java.util.List;

/** What cannot be judged, what would better be otherwise, and what shows only across the run. */
final class OtherRules {

  static final List<LintRule<?>> ALL =
      List.of(
          new SyntaxError(),
          new UnknownStatement(),
          new DynamicSql(),
          new SequenceSetByRows(),
          new CallsUnknownFunction(),
          new ServerProgram(),
          new CreateRuleRewrites(),
          new AmbiguousOverload(),
          new RowFunctionBreaks(),
          UnjudgedCreation.EVENT_TRIGGER,
          UnjudgedCreation.SUBSCRIPTION,
          new ObjectChangedUnknown(),
          new NoIfNotExists(),
          new AddColumnWithoutIfNotExists(),
          PoorColumnType.JSON,
          PoorColumnType.TIMESTAMP,
          PoorColumnType.VARCHAR,
          PoorColumnType.CHAR,
          PoorColumnType.SERIAL,
          PoorColumnType.MONEY,
          PoorColumnType.TIME,
          PoorColumnType.NARROW_KEY,
          new ForeignKeyWithoutIndex(),
          new RedundantIndex(),
          new WideIndex(),
          new SecurityDefinerSearchPath(),
          new EnumType(),
          new EnumValueUnplaced(),
          new InsertWithoutColumns(),
          new NoPrimaryKey(),
          new CascadingForeignKey(),
          new ViewSelectsStar(),
          new ViewBecomesTemporary(),
          new SeveralStrongLocks(),
          new SeveralForeignKeyParents(),
          new WorkBehindExclusiveLock(),
          new ValidateInSameTransaction(),
          new TableAlteredRepeatedly(),
          new TableExistsOtherwise(),
          new ColumnExistsOtherwise(),
          new IndexExistsOtherwise(),
          new RelationMissing(),
          new DependentInTheWay(),
          new NameTooLong(),
          new NameResolvedElsewhere());

  private OtherRules() {}
}
