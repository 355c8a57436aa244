package dev.drydock.sql;

/**
 * Forms so plain that no grammar has to be asked about them: a literal, a call without arguments, a
 * SELECT of columns from one table, an INSERT of literals.
 */
final class PlainForm {

  private final Tokens tokens;
  private int at;

  private PlainForm(Tokens tokens) {
    this.tokens = tokens;
  }

  /** Whether all of it is such a form; false says nothing. */
  static boolean isOf(Tokens tokens) {
    return new PlainForm(tokens).isInsert()
        || new PlainForm(tokens).isSelect()
        || new PlainForm(tokens).isValue();
  }

  private boolean isInsert() {
    return word("insert")
        && word("into")
        && name()
        && (!punctuation('(') || list(this::column) && punctuation(')'))
        && word("values")
        && list(this::row)
        && atEnd();
  }

  private boolean isSelect() {
    return word("select") && list(this::column) && word("from") && name() && atEnd();
  }

  private boolean isValue() {
    return value() && atEnd();
  }

  private boolean row() {
    return punctuation('(') && list(this::value) && punctuation(')');
  }

  private boolean value() {
    if (tokens.isOperator(at, "-")) {
      at++;
      return number();
    }
    return number() || literal() || word("null") || word("true") || word("false") || call();
  }

  private boolean number() {
    return taken(at < tokens.size() && tokens.kind(at) == TokenKind.NUMBER);
  }

  private boolean literal() {
    return taken(at < tokens.size() && tokens.kind(at) == TokenKind.STRING);
  }

  private boolean call() {
    return column() && punctuation('(') && punctuation(')');
  }

  private boolean name() {
    return column() && (!punctuation('.') || column());
  }

  /** A word that no keyword is. */
  private boolean column() {
    return taken(
        at < tokens.size() && tokens.isName(at) && !Keywords.RESERVED.contains(tokens.word(at)));
  }

  private boolean list(Part part) {
    do {
      if (!part.read()) {
        return false;
      }
    } while (punctuation(','));
    return true;
  }

  private boolean word(String word) {
    return taken(at < tokens.size() && tokens.is(at, word));
  }

  private boolean punctuation(char c) {
    return taken(at < tokens.size() && tokens.isPunctuation(at, c));
  }

  private boolean taken(boolean fits) {
    at += fits ? 1 : 0;
    return fits;
  }

  private boolean atEnd() {
    return at == tokens.size();
  }

  /** Reads on, where it finds what it is for. */
  @FunctionalInterface
  private interface Part {
    boolean read();
  }
}
