package dev.drydock.online;

import dev.drydock.migration.Effect;
import dev.drydock.migration.EffectKind;
import dev.drydock.postgres.SqlQuoting;
import dev.drydock.sql.Constraint;
import dev.drydock.sql.QualifiedName;
import dev.drydock.sql.TableChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Takes back what a statement added for the sake of later rows, NOT VALID, where older rows break
 * it: as written the statement would leave nothing, and nobody's new row is to be refused by a
 * migration that failed.
 *
 * @param sql what takes the constraints away
 * @param losses what that is to the guard
 * @param places of the actions that are undone so, from zero
 */
public record Withdrawal(List<String> sql, List<Effect> losses, List<Integer> places) {

  public Withdrawal {
    sql = List.copyOf(sql);
    losses = List.copyOf(losses);
    places = List.copyOf(places);
  }

  /**
   * Of the actions of a statement that are done; empty where none of them only adds what is not
   * proven. What a later one of them took away already is not taken away again.
   */
  public static Optional<Withdrawal> of(List<OnlineAction> done) {
    Set<MadePart> gone =
        done.stream()
            .flatMap(action -> MadePart.read(action.sql(), TableChange.DropConstraint.class))
            .map(drop -> part(drop, drop.constraint()))
            .collect(Collectors.toSet());
    var added = new ArrayList<TableChange.AddConstraint>();
    var names = new ArrayList<MadePart>();
    var places = new ArrayList<Integer>();
    for (int i = 0; i < done.size(); i++) {
      List<TableChange.AddConstraint> adds = unproven(done.get(i));
      List<MadePart> parts = adds.stream().map(Withdrawal::part).toList();
      if (proves(done.get(i), names)
          || (!parts.isEmpty() && parts.stream().noneMatch(gone::contains))) {
        added.addAll(adds);
        names.addAll(parts);
        places.add(i);
      }
    }
    return added.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Withdrawal(
                added.stream().map(Withdrawal::drop).toList(),
                added.stream().flatMap(Withdrawal::losses).toList(),
                places));
  }

  /** What was added. */
  public List<OnlineAction> undone(List<OnlineAction> done) {
    return places.stream().map(done::get).filter(action -> !unproven(action).isEmpty()).toList();
  }

  /** What stays of the actions that were done. */
  public List<OnlineAction> leaves(List<OnlineAction> done) {
    return IntStream.range(0, done.size())
        .filter(place -> !places.contains(place))
        .mapToObj(done::get)
        .toList();
  }

  private static boolean proves(OnlineAction action, List<MadePart> added) {
    return MadePart.read(action.sql(), TableChange.ValidateConstraint.class)
        .map(change -> part(change, change.constraint()))
        .anyMatch(added::contains);
  }

  /** The constraints that an action adds, if it does nothing else. */
  private static List<TableChange.AddConstraint> unproven(OnlineAction action) {
    List<TableChange> changes = MadePart.read(action.sql(), TableChange.class).toList();
    return action instanceof OnlineAction.InTransaction
            && changes.stream().allMatch(Withdrawal::isUnproven)
        ? changes.stream().map(TableChange.AddConstraint.class::cast).toList()
        : List.of();
  }

  private static boolean isUnproven(TableChange change) {
    return change instanceof TableChange.AddConstraint add
        && add.constraint().notValid()
        && add.constraint().name().isPresent()
        && add.table().name().schema().isPresent();
  }

  private static MadePart part(TableChange.AddConstraint add) {
    return part(add, add.constraint().name().orElseThrow());
  }

  private static MadePart part(TableChange change, String name) {
    return new MadePart(MadePart.Kind.CONSTRAINT, change.table().name(), name);
  }

  private static String drop(TableChange.AddConstraint add) {
    QualifiedName table = add.table().name();
    return "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s"
        .formatted(
            Naming.of(table.schema().orElseThrow(), table.name()),
            SqlQuoting.identifier(part(add).name()));
  }

  /** Since 18 NOT NULL is a constraint, too. */
  private static Stream<Effect> losses(TableChange.AddConstraint add) {
    return add.constraint().kind() == Constraint.Kind.NOT_NULL
        ? add.constraint().columns().stream()
            .map(column -> loss(EffectKind.DROP_NOT_NULL, add, column))
        : Stream.of(loss(EffectKind.DROP_CONSTRAINT, add, part(add).name()));
  }

  private static Effect loss(EffectKind kind, TableChange.AddConstraint add, String part) {
    return new Effect(kind, add.table().name() + "." + QualifiedName.quoted(part));
  }
}
