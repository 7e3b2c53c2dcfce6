import Catalog
import Tensors

/// Draws windows of new rows first, each once and in the order of writing; then slices as `SliceSampler` does.
///
/// Rows that are written one after the other are cut into windows of `sliceLength`, which cross no end of a trajectory
/// (its end key, a change of its id, or a row with `"is_init"`). A window whose rows were overwritten before it was
/// drawn is left out.
public final class StreamingSliceSampler: SlicingSampler, @unchecked Sendable {
  // `@unchecked`: the mutable fields are touched under `lock`.
  public let lock = RecursiveLock()
  public let options: SliceOptions
  let windowLength: Int
  var source: TrajectorySource
  private var state = State()

  /// What changes with every draw and write.
  struct State: Sendable {
    var windows: [Window] = []
    /// The rows that do not fill a window yet.
    var pending = Window(rows: [], versions: [])
    /// How often each row was written.
    var versions: [Int] = []
    var lastId: Double?
    var lastWasEnd = false
  }

  struct Window: Sendable {
    var rows: [Int]
    /// The versions that the rows had when they were written.
    var versions: [Int]
  }

  var snapshot: State {
    get { lock.withLock { state } }
    set { lock.withLock { state = newValue } }
  }

  /// - Throws: `TypeError` without a `sliceLength`, and where options exclude each other.
  public init(_ options: SliceOptions) throws(Failure) {
    guard let length = options.sliceLength, options.numSlices == nil else {
      throw .type("streaming slices need a slice_len", argument: "slice_len")
    }
    try options.check()
    guard options.ends == nil, options.trajectories == nil, !options.fragmented else {
      throw .value("streaming slices find trajectories by keys")
    }
    self.options = options
    windowLength = length
    source = try TrajectorySource(options)
  }

  // MARK: draws

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    return try locked(with: storage) { () throws(Failure) -> Draw in
      guard storage.count > 0 else { throw .emptyStorage }
      let (length, count) = try options.layout(batchSize: batchSize)
      var fresh: [[Int]] = []
      var looked = 0
      while looked < state.windows.count, fresh.count < count {
        let window = state.windows[looked]
        looked += 1
        if isCurrent(window) { fresh.append(window.rows) }
      }
      state.windows.removeFirst(looked)
      let options = options
      var first: Draw?
      if !fresh.isEmpty {
        first = try SliceBatch(windows: fresh, paddedLength: options.padOutput ? length : nil).draw(options, storage)
      }
      if let first, fresh.count == count { return first }
      let missing = count - fresh.count
      let choice = try source.withBoundaries(of: storage) { (boundaries) throws(Failure) in
        try SliceChoice.draw(
          &boundaries, options, length: length, count: missing, stream: generator ?? .default,
          prefetch: storage.columnStore?.rowPrefetch)
      }
      let rest = try SliceBatch(choice).draw(options, storage)
      guard let first else { return rest }
      return try Self.join(first, rest, firstSlices: fresh.count)
    }
  }

  private func isCurrent(_ window: Window) -> Bool {
    zip(window.rows, window.versions).allSatisfy { $0 < state.versions.count && state.versions[$0] == $1 }
  }

  private static func join(_ first: Draw, _ second: Draw, firstSlices: Int) throws(Failure) -> Draw {
    var joined = Draw(cells: try .cat([first.cells, second.cells]), info: [], isCoordinates: true)
    for (key, value) in first.info {
      guard case .tensor(let head) = value else { continue }
      if let tail = second.info.first(where: { $0.key.isSameScalar(as: key) })?.value, case .tensor(var tail) = tail {
        if key.isSameScalar(as: NestedKey(["slice", "id"]).tree) {
          tail = try .indices(try integers(of: tail).map { $0 + firstSlices })
        }
        joined.info.append((key, .tensor(try .cat([head, tail]))))
      } else {
        // Only the mask of padding may be missing: nothing needed it.
        joined.info.append((key, .tensor(try .cat([head, try Tensor.full([second.cells.numel], .int(1), .bool)]))))
      }
    }
    return joined
  }

  // MARK: writes

  public func attach(to storage: any Storage) throws(Failure) {
    guard storage.ndim == 1 else {
      throw .runtime("streaming slices need a storage of one dimension, got \(storage.ndim)")
    }
    guard storage.maxSize >= windowLength else {
      throw .value("expected a storage that holds a slice of \(windowLength) items, got max_size \(storage.maxSize)")
    }
    lock.withLock { source.follow(storage) }
  }

  public func markUpdate(_ cells: [Int], in storage: any Storage) {
    lock.withLock {
      source.follow(storage)
      let count = storage.count
      let known = cells.filter { $0 >= 0 && $0 < count }
      let cells = storage.maxSize < known.count ? Array(known.suffix(storage.maxSize)) : known
      // What cannot be read has no windows; the first draw tells why.
      do throws(Failure) { try note(cells, storage) } catch { state.pending = Window(rows: [], versions: []) }
    }
  }

  private func note(_ rows: [Int], _ storage: any Storage) throws(Failure) {
    guard let highest = rows.max() else { return }
    let missing = highest + 1 - state.versions.count
    if missing > 0 { state.versions += [Int](repeating: 0, count: missing) }
    var written: [Int] = []
    for row in rows {
      state.versions[row] += 1
      written.append(state.versions[row])
    }
    if !isCurrent(state.pending) { state.pending = Window(rows: [], versions: []) }
    let cells = try Tensor.indices(rows)
    var ids: [Double]?
    if let key = source.trajKey, let values = try storage.tensor(key, cells: cells), values.numel == rows.count {
      ids = try doubles(of: values)
    }
    let ends = try flags(options.endKeys ?? [options.endKey ?? ["next", "done"]], cells, storage)
    var begins = try flags(["is_init"], cells, storage)
    for i in rows.indices.dropFirst() where ends[i - 1] || (ids.map { $0[i] != $0[i - 1] } ?? false) {
      begins[i] = true
    }
    if state.lastWasEnd { begins[0] = true }
    if let ids, let lastId = state.lastId, ids[0] != lastId { begins[0] = true }
    cut(rows, written, begins, ends)
    while state.windows.count > storage.maxSize / windowLength { state.windows.removeFirst() }
    if let ids { state.lastId = ids.last }
    state.lastWasEnd = ends.last ?? false
  }

  /// Cuts rows into windows; what is left over behind the last of them waits for more.
  private func cut(_ rows: [Int], _ written: [Int], _ begins: [Bool], _ ends: [Bool]) {
    var current = state.pending
    for i in rows.indices {
      if begins[i] { current = Window(rows: [], versions: []) }
      current.rows.append(rows[i])
      current.versions.append(written[i])
      if current.rows.count == windowLength {
        state.windows.append(current)
        current = Window(rows: [], versions: [])
      }
    }
    state.pending = ends.last == true ? Window(rows: [], versions: []) : current
  }

  private func flags(_ keys: [NestedKey], _ cells: Tensor, _ storage: any Storage) throws(Failure) -> [Bool] {
    var found = [Bool](repeating: false, count: cells.numel)
    for key in keys {
      guard let stored = try storage.tensor(key, cells: cells) else { continue }
      let values = try doubles(of: stored)
      let width = max(values.count / max(found.count, 1), 1)
      for (i, value) in values.enumerated() where value != 0 { found[i / width] = true }
    }
    return found
  }

  public func empty() {
    lock.withLock { state = State() }
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "streaming_slices", "StreamingSliceSampler", parent: "SliceSampler",
    "Draws windows of new rows first, each once and in the order of writing, then slices as slices() does.",
    fields: of(
      [SliceOptions.requiredLength] + SliceOptions.keys + [SliceOptions.cacheValues] + SliceOptions.marks + [
        SliceOptions.padOutput, SliceOptions.compile, SliceOptions.span, SliceOptions.useGPU, SliceOptions.sliceInfo,
      ]),
    attributes: trajectoryAttributes,
    examples: [
      Example(
        sliceSetup
          + "rb = td_buffer(storage: ram(16), sampler: streaming_slices(slice_len: 3), batch_size: 6)\n"
          + "rb.extend(data)\nprint(rb.sample()[\"x\"])", prints: "tensor([0, 1, 2, 3, 4, 5])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try StreamingSliceSampler(try SliceOptions(arguments))
  }
}

/// The elements as doubles, in row-major order.
func doubles(of tensor: Tensor) throws(Failure) -> [Double] {
  if tensor.dtype.isFloatingPoint { return try floats(of: tensor).map { Double($0) } }
  return try integers(of: tensor).map { Double($0) }
}
