package dev.drydock.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps other threads and processes from starting, joining or stopping the server of a folder, or
 * from unpacking into it, meanwhile. The operating system frees it when its process ends, however
 * it ends.
 */
final class FolderLock implements AutoCloseable {

  private static final long LONGEST_SECONDS = 300;
  private static final long PAUSE_MILLIS = 20;

  /** File locks are the process's; among its threads this one decides. */
  private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock; the thread that took it closes it.
   *
   * @param file made when missing, and kept
   */
  static FolderLock take(Path file) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    IN_THIS_PROCESS.lock();
    try {
      return new FolderLock(await(file, deadline));
    } catch (IOException | RuntimeException e) {
      IN_THIS_PROCESS.unlock();
      throw e;
    }
  }

  private static FileChannel await(Path file, long deadline) throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
      while (lock.isEmpty()) {
        pause(file, deadline);
        lock = Optional.ofNullable(channel.tryLock());
      }
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void pause(Path file, long deadline) throws IOException {
    if (System.nanoTime() > deadline) {
      throw new IOException(
          "another process has held %s for %d s".formatted(file, LONGEST_SECONDS));
    }
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + file);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      IN_THIS_PROCESS.unlock();
    }
  }
}
