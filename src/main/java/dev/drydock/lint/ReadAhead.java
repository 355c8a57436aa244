package dev.drydock.lint;

import dev.drydock.sql.Meaning;
import dev.drydock.sql.Script;
import dev.drydock.sql.SqlParser;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinTask;

/**
 * What the statements of scripts mean, in their order; read by another core a little ahead of whom
 * it serves, where there is one, and never much ahead, since thousands would fill the memory.
 *
 * <p>For one thread.
 */
final class ReadAhead implements Iterator<List<Meaning>> {

  private static final int SCRIPTS_AT_ONCE = 32;
  private static final int AHEAD = 3;

  private final SqlParser parser;
  private final Iterator<Script> scripts;
  private final Deque<ForkJoinTask<List<List<Meaning>>>> ahead = new ArrayDeque<>();
  private Iterator<List<Meaning>> read = List.<List<Meaning>>of().iterator();

  ReadAhead(SqlParser parser, List<Script> scripts) {
    this.parser = parser;
    this.scripts = scripts.iterator();
  }

  @Override
  public boolean hasNext() {
    return read.hasNext() || !ahead.isEmpty() || scripts.hasNext();
  }

  @Override
  public List<Meaning> next() {
    while (scripts.hasNext() && ahead.size() < AHEAD) {
      ahead.add(reading(some()).fork());
    }
    if (!read.hasNext()) {
      read = ahead.remove().join().iterator();
    }
    return read.next();
  }

  private List<Script> some() {
    var some = new ArrayList<Script>(SCRIPTS_AT_ONCE);
    while (scripts.hasNext() && some.size() < SCRIPTS_AT_ONCE) {
      some.add(scripts.next());
    }
    return some;
  }

  private ForkJoinTask<List<List<Meaning>>> reading(List<Script> some) {
    return ForkJoinTask.adapt(
        (Callable<List<List<Meaning>>>) () -> some.stream().map(parser::parse).toList());
  }
}
