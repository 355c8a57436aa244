package dev.drydock.pipeline;

import dev.drydock.execution.BegunRun;
import dev.drydock.history.StepRecord;
import dev.drydock.online.FormText;
import dev.drydock.online.OnlineAction;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Statements outside any transaction that were begun, and that nobody noted as done: the catalog
 * tells what became of them, and what the next run does first. To be asked while no run goes on.
 */
record BrokenSteps(JdbcTemplate jdbc, BegunRun begun) {

  /** In words, one text for each. */
  List<String> told() {
    return begun.records().stream()
        .filter(record -> record.action() > 0 && !record.done())
        .flatMap(record -> outside(record).map(action -> told(record, action)).stream())
        .toList();
  }

  private Optional<OnlineAction.Outside> outside(StepRecord record) {
    return begun.of(record.migration(), record.statement()).stream()
        .filter(whole -> whole.action() == 0)
        .flatMap(whole -> whole.steps().stream())
        .map(steps -> FormText.read(steps).actions())
        .filter(actions -> record.action() <= actions.size())
        .map(actions -> actions.get(record.action() - 1))
        .filter(OnlineAction.Outside.class::isInstance)
        .map(OnlineAction.Outside.class::cast)
        .findFirst();
  }

  private String told(StepRecord record, OnlineAction.Outside action) {
    return "%s, statement %d: %s %s"
        .formatted(record.migration(), record.statement(), action.statement(), fate(action));
  }

  private String fate(OnlineAction.Outside action) {
    try {
      String truth = String.valueOf(jdbc.queryForObject(action.truth(), String.class));
      if (truth.startsWith(OnlineAction.Outside.OTHER)) {
        return "broke off, and under its name stands what it did not make: %s. The next migrate refuses to go on until that is dropped or renamed."
            .formatted(truth.substring(OnlineAction.Outside.OTHER.length()));
      }
      return switch (truth) {
        case OutsideStatement.DONE -> "is done, though its run did not live to note it.";
        case OutsideStatement.LEFTOVER ->
            "broke off half way. The next migrate first sends: %s."
                .formatted(String.join("; ", jdbc.queryForList(action.cleanup(), String.class)));
        default -> "broke off and left nothing; the next migrate sends it again.";
      };
    } catch (DataAccessException unknown) {
      return "was begun; what became of it could not be read.";
    }
  }
}
