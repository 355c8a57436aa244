package dev.drydock.postgres;

import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;

/**
 * Words the refusal of a database URL; its texts name the variable and the part, never a value.
 *
 * @param variable the environment variable that held the URL
 */
record UrlRefusal(String variable) {

  private static final String SHAPE =
      "Give it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, as the platform hands it out.";

  DrydockException because(String reason, String next) {
    return new DrydockException(
        new Failure(
            ErrorCode.CONFIGURATION, variable + " " + reason, Failure.NOTHING_EXECUTED, next));
  }

  DrydockException empty() {
    return because("is set but empty.", SHAPE);
  }

  DrydockException malformed() {
    return because(
        "can't be read as a PostgreSQL URL: what follows the scheme is not"
            + " USER:PASSWORD@HOST:PORT/DATABASE with parameters behind a question mark.",
        "Percent-encode odd characters in the password (@ is %40, / is %2F, # is %23, ? is %3F,"
            + " % is %25) and put an IPv6 address into brackets.");
  }

  DrydockException otherScheme(String scheme) {
    return because("is a " + scheme + " URL; Drydock speaks to PostgreSQL only.", SHAPE);
  }

  DrydockException noScheme() {
    return because("doesn't begin with postgres://, postgresql:// or jdbc:postgresql:.", SHAPE);
  }

  DrydockException placeholder() {
    return because(
        "still contains a placeholder where a value belongs.",
        "Put the real value in its place; if the password really looks like that, percent-encode"
            + " its brackets.");
  }

  DrydockException lineBreak() {
    return because("contains a line break or another control character.", SHAPE);
  }

  DrydockException unixSocket() {
    return because(
        "names a unix socket; Drydock's driver reaches a server by TCP only.",
        "Name a host and a port instead; in front of Cloud SQL run the Auth Proxy with --port 5432"
            + " and use 127.0.0.1.");
  }

  DrydockException badHost() {
    return because("names a host that is neither a host name nor an address.", SHAPE);
  }

  DrydockException badPort() {
    return because(
        "has a port that is not a number from 1 to 65535, or not one port for each host.", SHAPE);
  }

  DrydockException badParameter(String name, String expected) {
    return because(
        "has a value that can't be used for " + name + "; expected is " + expected + ".",
        "Correct or remove the parameter " + name + ".");
  }
}
