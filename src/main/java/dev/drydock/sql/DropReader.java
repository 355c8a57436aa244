package dev.drydock.sql;

import dev.drydock.sql.ObjectChange.Drop;
import java.util.List;

/** Reads DROP, from behind that word on. */
final class DropReader {

  private DropReader() {}

  static Action read(Cursor cursor, int offset) {
    if (cursor.accept("owned", "by")) {
      List<String> roles = cursor.commaSeparated(cursor::name);
      var owned = new ObjectChange.DropOwned(roles, cursor.cascade(), offset);
      cursor.expectEnd();
      return owned;
    }
    var objects = new ObjectReader(cursor);
    ObjectKind kind = objects.kind();
    boolean concurrently = kind == ObjectKind.INDEX && cursor.accept("concurrently");
    boolean ifExists = cursor.ifExists();
    List<ObjectRef> dropped = cursor.commaSeparated(() -> objects.ref(kind));
    boolean cascade = cursor.cascade();
    if (kind == ObjectKind.DATABASE) {
      cursor.accept("with");
      cursor.skipParentheses();
    }
    cursor.expectEnd();
    return new Drop(kind, dropped, ifExists, cascade, concurrently, offset);
  }
}
