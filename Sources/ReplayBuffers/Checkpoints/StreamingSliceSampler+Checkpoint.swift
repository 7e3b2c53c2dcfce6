import Catalog
import Tensors

/// The windows that wait, under the names of TorchRL's state. TorchRL itself pickles them (`streaming_slice.pt`), which is
/// not read: such a dump begins with the windows of what it holds.
extension StreamingSliceSampler {
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let data = TensorDict(batchSize: [])
    func set(_ key: String, _ values: [Int], _ shape: Shape) throws(Failure) {
      try data.set(NestedKey(key), entry: .tensor(try .fromElements(values, shape)))
    }
    try set("slot_versions", versions, [versions.count])
    try set("queued_indices", windows.flatMap(\.rows), [windows.count, windowLength])
    try set("queued_versions", windows.flatMap(\.versions), [windows.count, windowLength])
    try set("pending_indices", pending.rows, [pending.rows.count])
    try set("pending_versions", pending.versions, [pending.versions.count])
    try data.set("last_traj", entry: .tensor(try .fromElements(lastId.map { [$0] } ?? [], [lastId == nil ? 0 : 1])))
    try data.set("last_was_done", .bool(lastWasEnd))
    try data.set("slice_len", .int(windowLength))
    try data.dump(to: folder)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    guard FileSystem.isFile(folder + "/meta.json") else { return {} }
    let data = try TensorDict.loadMemmap(folder)
    func numbers(_ key: String) throws(Failure) -> [Int] { try integers(of: try data.tensor(NestedKey(key))) }
    let length = try data.tensor("slice_len").item().int
    guard length == windowLength else {
      throw .runtime("expected a dump of slices of \(windowLength) rows, got one of \(length)")
    }
    let (rows, versions) = (try numbers("queued_indices"), try numbers("queued_versions"))
    let (waiting, waitingVersions) = (try numbers("pending_indices"), try numbers("pending_versions"))
    guard rows.count == versions.count, rows.count % length == 0, waiting.count == waitingVersions.count,
      (rows + waiting).allSatisfy({ $0 >= 0 && $0 < contents.rowCapacity })
    else { throw .value("the windows in '\(folder)' contradict each other") }
    let slots = try numbers("slot_versions")
    let last = try data.tensor("last_traj").to(.float64).elements(Double.self).first
    let wasEnd = try data.tensor("last_was_done").item().int != 0
    return { () throws(Failure) in
      self.lock.withLock {
        self.windows = stride(from: 0, to: rows.count, by: length).map {
          Window(rows: Array(rows[$0..<$0 + length]), versions: Array(versions[$0..<$0 + length]))
        }
        self.pending = Window(rows: waiting, versions: waitingVersions)
        self.versions = slots
        self.lastId = last
        self.lastWasEnd = wasEnd
      }
    }
  }
}
