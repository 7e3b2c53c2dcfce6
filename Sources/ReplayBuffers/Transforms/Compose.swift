import Catalog
import Tensors

/// Transforms one after the other.
public final class Compose: DeclaredTransform, @unchecked Sendable {
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
    list = transforms.flatMap(\.flattened)
  }

  // Without the lock: the script's thread, which asks, is the one that changes the list.
  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&list) { $0 } }

  public var children: [any Transform] { lock.withLock { list } }
  public var flattened: [any Transform] { children }
  public var count: Int { children.count }
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

  /// Takes a transform out. - Parameter index: Negative ones count from the end; nil for the last.
  /// - Throws: `IndexError` where there is none.
  public func pop(at index: Int? = nil) throws(Failure) -> any Transform {
    let index = index ?? -1
    lock.lock()
    let count = list.count
    guard index >= -count, index < count else {
      lock.unlock()
      throw .index(
        count == 0
          ? "there is no transform to take out"
          : "expected an index of -\(count) ... \(count - 1) for \(count) transforms, got \(index)")
    }
    let taken = list.remove(at: index < 0 ? index + count : index)
    lock.unlock()
    observer.owner?.transformsChanged()
    return taken
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

  static let parts = Field<Compose, [any Transform]>.variadic(
    "trsfs", .transformItems, "Transforms or functions."
  ) { $0.children }
  static let list = Field<Compose, [any Transform]>(
    "transforms", .transformItems, default: [], shownAs: "None", "The same as a list, in their place.",
    labelOnly: true, attribute: .hidden, showing: .never
  ) { _ in nil }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "compose", "Compose", "Several transforms, one after the other; `a | b` is the same.",
    fields: [parts, list],
    attributes: [
      Attribute<Compose>("transforms", "The transforms, in their order.") { .list($0.children.map { .object($0) }) }
    ],
    examples: [Example("print(len(compose(x -> x + 1, x -> x * 2)))", prints: "2")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let (parts, list) = (try arguments[parts], try arguments[list])
    return Compose(parts.isEmpty ? list : parts)
  }
}
