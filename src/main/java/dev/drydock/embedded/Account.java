package dev.drydock.embedded;

import com.sun.security.auth.module.UnixSystem;
import dev.drydock.migration.DrydockException;
import dev.drydock.migration.ErrorCode;
import dev.drydock.migration.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The account that the server's programs run under, because PostgreSQL refuses to run as root.
 *
 * <p>An ordinary user runs them as itself. Root runs them through {@code setpriv} as the owner of
 * the folder, else as {@code nobody}; where that account could not pass a parent of the folder, or
 * {@code setpriv} does not work, in a user namespace, in which the files stay root's.
 *
 * @param prefix words put before a program's own
 * @param owner uid that must own the server's files, when it is not ours
 */
record Account(List<String> prefix, OptionalInt owner) {

  private static final int ROOT = 0;
  private static final Account OURSELVES = new Account(List.of(), OptionalInt.empty());

  Account {
    prefix = List.copyOf(prefix);
  }

  /**
   * The account for a server whose files are, or will be, in the given folders.
   *
   * @param home existing folder around everything
   * @param data the server's data folder; when it exists its owner decides
   * @throws DrydockException when we are root and no way to another account works
   */
  static Account of(Path home, Path data) throws IOException {
    if (new UnixSystem().getUid() != ROOT) {
      return OURSELVES;
    }
    var user = PasswdEntry.fitting(Files.isDirectory(data) ? data : home);
    boolean keptByRoot = Files.isDirectory(data) && Folders.owner(data) == ROOT;
    var asUser = asUser(user);
    Optional<Path> obstacle = Folders.obstacle(home, user.uid());
    if (!keptByRoot && obstacle.isEmpty() && asUser.works(home)) {
      return asUser;
    }
    var inNamespace = inNamespace(user);
    if ((keptByRoot || !Files.isDirectory(data)) && inNamespace.works(home)) {
      return inNamespace;
    }
    throw new DrydockException(refusal(home, user, obstacle));
  }

  private static Account asUser(PasswdEntry user) {
    return new Account(
        List.of("setpriv", "--reuid=" + user.uid(), "--regid=" + user.gid(), "--clear-groups"),
        OptionalInt.of(user.uid()));
  }

  private static Account inNamespace(PasswdEntry user) {
    return new Account(
        List.of("unshare", "--user", "--map-user=" + user.uid()), OptionalInt.empty());
  }

  List<String> wrap(List<String> words) {
    var all = new ArrayList<>(prefix);
    all.addAll(words);
    return all;
  }

  /** Hands a file or folder over to the account. */
  void own(Path path) throws IOException {
    if (owner.isPresent()) {
      Files.setAttribute(path, "unix:uid", owner.getAsInt());
    }
  }

  private boolean works(Path folder) throws IOException {
    return Command.onPath(prefix.get(0)).isPresent()
        && Command.run(folder, wrap(List.of("true"))).succeeded();
  }

  private static Failure refusal(Path home, PasswdEntry user, Optional<Path> obstacle) {
    String because =
        obstacle
            .map(folder -> "%s keeps the account %s out of it".formatted(folder, user.name()))
            .orElse(
                "changing to the account %s (setpriv) is not allowed here".formatted(user.name()));
    return new Failure(
        ErrorCode.CONFIGURATION,
        "PostgreSQL does not run as root, and in %s no other account can run it: %s, and user"
                .formatted(home, because)
            + " namespaces (unshare) do not work here.",
        "Nothing was started.",
        "Run Drydock as an ordinary user, or work in a folder that other accounts may pass, or set"
            + " DATABASE_URL.");
  }
}
