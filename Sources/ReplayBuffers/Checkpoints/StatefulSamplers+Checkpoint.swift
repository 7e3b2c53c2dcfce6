import Catalog
import Tensors

/// `consuming_sampler.pt`, as TorchRL writes it.
extension ConsumingSampler {
  private static let file = "/consuming_sampler.pt"

  public func dump(to folder: String) throws(Failure) {
    let state = snapshot
    // TorchRL has no arrays before the first write.
    let isNew = state.counts.isEmpty
    try FileSystem.makeDirectory(folder)
    try TorchFile.write(
      .dict([
        (.string("max_sample_count"), .int(maxSampleCount)),
        (.string("_sample_count"), isNew ? .none : .tensor(try .indices(state.counts))),
        (.string("_live_mask"), isNew ? .none : .tensor(try .fromElements(state.live.map { Bool8($0) }))),
        (.string("_known_storage_len"), .int(state.known)),
        (.string("_free_indices"), state.free.isEmpty ? .none : .tensor(try .indices(state.free))),
        (.string("_free_head"), .int(0)), (.string("_ran_out"), .bool(state.ranOut)),
      ]), to: folder + Self.file)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let file = try TorchFile.State(folder + Self.file)
    guard try file.int("max_sample_count") == maxSampleCount else {
      throw file.wrong("max_sample_count", "\(maxSampleCount)")
    }
    var state = State()
    state.known = try file.int("_known_storage_len")
    state.counts = try file.ints("_sample_count", in: 0..<Int.max)
    state.live = try file.ints("_live_mask", in: 0..<2).map { $0 == 1 }
    state.free = Array(
      try file.ints("_free_indices", in: 0..<state.counts.count).dropFirst(max(try file.int("_free_head"), 0)))
    state.ranOut = try file.int("_ran_out") != 0
    guard state.counts.count == state.live.count, (0...min(state.counts.count, contents.count)).contains(state.known)
    else { throw file.wrong("_known_storage_len", "one count and one mark per item") }
    state.remaining = state.live.prefix(state.known).count { $0 }
    let restored = state
    return { () throws(Failure) in self.snapshot = restored }
  }
}

/// `streaming_slice.pt`, as TorchRL writes it: the windows that were not drawn yet, and what the next write joins.
extension StreamingSliceSampler {
  private static let file = "/streaming_slice.pt"

  public func dump(to folder: String) throws(Failure) {
    let state = snapshot
    func table(_ part: KeyPath<Window, [Int]>) throws(Failure) -> Tree {
      .tensor(try .fromElements(state.windows.flatMap { $0[keyPath: part] }, [state.windows.count, windowLength]))
    }
    let last: Tensor
    switch state.lastId {
    case nil: last = try .empty([0], .float32)
    case let id?:
      if let whole = Int(exactly: id) { last = try .indices([whole]) } else { last = try .fromElements([id]) }
    }
    try FileSystem.makeDirectory(folder)
    try TorchFile.write(
      .dict([
        (.string("slot_versions"), .tensor(try .indices(state.versions))),
        (.string("queued_indices"), try table(\.rows)), (.string("queued_versions"), try table(\.versions)),
        (.string("pending_indices"), .tensor(try .indices(state.pending.rows))),
        (.string("pending_versions"), .tensor(try .indices(state.pending.versions))),
        (.string("last_traj"), .tensor(last)),
        (.string("has_last_traj"), .tensor(try .scalar(.bool(state.lastId != nil), .bool))),
        (.string("last_was_done"), .tensor(try .scalar(.bool(state.lastWasEnd), .bool))),
        (.string("slice_len"), .tensor(try .scalar(.int(windowLength), .int64))),
      ]), to: folder + Self.file)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let file = try TorchFile.State(folder + Self.file)
    guard try file.int("slice_len") == windowLength else { throw file.wrong("slice_len", "\(windowLength)") }
    let slots = 0..<contents.capacity
    let counts = 0..<Int.max
    var state = State()
    state.versions = try file.ints("slot_versions", in: counts)
    let rows = try file.ints("queued_indices", in: slots)
    let versions = try file.ints("queued_versions", in: counts)
    guard rows.count == versions.count, rows.count % windowLength == 0 else {
      throw file.wrong("queued_versions", "one version per queued row, \(windowLength) a window")
    }
    state.windows = stride(from: 0, to: rows.count, by: windowLength).map {
      Window(rows: Array(rows[$0..<$0 + windowLength]), versions: Array(versions[$0..<$0 + windowLength]))
    }
    state.pending = Window(
      rows: try file.ints("pending_indices", in: slots), versions: try file.ints("pending_versions", in: counts))
    guard state.pending.rows.count == state.pending.versions.count, state.pending.rows.count < windowLength else {
      throw file.wrong("pending_versions", "one version per pending row, fewer than a window has")
    }
    if try file.int("has_last_traj") != 0 {
      guard case .tensor(let last)? = file["last_traj"], last.numel == 1 else {
        throw file.wrong("last_traj", "one id")
      }
      state.lastId = try doubles(of: last)[0]
    }
    state.lastWasEnd = try file.int("last_was_done") != 0
    let restored = state
    return { () throws(Failure) in self.snapshot = restored }
  }
}
