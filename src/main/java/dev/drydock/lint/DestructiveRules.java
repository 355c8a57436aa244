package dev.drydock.lint;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Something that existed is gone, narrowed, overwritten, switched off or renamed. */
final class DestructiveRules {

  static final List<LintRule<?>> ALL =
      Stream.<Collection<? extends LintRule<?>>>of(
              DropObject.ALL,
              List.of(new DropColumn()),
              TableLosses.ALL,
              RenameObject.ALL,
              List.of(
                  new Cascade(),
                  new ChangeDefault(),
                  new ChangeSetting(),
                  new DestructiveCall(),
                  new ReplaceRoutine(),
                  new ReplaceView(),
                  new Revoke(),
                  new Truncate()),
              RowLosses.ALL,
              ObjectLosses.ALL,
              PropertyLosses.ALL,
              Overwrites.ALL)
          .<LintRule<?>>flatMap(Collection::stream)
          .toList();

  private DestructiveRules() {}
}
