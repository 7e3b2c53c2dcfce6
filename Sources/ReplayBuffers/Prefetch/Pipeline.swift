import Catalog
import Tensors

/// What happens to a batch after it was gathered: collate, then the transforms, in order.
///
/// The stages up to the first one that calls into a script may run on a background thread; that one and all after it
/// run on the thread that takes the batch.
struct Pipeline: Sendable {
  let stages: [@Sendable (Tree) throws(Failure) -> Tree]
  /// How many of the first stages are native.
  let nativeCount: Int

  init(collate: Collate?, transforms: [any Transform]) {
    var stages: [@Sendable (Tree) throws(Failure) -> Tree] = []
    var flags: [Bool] = []
    if let collate {
      stages.append(collate.body)
      flags.append(collate.isNative)
    }
    for transform in transforms {
      stages.append { (data) throws(Failure) -> Tree in try transform.forward(data) }
      flags.append(transform.isNative)
    }
    self.stages = stages
    nativeCount = flags.firstIndex(of: false) ?? flags.count
  }

  func run(_ data: Tree, _ range: Range<Int>) throws(Failure) -> Tree {
    var data = data
    for stage in stages[range] { data = try stage(data) }
    return data
  }

  /// The part for background threads.
  func background(_ data: Tree) throws(Failure) -> Tree { try run(data, 0..<nativeCount) }
  /// The part for the thread that takes the batch.
  func foreground(_ data: Tree) throws(Failure) -> Tree { try run(data, nativeCount..<stages.count) }
  func whole(_ data: Tree) throws(Failure) -> Tree { try run(data, 0..<stages.count) }
}
