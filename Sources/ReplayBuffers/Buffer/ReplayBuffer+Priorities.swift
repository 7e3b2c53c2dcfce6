import Catalog
import Tensors

extension ReplayBuffer {
  /// Sets priorities.
  /// - Parameters:
  ///   - index: An int, a tensor or list of them; coordinates (a tuple of tensors, or a table with one row per item)
  ///     with several storage dimensions. Negative ones are skipped.
  ///   - priority: One number for all, or a tensor or list of one per index.
  /// - Throws: `RuntimeError` where the counts differ, `IndexError` out of range, `ValueError` for a negative priority.
  ///   Nothing has changed then. A sampler without priorities ignores the call, as in TorchRL.
  public func updatePriority(_ index: Tree, _ priority: Tree) throws(Failure) {
    try settled { (parts) throws(Failure) in
      guard let sampler = samplerValue.priorities else { return }
      let cells = try storageValue.cells(of: index)
      var priority = priority
      if dimExtend > 0, case .tensor(let tensor) = priority, tensor.ndim > 1 { priority = try transposed(priority) }
      let values = try priority.priorities()
      try sampler.updatePriority(cells: cells, values: values, in: storageValue)
    }
  }

  // MARK: tensordicts

  /// The priorities that come with data on its way in; nil where there are none to set.
  /// - Parameter items: The shape of the data as it is stored, for several items; nil for one.
  func priorities(of data: Tree, items: Shape?) throws(Failure) -> [Float]? {
    guard flavour.takesTensordicts, let sampler = samplerValue.priorities, case .tensordict(let data) = data,
      case .tensor(let tensor)? = try data.entry(priorityKeyValue)
    else { return nil }
    let ndim = storageValue.ndim
    let count = items?.prefix(ndim).numel ?? data.batchSize.prefix(ndim - 1).numel
    let values = try floats(of: tensor)
    // `extend` demands one value per item, while `add` reduces, as in TorchRL.
    guard values.count == count || (items == nil && count > 0 && values.count % count == 0) else {
      throw .runtime(
        "expected one priority per item (\(count)) under key \(priorityKeyValue.text), got shape \(tensor.shape.dims)",
        help: "extend(data, update_priority: False) leaves priorities alone")
    }
    let reduced = Self.reduced(values, to: count, sampler.reduction)
    do {
      try sampler.checkPriorities(reduced, in: storageValue)
    } catch {
      var told = error
      told.message += " under key \(priorityKeyValue.text)"
      throw told
    }
    return reduced
  }

  private static func reduced(_ values: [Float], to count: Int, _ reduction: Reduction) -> [Float] {
    if values.count == count { return values }
    let width = values.count / count
    return (0..<count).map { reduction.apply(values[$0 * width..<($0 + 1) * width]) }
  }

  func setPriorities(_ cells: [Int], _ values: [Float]?) throws(Failure) {
    guard let values, let sampler = samplerValue.priorities else { return }
    try sampler.updatePriority(cells: cells, values: values, in: storageValue)
  }

  /// Of a sample of sequences: each anchor once, with the largest priority of its valid records; nil for other samples.
  private func anchoredPriorities(_ data: TensorDict) throws(Failure) -> (cells: [Int], values: [Float])? {
    guard options.sampleUnit?.tellsAnchors == true, case .tensor(let anchors)? = try data.entry("anchor_index"),
      case .tensor(let priority)? = try data.entry(priorityKeyValue)
    else { return nil }
    let cells = try storageValue.cells(of: .tensor(anchors))
    let values = try floats(of: priority)
    guard !cells.isEmpty, values.count == cells.count else { return nil }
    var valid = [Int](repeating: 1, count: cells.count)
    if case .tensor(let mask)? = try data.entry("validity_mask"), mask.numel == cells.count {
      valid = try integers(of: mask)
    }
    var largest: [Int: Float] = [:]
    for (i, cell) in cells.enumerated() where valid[i] != 0 {
      largest[cell] = max(largest[cell] ?? values[i], values[i])
    }
    let unique = largest.keys.sorted()
    return (unique, unique.map { largest[$0] ?? 0 })
  }

  /// Sets the priorities of sampled items from the priority key of a tensordict that holds their "index"; several values
  /// per item are reduced as the sampler says. Without the key they get the default priority.
  /// - Throws: `KeyError` without an "index", and what `updatePriority` throws.
  public func updateTensordictPriority(_ data: TensorDict) throws(Failure) {
    try settled { (parts) throws(Failure) in
      guard let sampler = samplerValue.priorities else { return }
      guard case .tensor(let index)? = try data.entry("index") else {
        throw .key("expected key 'index' with the items' places, got none", help: "a sample of a td_buffer has it")
      }
      if let (anchors, priorities) = try anchoredPriorities(data) {
        try sampler.updatePriority(cells: anchors, values: priorities, in: storageValue)
        return
      }
      let ndim = storageValue.ndim
      var cells: [Int]
      if ndim > 1, index.ndim > 1, index.shape[index.ndim - 1] == ndim {
        cells = try storageValue.cells(of: .tensor(index))
      } else {
        let flat = try integers(of: index)
        let items = max(data.batchSize.first ?? 1, 1)
        let width = max(flat.count / items, 1)
        cells = stride(from: 0, to: flat.count, by: width).map { flat[$0] }
      }
      var values = [sampler.defaultPriority]
      if case .tensor(let priority)? = try data.entry(priorityKeyValue) {
        let all = try floats(of: priority)
        guard !cells.isEmpty, all.count % cells.count == 0, all.count > 0 else {
          throw .runtime(
            "expected one priority per item (\(cells.count)) under key \(priorityKeyValue.text), "
              + "got shape \(priority.shape.dims)")
        }
        values = Self.reduced(all, to: cells.count, sampler.reduction)
      }
      try sampler.updatePriority(cells: cells, values: values, in: storageValue)
    }
  }
}
