package dev.drydock.online;

import dev.drydock.sql.Meaning;
import java.util.Optional;

/** A safe form of one kind of statement. Forms have no state; threads share them. */
interface Form {

  /** What becomes of a statement; empty where this form has nothing to do with it. */
  Optional<FormChoice> of(Meaning meaning, FormContext context);
}
