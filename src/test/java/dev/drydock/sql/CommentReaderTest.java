package dev.drydock.sql;

import static dev.drydock.sql.Texts.problems;
import static dev.drydock.sql.Texts.script;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drydock.migration.Declaration;
import dev.drydock.migration.DeclarationMatcher;
import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommentReaderTest {

  @Test
  void readsDeclarationsInsideAndOutsideStatements() {
    var script =
        script(
            """
            -- drydock: allow drop column clients.email because nothing reads it
            ALTER TABLE clients
              --drydock:  allow  out-of-order  because  hotfix
              DROP COLUMN email;
            SELECT '
            -- drydock: allow drop table x because in a literal
            ', $$
            -- drydock: nonsense
            $$;
            """);

    assertThat(script.declarations())
        .containsExactly(
            new Declaration("drop column clients.email", "nothing reads it", 1),
            new Declaration("out-of-order", "hotfix", 3));
    assertThat(script.allowsOutOfOrder()).isTrue();
  }

  @Test
  void readsDirectivesWithTheStatementTheyStandBefore() {
    var script =
        script(
            "SELECT 1;\n-- drydock: backfill in batches of 5000\nUPDATE t SET a = 1;\n-- drydock: plain\n");

    assertThat(script.directives())
        .containsExactly(new Directive.Backfill(5000, 2, 2), new Directive.Plain(4, 0));
  }

  @Test
  void readsThatAColumnMayMove() {
    var script =
        script("-- drydock: allow change type orders.\"Id\" moving  column because ids run out");

    assertThat(script.declarations())
        .containsExactly(new Declaration("change type orders.\"Id\"", "ids run out", 1));
    assertThat(script.directives()).containsExactly(new Directive.MovingColumn("orders.\"Id\"", 1));
  }

  @Test
  void becauseMayBePartOfAQuotedName() {
    assertThat(script("-- drydock: allow drop table \"a because b\" because old").declarations())
        .containsExactly(new Declaration("drop table \"a because b\"", "old", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-- drydock: allow drop column a.b",
        "-- drydock: allow drop column a.b because  ",
        "-- drydock: allow drop column because x",
        "-- drydock: allow dropping a.b because x",
        "-- drydock: allow drop table * because x",
        "-- drydock: allow because x",
        "-- drydock: allow drop column a.b moving column because x",
        "-- drydock: please",
        "-- drydock:",
        "-- drydock: backfill in batches of 0",
        "-- drydock: backfill",
        "-- drydock: backfill in batches of 9999999",
        "-- drydock allow drop table a because x",
        "SELECT 1; -- drydock: plain",
        "/* drydock: plain */",
      })
  void refusesWhatWouldNotHold(String text) {
    assertThat(problems("\n" + text))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(2))
        .satisfies(problem -> assertThat(problem.next()).isNotBlank());
  }

  @Test
  void leavesOrdinaryCommentsAlone() {
    assertThat(problems("-- drydock runs this file\n-- see -- drydock: allow x\n/* the drydock */"))
        .isEmpty();
  }

  @Test
  void theLongestEffectWins() {
    assertThat(DeclarationMatcher.declared("drop foreign data  wrapper w"))
        .contains(new Effect(EffectKind.DROP_FOREIGN_DATA_WRAPPER, "w"));
    assertThat(DeclarationMatcher.declared("Drop Function f(int, text)"))
        .contains(new Effect(EffectKind.DROP_FUNCTION, "f(int, text)"));
    assertThat(DeclarationMatcher.declared("unjudged"))
        .contains(new Effect(EffectKind.UNJUDGED, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<reason>", "<why it is not used any more>", "< >", "<reason>.", "…", "..."})
  void aPlaceholderIsNoReason(String reason) {
    assertThat(problems("-- drydock: allow drop column a.b because " + reason + "\nSELECT 1;"))
        .singleElement()
        .asString()
        .contains("not a reason");
  }

  @Test
  void aReasonMayHoldAngleBrackets() {
    assertThat(script("-- drydock: allow drop column a.b because <old> is <new>").declarations())
        .hasSize(1);
  }
}
