import Catalog
import Tensors

/// What became of a conditional update (TorchRL's `ConditionalUpdateResult`). Every record is in exactly one of updated,
/// rejected by its version, and stale.
public final class ConditionalUpdate: AttributeHolder {
  /// One per record: it was there still, and was changed.
  public let updated: [Bool]
  /// One per record: it was there still, but its stored version won. nil where no version was given.
  public let versionRejected: [Bool]?

  init(updated: [Bool], versionRejected: [Bool]?) {
    self.updated = updated
    self.versionRejected = versionRejected
  }

  public var updatedCount: Int { updated.count { $0 } }
  public var versionRejectedCount: Int { versionRejected?.count { $0 } ?? 0 }
  public var staleCount: Int { updated.count - updatedCount - versionRejectedCount }

  public var text: String {
    let fields = ["updated", "version_rejected"].map { (name: $0, value: attribute($0) ?? .none) }
    let form = TensorClass(name: "ConditionalUpdateResult", fields: fields.map(\.name))
    return (try? form.instance(fields, batchSize: [updated.count]).text) ?? form.name
  }

  public var attributeNames: [String] {
    ["updated", "version_rejected", "updated_count", "version_rejected_count", "stale_count"]
  }

  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "updated": (try? Tensor.flags(updated)).map { .tensor($0) }
    case "version_rejected": versionRejected.flatMap { try? Tensor.flags($0) }.map { .tensor($0) } ?? Tree.none
    case "updated_count": .int(updatedCount)
    case "version_rejected_count": .int(versionRejectedCount)
    case "stale_count": .int(staleCount)
    default: nil
    }
  }
}

extension ReplayBuffer {
  /// Overwrites fields of the items that are still those that were sampled.
  /// - Parameters:
  ///   - index: The items' places, one per record, or a table of coordinates.
  ///   - generation: The generations that came with the index, one per record.
  ///   - patch: The fields, which must be stored already, with one row per record.
  ///   - version: A field of one number per item, and what it becomes: only records whose stored version is not higher
  ///     are changed. Of several records for one item the one of the highest version counts, the last of equal ones.
  ///   - requireNewer: An equal version is rejected, too.
  /// - Throws: `RuntimeError` where the writer does not track generations, `KeyError` for unknown fields, `ValueError`
  ///   for other shapes and dtypes. Nothing has changed then.
  public func updateIfPresent(
    index: Tensor, generation: Tensor, patch: [(key: NestedKey, value: Tensor)],
    version: (key: NestedKey, value: Tensor)? = nil, requireNewer: Bool = false
  ) throws(Failure) -> ConditionalUpdate {
    return try settled { (parts) throws(Failure) -> ConditionalUpdate in
      guard let storage = storageValue.columnStore, writerValue.tracksGenerations else {
        throw .runtime(
          "\(storageValue.text) with \(writerValue.text) does not support conditional updates",
          help: "use a ram or memmap storage with round_robin(track_generations: True)")
      }
      let coordinates = index.ndim > 1 ? index.shape[index.ndim - 1] : 1
      let flat = try integers(of: index)
      let records = stride(from: 0, to: flat.count, by: max(coordinates, 1)).map { Array(flat[$0..<$0 + coordinates]) }
      let captured = try integers(of: generation)
      guard captured.count == records.count else {
        throw .value(
          "expected one generation per index (\(records.count)), got \(captured.count)", argument: "generation")
      }
      var fields = patch
      if let version {
        guard !patch.contains(where: { $0.key == version.key }) else {
          throw .value("the version key \(version.key.text) may not be in the patch", argument: "version_key")
        }
        fields.append((version.key, try Self.broadcast(version.value, records.count)))
      }
      var columns: [(column: Tensor, rows: Tensor)] = []
      for (key, value) in fields {
        let column = try storage.requireColumn(key)
        guard value.dtype == column.dtype || key == version?.key else {
          throw .value("expected dtype \(column.dtype.torchName) for \(key.text), got \(value.dtype.torchName)")
        }
        let shape = [records.count] + Array(column.shape.dims.dropFirst(coordinates))
        if key == version?.key, shape.dropFirst().contains(where: { $0 != 1 }) {
          throw .value("expected a field of one number per item as version key, got shape \(column.shape.dims)")
        }
        guard value.numel == shape.reduce(1, *) else {
          throw .value("expected shape \(shape) for \(key.text), got \(value.shape.dims)")
        }
        columns.append((column, try value.to(column.dtype).reshape(shape)))
      }
      let generations = storage.listeners.generations ?? SlotGenerations()
      var live = records.indices.map { i in
        captured[i] >= 0 && generations[records[i][0]] == captured[i]
          && zip(records[i], columns.first?.column.shape.dims ?? []).allSatisfy { $0 >= 0 && $0 < $1 }
      }
      var rejected: [Bool]?
      if version != nil, let (column, incoming) = columns.last {
        let accepted = try Self.accepted(records, live, column, incoming, requireNewer)
        rejected = live.indices.map { live[$0] && !accepted[$0] }
        live = accepted
      }
      for (column, rows) in columns {
        for (i, record) in records.enumerated() where live[i] {
          var target = column
          for coordinate in record { target = target.row(coordinate) }
          target.overwrite(with: try rows.row(i).packed())
        }
      }
      let changed = records.indices.filter { live[$0] }.map { records[$0][0] }
      if !changed.isEmpty { storage.listeners.notifyAssigned(changed, in: storage) }
      return ConditionalUpdate(updated: live, versionRejected: rejected)
    }
  }

  private static func broadcast(_ value: Tensor, _ count: Int) throws(Failure) -> Tensor {
    if value.numel == count { return value }
    guard value.numel == 1 else {
      throw .value("expected one version, or one per record (\(count)), got \(value.numel)", argument: "version")
    }
    return try Tensor.cat([Tensor](repeating: try value.reshape([1]), count: count))
  }

  /// The live records whose version wins.
  private static func accepted(
    _ records: [[Int]], _ live: [Bool], _ column: Tensor, _ incoming: Tensor, _ requireNewer: Bool
  ) throws(Failure) -> [Bool] {
    let versions = try incoming.reshape([-1]).to(.float64).elements(Double.self)
    var best: [[Int]: Int] = [:]
    for i in records.indices where live[i] {
      if let other = best[records[i]], versions[other] > versions[i] { continue }
      best[records[i]] = i
    }
    var result = [Bool](repeating: false, count: records.count)
    for i in records.indices where live[i] && best[records[i]] == i {
      var target = column
      for coordinate in records[i] { target = target.row(coordinate) }
      let stored = try target.reshape([-1]).to(.float64).elements(Double.self)[0]
      result[i] = requireNewer ? versions[i] > stored : versions[i] >= stored
    }
    return result
  }
}

extension TensorStorage {
  /// Whether items have this leaf; nil before the first write.
  public func hasColumn(_ path: [String]) -> Bool? {
    lock.withLock { layout.map { $0.columns.contains { $0.path == path } } }
  }

  /// A column by its key, whole. - Throws: `KeyError` where there is none, `RuntimeError` before the first write.
  public func requireColumn(_ key: NestedKey) throws(Failure) -> Tensor {
    lock.lock()
    defer { lock.unlock() }
    guard let layout else {
      throw .runtime("expected a storage that holds items, got an empty one", help: "extend the buffer first")
    }
    guard !layout.isPlain, let number = layout.columns.firstIndex(where: { $0.path == key.path }) else {
      throw .key(
        "expected a stored field, got \(key.text)",
        help: Suggestion.didYouMean(key.last, among: layout.columns.compactMap(\.path.last)))
    }
    return columns[number]
  }
}
