import Catalog
import Tensors

/// The contents of a buffer at one moment: what `state_dict` gives for its parts. They are kept in files, in the layout
/// of dumps, that go with the last reference.
public final class BufferState: TreeObject {
  private let folder: String
  fileprivate var dump: String { folder + "/state" }

  fileprivate init() throws(Failure) { folder = try FileSystem.makeTemporaryDirectory(prefix: "rbsh-state-") }
  deinit { try? FileSystem.removeTree(folder) }

  public var text: String { "<state>" }
}

extension ReplayBuffer {
  private static let parts = ["_storage", "_sampler", "_writer"]

  /// A snapshot under TorchRL's names. The parts' states are opaque; they are None for a buffer that was never written.
  public func state() throws(Failure) -> [(key: Tree, value: Tree)] {
    var state = Tree.none
    if storage.count > 0 || writeCount > 0 {
      let snapshot = try BufferState()
      try dump(to: snapshot.dump)
      state = .object(snapshot)
    }
    let consumes = sampler.recycler?.maxSampleCount
    return Self.parts.map { (.string($0), state) } + [
      (.string("_transforms"), .dict([])), (.string("_batch_size"), batchSize.map { .int($0) } ?? .none),
      (.string("_consume_after_n_samples"), consumes.map { .int($0) } ?? .none), (.string("_rng"), .none),
      (.string("_prefetch_state"), .none),
    ]
  }

  /// Takes the contents of a snapshot of a buffer of the same components.
  /// - Throws: `TypeError` for what is no snapshot, and what loading a dump throws. The buffer is as it was then.
  public func load(_ state: [(key: Tree, value: Tree)]) throws(Failure) {
    switch state.first(where: { $0.key.isSameScalar(as: .string("_storage")) })?.value {
    case .object(let object)?:
      guard let snapshot = object as? BufferState else {
        throw .type("expected the state of a buffer, got another object", help: "state_dict() gives it")
      }
      try load(from: snapshot.dump)
    case Tree.none?: empty()
    default:
      throw .type("expected the state of a buffer, got another dict", help: "state_dict() gives it")
    }
  }
}
