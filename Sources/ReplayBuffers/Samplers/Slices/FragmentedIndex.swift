import Catalog
import Tensors

/// Trajectories whose rows lie anywhere, put together by id and step. `@unchecked`: guarded by its sampler's lock.
///
/// The rows are sorted anew by the first draw after a write, in O(rows · log rows).
final class FragmentedIndex: @unchecked Sendable {
  private struct Runs {
    /// The rows by id, then by step.
    let rows: [Int]
    /// Where runs of consecutive steps begin among them, and how long they are.
    let starts: [Int]
    let lengths: [Int]
  }

  private var runs: Runs?
  private weak var owner: (any Storage)?
  private var count = 0

  func forget() { runs = nil }

  func draw(
    _ storage: any Storage, _ key: NestedKey, _ options: SliceOptions, length: Int, count: Int, stream: Generator
  ) throws(Failure) -> Draw {
    let runs = try current(storage, key, options.stepKey ?? "step_count")
    var eligible = Array(runs.lengths.indices)
    if options.strictLength {
      eligible = eligible.filter { runs.lengths[$0] >= length }
      guard !eligible.isEmpty else {
        throw .runtime(
          "expected a run of at least \(length) steps, got none: the longest has \(runs.lengths.max() ?? 0)",
          help: "use shorter slices, or strict_length: False")
      }
    }
    let chosen = try stream.integers(below: eligible.count, count: count).map { eligible[$0] }
    let uniforms = stream.uniforms32(count: count)
    var windows: [[Int]] = []
    for (i, run) in chosen.enumerated() {
      let own = min(length, runs.lengths[run])
      let start = runs.starts[run] + Int((uniforms[i] * Float(runs.lengths[run] - own + 1)).rounded(.down))
      windows.append(Array(runs.rows[start..<start + own]))
    }
    let pads = options.padOutput && !options.strictLength
    return try SliceBatch(windows: windows, paddedLength: pads ? length : nil).draw(options, storage)
  }

  /// The rows of every run of consecutive steps.
  func lengths(_ storage: any Storage, _ key: NestedKey, _ options: SliceOptions) throws(Failure) -> [Int] {
    try current(storage, key, options.stepKey ?? "step_count").lengths
  }

  private func current(_ storage: any Storage, _ key: NestedKey, _ stepKey: NestedKey) throws(Failure) -> Runs {
    if let runs, owner === storage, count == storage.count { return runs }
    guard storage.ndim == 1 else {
      throw Failure(.notImplemented, "fragmented slices need a storage of one dimension, got \(storage.ndim)")
    }
    let ids = try integers(storage, key)
    let steps = try integers(storage, stepKey)
    let rows = ids.indices.sorted { a, b in
      ids[a] != ids[b] ? ids[a] < ids[b] : steps[a] != steps[b] ? steps[a] < steps[b] : a < b
    }
    var starts: [Int] = []
    for (i, row) in rows.enumerated() {
      if steps[row] < 0 {
        throw .value("expected steps of at least 0 at key \(stepKey.text), got \(steps[row])")
      }
      if i > 0, ids[row] == ids[rows[i - 1]] {
        if steps[row] == steps[rows[i - 1]] {
          throw .runtime(
            "expected each step of a trajectory once, got step \(steps[row]) of trajectory \(ids[row]) twice",
            help: "ids must not come again while rows of theirs are stored")
        }
        if steps[row] == steps[rows[i - 1]] + 1 { continue }
      }
      starts.append(i)
    }
    let ends = starts.dropFirst() + [rows.count]
    let found = Runs(rows: rows, starts: starts, lengths: zip(starts, ends).map { $1 - $0 })
    (runs, owner, count) = (found, storage, storage.count)
    return found
  }

  private func integers(_ storage: any Storage, _ key: NestedKey) throws(Failure) -> [Int] {
    let cells = try Tensor.indices(Array(0..<storage.count))
    guard let values = try storage.tensor(key, cells: cells) else {
      throw .key("expected key \(key.text) in the items, got none")
    }
    guard values.numel == cells.numel else {
      throw .runtime("expected one value per item at key \(key.text), got shape \(values.shape.dropFirst().dims) each")
    }
    guard values.dtype != .bool, !values.dtype.isFloatingPoint else {
      throw .type("expected integers at key \(key.text), got \(values.dtype.torchName)")
    }
    return try ReplayBuffers.integers(of: values)
  }
}
