import Foundation

/// Held by tests that draw from, or seed, the global random streams: tests of all targets run side by side in one process.
public enum GlobalStreams {
  private static let handle = NSRecursiveLock()
  public static func lock() { handle.lock() }
  public static func unlock() { handle.unlock() }
}
