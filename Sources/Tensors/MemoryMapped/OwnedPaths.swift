import Catalog
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Files and folders that somebody made and that go with it: when it says so, or at the end of the process, however that
/// comes about.
///
/// Only what was made is removed: a folder goes when it is empty by then, and what others put into it stays.
public final class OwnedPaths: Sendable {
  private struct State {
    /// In the order in which they were made.
    var paths: [String] = []
    var wholeFolders: [String] = []
  }
  private let state = Mutex(State())

  public init() {}

  /// Files and folders, each made after the one that it is in.
  /// - Parameter atExit: They go with the process, too.
  public func add(_ paths: [String], atExit: Bool) {
    if paths.isEmpty { return }
    state.withLock { $0.paths += paths }
    if atExit { Self.register(self) }
  }

  /// A folder that goes with all that is in it, since nobody else knows of it.
  public func add(wholeFolder path: String) {
    state.withLock { $0.wholeFolders.append(path) }
    Self.register(self)
  }

  /// Removes what is there of them. - Returns: Whether anything was removed.
  @discardableResult
  public func remove() -> Bool {
    let owned = state.withLock { state in
      defer { state = State() }
      return state
    }
    Self.living.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(self)) }
    var removed = false
    for path in owned.paths.reversed() where Self.removeOne(path) { removed = true }
    for path in owned.wholeFolders where FileSystem.exists(path) {
      removed = true
      try? FileSystem.removeTree(path)
    }
    return removed
  }

  private static func removeOne(_ path: String) -> Bool {
    let isFolder = FileSystem.isDirectory(path) && !FileSystem.isSymbolicLink(path)
    return (isFolder ? rmdir(path) : unlink(path)) == 0
  }

  // MARK: The end of the process

  private static let living = Mutex<[ObjectIdentifier: OwnedPaths]>([:])
  private static let registration: Void = { atexit { OwnedPaths.removeAll() } }()

  private static func register(_ one: OwnedPaths) {
    _ = registration
    living.withLock { $0[ObjectIdentifier(one)] = one }
  }

  /// Removes what all of them made. Runs at exit; a program that ends by a signal calls it first.
  public static func removeAll() {
    let all = living.withLock { Array($0.values) }
    for one in all { one.remove() }
  }
}
