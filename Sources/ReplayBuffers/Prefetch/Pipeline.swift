import Catalog
import Tensors

/// What happens to a batch after it was gathered: collate, then the transforms, in order.
///
/// The stages up to the first one that calls into a script may run on a background thread; that one and all after it
/// run on the thread that takes the batch.
struct Pipeline: Sendable {
  enum Stage: Sendable {
    case collate(Collate)
    case transform(any Transform)

    var isNative: Bool {
      switch self {
      case .collate(let collate): collate.isNative
      case .transform(let transform): transform.isNative
      }
    }

    func apply(_ data: Tree) throws(Failure) -> Tree {
      switch self {
      case .collate(let collate): try collate.body(data)
      case .transform(let transform): try transform.forward(data)
      }
    }
  }

  let stages: [Stage]
  /// How many of the first stages are native.
  let nativeCount: Int

  init(collate: Collate?, transforms: [any Transform]) {
    var stages: [Stage] = []
    if let collate { stages.append(.collate(collate)) }
    for transform in transforms { stages.append(.transform(transform)) }
    self.stages = stages
    nativeCount = stages.firstIndex { !$0.isNative } ?? stages.count
  }

  func run(_ data: Tree, _ range: Range<Int>) throws(Failure) -> Tree {
    var data = data
    for stage in stages[range] { data = try stage.apply(data) }
    return data
  }

  /// The part for background threads.
  func background(_ data: Tree) throws(Failure) -> Tree { try run(data, 0..<nativeCount) }
  /// The part for the thread that takes the batch.
  func foreground(_ data: Tree) throws(Failure) -> Tree { try run(data, nativeCount..<stages.count) }
  func whole(_ data: Tree) throws(Failure) -> Tree { try run(data, 0..<stages.count) }
}
