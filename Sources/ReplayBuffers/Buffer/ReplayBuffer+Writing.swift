import Catalog
import Tensors

extension ReplayBuffer {
  /// Adds one item. Returns where it is: an int, or coordinates with several storage dimensions; None where the writer
  /// rejects it.
  /// - Throws: where the item does not fit; the buffer is as it was then.
  @discardableResult
  public func add(_ data: Tree) throws(Failure) -> Tree {
    var data = data
    if transform.hasInverse {
      guard let changed = try inverseOfOne(data) else { return .tensor(try .empty([0, storage.ndim], .int64)) }
      data = changed
    }
    // TorchRL takes None for what a transform swallowed, so `add(None)` adds nothing.
    if case .none = data { return .tensor(try .empty([0, storage.ndim], .int64)) }
    return try settled { (parts) throws(Failure) -> Tree in
      // Everything that may be refused is looked at before anything is written.
      try demand(data, dimensions: storageValue.ndim - 1)
      let values = try priorities(of: data, items: nil)
      var reused = try reuse(data, count: 1, isSingle: true, parts)
      if reused == nil { reused = try writerValue.add(data, to: storageValue) }
      guard let written = reused else { return .none }
      let standard = samplerValue.priorities?.defaultPriority
      try notify(written)
      if let values {
        try setPriorities(written.cells, values)
      } else if flavour.takesTensordicts, storageValue.ndim == 1, let now = samplerValue.priorities?.defaultPriority,
        now != standard
      {
        // Without the key an item gets the default as the write has left it, as in TorchRL.
        try setPriorities(written.cells, [now])
      }
      return written.index
    }
  }

  /// Transforms work on batches, so one item is made a batch of one for them.
  private func inverseOfOne(_ data: Tree) throws(Failure) -> Tree? {
    guard case .tensordict(let item) = data else { return try transform.inverse(data) }
    let added = item.batchSize.count
    let batch = try Stacking.map(data, batch: { $0.prefix(added) + [1] + $0.dropFirst(added) }) { (tensor) in
      var (dims, steps) = (tensor.shape.dims, tensor.strides)
      dims.insert(1, at: added)
      steps.insert(1, at: added)
      return tensor.view(shape: Shape(dims), strides: steps, offset: tensor.offset)
    }
    guard let changed = try transform.inverse(batch) else { return nil }
    let place = if case .tensordict(let changed) = changed { changed.batchSize.count - 1 } else { -1 }
    return try Stacking.map(changed, batch: { $0.prefix(place) + $0.dropFirst(place + 1) }) { (tensor) in
      tensor.selecting(place, 0)
    }
  }

  /// Adds the items of data that holds several: a tensordict, tensor or tree whose first dimension counts them (the one
  /// named by `dim_extend` with several storage dimensions), or a list of items. Returns where they are.
  /// - Parameter updatePriority: Whether a td buffer takes priorities from the priority key.
  /// - Throws: where the items do not fit; the buffer is as it was then.
  @discardableResult
  public func extend(_ data: Tree, updatePriority: Bool? = nil) throws(Failure) -> Tree {
    var data = data
    if flavour.takesTensordicts {
      guard case .tensordict(let items) = data, items.tensorClass == nil else {
        throw .value(
          "expected a tensordict for \(flavour.name)(), got \(data.article)", help: "use buffer(…) for other data")
      }
    } else if updatePriority != nil {
      throw Failure(
        .notImplemented, "update_priority is for td_buffer only", argument: "update_priority")
    }
    if transform.hasInverse {
      guard let changed = try transform.inverse(data) else { return .tensor(try .empty([0, storage.ndim], .int64)) }
      data = changed
    }
    return try settled { (parts) throws(Failure) -> Tree in
      if dimExtend > 0 { data = try transposed(data) }
      try demand(data, dimensions: storageValue.ndim)
      let values = updatePriority == false ? nil : try priorities(of: data, items: data.leadingShape)
      let written: Written
      if let reused = try reuse(data, count: try itemCount(data), isSingle: false, parts) {
        written = reused
      } else {
        written = try writerValue.extend(data, to: storageValue)
      }
      try notify(written)
      try setPriorities(written.itemCells ?? written.cells, values)
      return written.index
    }
  }

  private func itemCount(_ data: Tree) throws(Failure) -> Int {
    if case .list(let items) = data { return items.count }
    return data.leadingShape?.first ?? 0
  }

  /// Tables of rows and cells are made of items that may have nothing in them. What one takes there at least:
  private func demand(_ data: Tree, dimensions: Int) throws(Failure) {
    let cells = (data.leadingShape ?? []).dims.prefix(max(dimensions, 0))
    try Memory.demand(Counts.clamped(Counts.product(cells)), of: 64, "items")
  }

  /// Writes into the slots of consumed items first; nil where there are none.
  private func reuse(
    _ data: Tree, count: Int, isSingle: Bool, _ parts: BufferParts
  ) throws(Failure) -> Written? {
    guard let recycler = parts.sampler.recycler, let writer = parts.writer.rowWriter else { return nil }
    let row = writer.cursor ?? 0
    var (rows, undo) = recycler.takeFree(count, in: parts.storage)
    if rows.isEmpty { return nil }
    if rows.count < count { rows += writer.takeRows(count - rows.count, skipping: Set(rows), in: parts.storage) }
    do throws(Failure) {
      return try writer.write(data, at: rows, to: parts.storage, isSingle: isSingle)
    } catch {
      undo()
      writer.moveCursor(to: row)
      throw error
    }
  }

  private func notify(_ written: Written) throws(Failure) {
    storageValue.listeners.notify(written.cells, in: storageValue)
    samplerValue.written(written.cells, in: storageValue)
  }

  /// The dimension that grows is exchanged with the first one.
  func transposed(_ data: Tree) throws(Failure) -> Tree {
    let dimension = dimExtend
    return try Stacking.map(data, batch: { Shape.swapping($0, 0, dimension) }) { (tensor) throws(Failure) -> Tensor in
      guard tensor.ndim > dimension else {
        throw .runtime(
          "expected at least \(dimension + 1) dimensions for dim_extend \(dimension), got shape \(tensor.shape.dims)")
      }
      return tensor.swapped(0, dimension)
    }
  }

  /// Empties the buffer. The memory, and memory-mapped files, stay; batches made ahead are dropped.
  /// - Parameter resetsWriteCount: The count of writes starts at 0 again.
  public func empty(resetsWriteCount: Bool = true) {
    queue?.clear()
    locked { (parts) in
      writerValue.empty(resetsWriteCount: resetsWriteCount)
      samplerValue.empty()
      storageValue.empty()
      storageValue.listeners.notifyAssigned(nil, in: storageValue)
      storageValue.listeners.generations?.invalidate()
    }
  }
}

extension Shape {
  static func swapping(_ shape: Shape, _ a: Int, _ b: Int) -> Shape {
    guard shape.count > Swift.max(a, b) else { return shape }
    var dims = shape.dims
    dims.swapAt(a, b)
    return Shape(dims)
  }
}
