import Catalog
import Tensors

extension RoundRobinWriter {
  /// The cursor and the write count under TorchRL's names, and the generations where they are tracked.
  public func state() throws(Failure) -> [(key: Tree, value: Tree)] {
    var state: [(key: Tree, value: Tree)] = [
      (.string("_cursor"), .int(cursor ?? 0)), (.string("_write_count"), .int(writeCount)),
    ]
    guard tracksGenerations, let storage = attachedStorage else { return state }
    if let generations = storage.lock.withLock({ storage.listeners.generations }) {
      state.append((.string("_generation"), .tensor(try .indices(generations.counts))))
    }
    return state
  }

  /// - Throws: `KeyError` without a cursor, `ValueError` for one that does not fit the storage. Nothing has changed then.
  public func load(_ state: [(key: Tree, value: Tree)]) throws(Failure) {
    func value(_ name: String) -> Tree? { state.first { $0.key.isSameScalar(as: .string(name)) }?.value }
    guard case .int(let cursor)? = value("_cursor") else {
      throw .key("expected key '_cursor' with an int in the state of a writer, got none", help: "state_dict() gives it")
    }
    let storage = attachedStorage
    let rows = storage?.contents.rowCapacity ?? .max
    guard cursor >= 0, cursor < rows else {
      throw .value("expected a '_cursor' of 0 ... \(rows - 1), got \(cursor)", argument: "state_dict")
    }
    var generations: SlotGenerations?
    if case .tensor(let counts)? = value("_generation") {
      generations = SlotGenerations(counts: try integers(of: counts))
    }
    moveCursor(to: cursor)
    if case .int(let count)? = value("_write_count") { setWriteCount(count) }
    guard let generations, let storage else { return }
    storage.lock.withLock { storage.listeners.generations = generations }
  }
}
