import Catalog
import Tensors

/// Transforms one after the other.
public final class Compose: Transform, @unchecked Sendable {
  // `@unchecked`: `list` is touched under `lock`; `observer.owner` is set once, while the buffer is made.
  private let lock = RecursiveLock()
  private var list: [any Transform]
  let observer = Observer()

  /// The buffer that must hear of changes.
  final class Observer: @unchecked Sendable {
    weak var owner: ReplayBuffer?
  }

  public init(_ transforms: [any Transform] = []) {
    // One composition, not a nest of them, as `a | b | c` reads.
    list = transforms.flatMap { ($0 as? Compose)?.children ?? [$0] }
  }

  public var children: [any Transform] { lock.withLock { list } }
  public var count: Int { children.count }
  public func isComponent(_ kind: String) -> Bool { kind == ComponentSpec.Kind.transform.rawValue }
  public var text: String { SourceText.call("compose", children.map(\.text), []) }
  public var isNative: Bool { children.allSatisfy(\.isNative) }
  public var hasInverse: Bool { children.contains(where: \.hasInverse) }

  public func append(_ transform: any Transform) {
    lock.withLock { list.append(transform) }
    observer.owner?.transformsChanged()
  }

  /// - Parameter index: Negative ones count from the end.
  /// - Throws: `IndexError` where the index is beyond the number of transforms.
  public func insert(_ transform: any Transform, at index: Int) throws(Failure) {
    lock.lock()
    let count = list.count
    guard index >= -count, index <= count else {
      lock.unlock()
      throw .index("expected an index of -\(count) ... \(count) for \(count) transforms, got \(index)")
    }
    list.insert(transform, at: index < 0 ? index + count : index)
    lock.unlock()
    observer.owner?.transformsChanged()
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    var data = data
    for child in children { data = try child.forward(data) }
    return data
  }

  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    var data = data
    // The caller's tensordict keeps its keys: transforms change this copy of the tree, over the same tensors.
    if hasInverse, case .tensordict(let given) = data { data = .tensordict(given.shallowCopy()) }
    for child in children.reversed() where child.hasInverse {
      guard let changed = try child.inverse(data) else { return nil }
      data = changed
    }
    return data
  }
}
