package dev.drydock.lint;

import dev.drydock.sql.QualifiedName;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** Operators whose doing is known: PostgreSQL's own, and those of common extensions. */
final class Operators {

  private static final Set<String> KNOWN =
      words(
          """
          + - * / % ^ = <> != < > <= >= || && ! !! |/ ||/ @ & | # ~ << >> => :=
          ~~ !~~ ~~* !~~* ~* !~ !~* ~<~ ~<=~ ~>=~ ~>~ ^@
          -> ->> #> #>> @> <@ ? ?| ?& #- @? @@ @@@ @-@ ## <-> ?- ?# ?-| ?|| ~= *= *<> *< *> *<= *>=
          &< &> -|- <^ >^ <<| |>> &<| |&> <<= >>= |
          % <% %> <<% %>> <<-> <->> <<<-> <->>> <=> <#> <+> <~> <%> #= %% %# %- |=| <<->> <<#>> |<<
          ?~ ?@ ?<@ ?@> ^@> ^<@ ^~ ^? ^@ @@~ ~~~ ~> ~== &&& &/& ~@ ~~= @~ ##
          """);

  private Operators() {}

  private static Set<String> words(String text) {
    return Arrays.stream(text.strip().split("\\s+")).collect(Collectors.toUnmodifiableSet());
  }

  static boolean isOperator(String name) {
    return !name.isEmpty() && "~!@#^&|`?+-*/%<>=:".indexOf(name.charAt(0)) >= 0;
  }

  /** In a schema of somebody's own, a familiar sign may do anything. */
  static boolean isKnown(QualifiedName operator) {
    boolean own = operator.schema().filter(schema -> !schema.equals("pg_catalog")).isPresent();
    return !own && KNOWN.contains(operator.name());
  }
}
