package dev.drydock.cli;

import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Refusals of a wrong command line.
 *
 * <p>Somebody may have put a password there, so only what looks like a word of ours is repeated:
 * never a value, never a free argument.
 */
final class Usage {

  private static final Pattern WORD = Pattern.compile("[a-z][a-z-]{0,19}");
  private static final Pattern LONG_OPTION = Pattern.compile("(--[a-zA-Z][a-zA-Z-]{0,29})(=.*)?");
  private static final Pattern SECRET =
      Pattern.compile("://|(?i)\\b(password|passwd|token|secret)\\s*=|(?i)\\bhost\\s*=");

  private Usage() {}

  static Failure failure(String what, String next) {
    return new Failure(ErrorCode.BAD_REQUEST, what, Failure.NOTHING_EXECUTED, next);
  }

  /** Whether an argument looks like a connection string or a secret. */
  static boolean looksSecret(String argument) {
    return SECRET.matcher(argument).find();
  }

  static Failure secretGiven() {
    return failure(
        "A connection string or a secret was given as an argument.",
        "Every process list shows arguments, so secrets come from the environment only: set"
            + " DATABASE_URL (and ADMIN_TOKEN for the service) and repeat without the argument."
            + " Change the secret if others use this machine.");
  }

  /** What is wrong with the arguments of a verb. */
  static Failure of(String verb, ParameterException wrong) {
    String help = "drydock %s --help lists what it takes.".formatted(verb);
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      return unmatched(verb, unmatched, help);
    }
    if (wrong instanceof OverwrittenOptionException) {
      return failure("An option of %s was given twice.".formatted(verb), help);
    }
    if (wrong instanceof MissingParameterException missing) {
      return failure("%s lacks %s.".formatted(verb, missingWords(missing)), help);
    }
    if (wrong instanceof MaxValuesExceededException) {
      return failure("%s was given too much.".formatted(verb), help);
    }
    return failure("The arguments of %s do not fit.".formatted(verb), help);
  }

  /** A first word that is no verb. */
  static Failure unknownVerb(String word, List<String> suggestions) {
    Matcher option = LONG_OPTION.matcher(word);
    String what;
    if (option.matches()) {
      what = "There is no option %s before a verb.".formatted(option.group(1));
    } else if (WORD.matcher(word).matches()) {
      what = "There is no verb \"%s\".".formatted(word);
    } else {
      what = "The first argument is no verb.";
    }
    return failure(what, meant(suggestions) + "drydock --help lists the verbs.");
  }

  private static Failure unmatched(String verb, UnmatchedArgumentException wrong, String help) {
    Matcher option = LONG_OPTION.matcher(wrong.getUnmatched().get(0));
    if (!option.matches()) {
      return failure("%s was given an argument that it does not take.".formatted(verb), help);
    }
    String name = option.group(1);
    String what = "%s has no option %s.".formatted(verb, name);
    return failure(what, fromEnvironment(name) + meant(wrong.getSuggestions()) + help);
  }

  private static String fromEnvironment(String option) {
    String name = option.toLowerCase(Locale.ROOT);
    if (name.contains("token")) {
      return "Secrets come from the environment: ADMIN_TOKEN. ";
    }
    return name.contains("url") || name.contains("password") || name.contains("database")
        ? "Secrets come from the environment: DATABASE_URL. "
        : "";
  }

  private static String meant(List<String> suggestions) {
    return suggestions.isEmpty() ? "" : "Did you mean %s? ".formatted(suggestions.get(0));
  }

  private static String missingWords(MissingParameterException missing) {
    var argument = missing.getMissing().get(0);
    return argument.isOption()
        ? "the %s after its option".formatted(argument.paramLabel())
        : "the argument %s".formatted(argument.paramLabel());
  }
}
