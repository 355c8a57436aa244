package dev.drydock.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Knows the safe form of statements that would keep others waiting as long as a table is large.
 * Pure; threads may share it.
 *
 * @param server major version; 0 where it is not known, which gives forms that hold on every one
 * @param partitioned whether a table has partitions
 * @param neverNull whether a column is NOT NULL, or a valid CHECK proves it
 */
public record SafeForms(
    int server,
    Predicate<QualifiedName> partitioned,
    BiPredicate<QualifiedName, String> neverNull) {

  private static final int NOT_NULL_NOT_VALID = 18;
  private static final int PARTITIONED_NOT_VALID = 18;

  /** Clauses of a key that its index would need too, and that the reader does not keep. */
  private static final List<String> INDEX_CLAUSES = List.of("include", "with", "tablespace");

  private static final Set<Constraint.Kind> KEPT =
      Set.of(Constraint.Kind.DEFAULT, Constraint.Kind.NULL, Constraint.Kind.NOT_NULL);

  /**
   * The safe form of a whole statement: each of its parts in its safe form or as written.
   *
   * @return empty where the statement is safe as it is, or nobody knows a safe form of it
   */
  public Optional<SafeForm> of(Meaning meaning) {
    List<Action> actions = meaning.actions();
    Statement statement = meaning.statement();
    if (actions.size() == 1) {
      return of(statement, actions.get(0));
    }
    boolean divisible = actions.stream().allMatch(SafeForms::isDivisible);
    return divisible ? divided(statement, actions) : Optional.empty();
  }

  /** The safe form of a statement that does one thing. */
  private Optional<SafeForm> of(Statement statement, Action action) {
    Tokens tokens = Tokens.of(statement.text());
    if (action instanceof Creation.CreateIndex build) {
      boolean possible = !build.concurrently() && !partitioned.test(build.table());
      return possible ? inserted(tokens, "index", "CONCURRENTLY") : Optional.empty();
    }
    if (action instanceof ObjectChange.Drop drop) {
      return dropIndex(drop, tokens);
    }
    if (action instanceof Command.Reindex reindex) {
      boolean possible = !reindex.concurrently() && reindex.name().isPresent();
      return possible ? inserted(tokens, reindex.target(), "CONCURRENTLY") : Optional.empty();
    }
    return action instanceof TableChange change ? of(statement, change) : Optional.empty();
  }

  private Optional<SafeForm> of(Statement statement, TableChange change) {
    QualifiedName table = change.table().name();
    if (change instanceof TableChange.SetNotNull notNull) {
      return neverNull.test(table, notNull.column())
          ? Optional.empty()
          : Optional.of(new SafeForm(notNull(table, notNull.column())));
    }
    if (change instanceof TableChange.AddConstraint added) {
      return addConstraint(statement, table, added.constraint());
    }
    return change instanceof TableChange.AddColumn added
        ? addColumn(statement, added)
        : Optional.empty();
  }

  // Several parts.

  /** Parts whose order in the text is the order in which the server does them. */
  private static boolean isDivisible(Action action) {
    return action instanceof TableChange.AddColumn
        || action instanceof TableChange.AddConstraint
        || action instanceof TableChange.SetNotNull
        || action instanceof TableChange.SetDefault;
  }

  private Optional<SafeForm> divided(Statement statement, List<Action> actions) {
    var statements = new ArrayList<String>();
    boolean changed = false;
    for (int i = 0; i < actions.size(); i++) {
      int end = i + 1 < actions.size() ? actions.get(i + 1).offset() : statement.text().length();
      TableChange part = (TableChange) actions.get(i);
      Optional<SafeForm> safe = of(statement, part);
      changed |= safe.isPresent();
      statements.addAll(
          safe.map(SafeForm::statements).orElseGet(() -> List.of(alone(statement, part, end))));
    }
    return changed ? Optional.of(new SafeForm(statements)) : Optional.empty();
  }

  /** One part as a statement of its own. */
  private static String alone(Statement statement, TableChange part, int end) {
    Tokens tokens = Tokens.of(statement.text().substring(part.offset(), end));
    int last = tokens.size() - 1;
    boolean comma = tokens.isPunctuation(last, ',');
    return alter(part.table())
        + tokens.text().substring(0, comma ? tokens.start(last) : tokens.end(last)).strip();
  }

  private static String alter(Relation table) {
    String only = table.only() ? "ONLY " : "";
    return "ALTER TABLE " + (table.ifExists() ? "IF EXISTS " : "") + only + table.name() + " ";
  }

  // Indexes.

  /** The user's own text with a word behind the first occurrence of another. */
  private static Optional<SafeForm> inserted(Tokens tokens, String behind, String word) {
    int at = tokens.find(1, behind);
    return at < 0
        ? Optional.empty()
        : Optional.of(
            SafeForm.of(
                tokens.text().substring(0, tokens.end(at))
                    + " "
                    + word
                    + tokens.text().substring(tokens.end(at))));
  }

  private static Optional<SafeForm> dropIndex(ObjectChange.Drop drop, Tokens tokens) {
    boolean one = drop.objects().size() == 1 && !drop.cascade() && !drop.concurrently();
    return one && drop.objects().get(0).kind() == ObjectKind.INDEX
        ? inserted(tokens, "index", "CONCURRENTLY")
        : Optional.empty();
  }

  // Constraints.

  private Optional<SafeForm> addConstraint(
      Statement statement, QualifiedName table, Constraint added) {
    if (added.notValid() || added.notEnforced() || added.usingIndex().isPresent()) {
      return Optional.empty();
    }
    return switch (added.kind()) {
      case CHECK -> Optional.of(new SafeForm(check(table, added)));
      case FOREIGN_KEY -> foreignKey(table, added).map(SafeForm::new);
      case NOT_NULL -> notNullConstraint(table, added);
      case UNIQUE, PRIMARY_KEY -> key(statement, table, added).map(SafeForm::new);
      default -> Optional.empty();
    };
  }

  /** Adds a CHECK without looking at the old rows, then proves them beside the traffic. */
  public static List<String> check(QualifiedName table, Constraint check) {
    return inTwoSteps(table, ConstraintNames.name(table.name(), check), clause(check));
  }

  private Optional<List<String>> foreignKey(QualifiedName table, Constraint key) {
    boolean impossible = server < PARTITIONED_NOT_VALID && partitioned.test(table);
    return impossible ? Optional.empty() : Optional.of(reference(table, key));
  }

  /** Adds a foreign key without looking at the old rows, then proves them. */
  public static List<String> reference(QualifiedName table, Constraint key) {
    return inTwoSteps(table, ConstraintNames.name(table.name(), key), clause(key));
  }

  /** The clause behind {@code ADD CONSTRAINT name} of a CHECK or foreign key. */
  private static String clause(Constraint constraint) {
    return constraint.kind() == Constraint.Kind.CHECK
        ? ConstraintClauses.check(constraint)
        : ConstraintClauses.foreignKey(constraint);
  }

  private Optional<SafeForm> notNullConstraint(QualifiedName table, Constraint added) {
    boolean needless = added.columns().isEmpty() || neverNull.test(table, added.columns().get(0));
    if (needless) {
      return Optional.empty();
    }
    return Optional.of(new SafeForm(inTwoSteps(table, added, added.columns().get(0))));
  }

  /** Adds a named NOT NULL without looking at the old rows, then proves them; 18 and later. */
  public static List<String> inTwoSteps(QualifiedName table, Constraint notNull, String column) {
    String name =
        notNull.name().orElseGet(() -> ConstraintNames.fitting(table.name(), column, "not_null"));
    String clause = "NOT NULL " + QualifiedName.quoted(column);
    return inTwoSteps(table, name, clause + (notNull.noInherit() ? " NO INHERIT" : ""));
  }

  /** Makes a column NOT NULL without a scan under a lock; 18 can do it directly. */
  public List<String> notNull(QualifiedName table, String column) {
    String quoted = QualifiedName.quoted(column);
    if (server >= NOT_NULL_NOT_VALID) {
      String chosen = ConstraintNames.fitting(table.name(), column, "not_null");
      return inTwoSteps(table, chosen, "NOT NULL " + quoted);
    }
    String name = ConstraintNames.fitting(table.name(), column, "not_null_check");
    var steps =
        new ArrayList<String>(inTwoSteps(table, name, "CHECK (" + quoted + " IS NOT NULL)"));
    steps.add("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, quoted));
    steps.add("ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, QualifiedName.quoted(name)));
    return List.copyOf(steps);
  }

  private static List<String> inTwoSteps(QualifiedName table, String name, String clause) {
    String quoted = QualifiedName.quoted(name);
    return List.of(
        "ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID".formatted(table, quoted, clause),
        "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, quoted));
  }

  /**
   * Builds the index of a key beside the traffic, and makes the constraint of it; empty where the
   * key needs what such an index cannot have.
   */
  public Optional<List<String>> key(Statement statement, QualifiedName table, Constraint key) {
    Tokens tokens = Tokens.of(statement.text());
    boolean more = INDEX_CLAUSES.stream().anyMatch(tokens::has);
    if (more || key.withoutOverlaps() || partitioned.test(table)) {
      return Optional.empty();
    }
    var steps = new ArrayList<String>();
    if (key.kind() == Constraint.Kind.PRIMARY_KEY) {
      key.columns().stream()
          .filter(column -> !neverNull.test(table, column))
          .forEach(column -> steps.addAll(notNull(table, column)));
    }
    steps.addAll(byIndex(table, key));
    return Optional.of(List.copyOf(steps));
  }

  /** Builds the index of a key beside the traffic, and makes the constraint of it. */
  public static List<String> byIndex(QualifiedName table, Constraint key) {
    String name = QualifiedName.quoted(ConstraintNames.name(table.name(), key));
    String kind = key.kind() == Constraint.Kind.PRIMARY_KEY ? "PRIMARY KEY" : "UNIQUE";
    return List.of(
        "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s (%s)%s"
            .formatted(
                name,
                table,
                ConstraintClauses.names(key.columns()),
                key.nullsNotDistinct() ? " NULLS NOT DISTINCT" : ""),
        "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s"
            .formatted(table, name, kind, name, ConstraintClauses.deferral(key)));
  }

  // Columns.

  /** The column first, then what has to be proven or built. */
  private Optional<SafeForm> addColumn(Statement statement, TableChange.AddColumn added) {
    ColumnDefinition column = added.column();
    List<Constraint> proven =
        column.constraints().stream().filter(c -> !KEPT.contains(c.kind())).toList();
    if (proven.isEmpty() || column.type().isEmpty()) {
      return Optional.empty();
    }
    var steps = new ArrayList<String>(List.of(plain(added)));
    for (Constraint constraint : proven) {
      Optional<SafeForm> safe =
          constraint.kind() == Constraint.Kind.PRIMARY_KEY
              ? Optional.empty()
              : addConstraint(statement, added.table().name(), constraint);
      if (safe.isEmpty()) {
        return Optional.empty();
      }
      steps.addAll(safe.get().statements());
    }
    return Optional.of(new SafeForm(steps));
  }

  /** The column alone, without what has to be proven or built for it. */
  public static String plain(TableChange.AddColumn added) {
    ColumnDefinition column = added.column();
    var text = new StringBuilder(alter(added.table())).append("ADD COLUMN ");
    text.append(added.ifNotExists() ? "IF NOT EXISTS " : "");
    text.append(QualifiedName.quoted(column.name())).append(' ');
    text.append(column.type().map(DataType::text).orElse(""));
    column.collation().ifPresent(c -> text.append(" COLLATE ").append(c));
    column.defaultValue().ifPresent(value -> text.append(" DEFAULT ").append(value));
    text.append(column.has(Constraint.Kind.NOT_NULL) ? " NOT NULL" : "");
    return text.toString();
  }
}
