/// Unsafe: reads ids and flags through the buffers of contiguous tensors: one flag for each end, and one row (`lanes`) of ids
/// more than there are ends, for the comparison with the next row; `raise` and `changes` check the number.

import Catalog
import Tensors

/// What tells where trajectories end.
enum BoundarySignal: Hashable, Sendable {
  /// Ids: a trajectory ends where the next row has another one.
  case ids(NestedKey)
  /// Flags: a trajectory ends where any of these is true; those that are not stored are left out.
  case flags([NestedKey])
  /// Everything that is stored is one trajectory.
  case none
}

extension Storage {
  /// Whether items have a tensor at this key.
  func hasTensor(_ key: NestedKey) -> Bool {
    if let columns = columnStore { return columns.column(key) != nil }
    guard count > 0, let first = try? Tensor.indices([0]), let found = try? tensor(key, cells: first) else {
      return false
    }
    return found.numel > 0
  }

  /// The tensors that items have at a key, one row per cell; nil where they have none.
  /// - Complexity: O(cells); of a tensor storage only this column is read.
  func tensor(_ key: NestedKey, cells: Tensor) throws(Failure) -> Tensor? {
    if let columns = columnStore { return try columns.columnRows(key, cells: cells) }
    switch try gather(cells: cells) {
    case .tensordict(let data): return data.tensorIfPresent(key)
    case .list(let items):
      var parts: [Tree] = []
      for case .tensordict(let item) in items {
        guard let part = item.tensorIfPresent(key) else { return nil }
        parts.append(.tensor(part))
      }
      guard parts.count == items.count, !parts.isEmpty else { return nil }
      guard case .tensor(let stacked) = try Stacking.stack(parts) else { return nil }
      return stacked
    default: return nil
    }
  }
}

/// Reads a signal for runs of rows.
struct SignalReader {
  let signal: BoundarySignal
  let storage: any Storage
  /// Cells per row.
  let lanes: Int

  /// Whether a trajectory ends, for each of these cells, row by row. - Parameters:
  ///   - rows: The rows, one after the other.
  ///   - following: The row that follows the last of them; ids compare with it.
  func ends(rows: Range<Int>, following: Int) throws(Failure) -> [Bool] {
    switch signal {
    case .none: return [Bool](repeating: false, count: rows.count * lanes)
    case .ids(let key):
      let ids = try values(key, Array(rows) + [following])
      guard let ids else { throw Self.missing([key]) }
      return Self.changes(ids, lanes: lanes, count: rows.count * lanes)
    case .flags(let keys):
      var ends: [Bool] = []
      for key in keys {
        guard let flags = try values(key, Array(rows)) else { continue }
        if ends.isEmpty { ends = [Bool](repeating: false, count: rows.count * lanes) }
        Self.raise(&ends, flags)
      }
      if ends.isEmpty, !rows.isEmpty { throw Self.missing(keys) }
      return ends
    }
  }

  /// One value for each cell of these rows.
  private func values(_ key: NestedKey, _ rows: [Int]) throws(Failure) -> Tensor? {
    let cells = lanes == 1 ? rows : rows.flatMap { row in row * lanes..<(row + 1) * lanes }
    guard let found = try storage.tensor(key, cells: try .indices(cells)) else { return nil }
    guard found.numel == cells.count else {
      throw .runtime(
        "expected one value per item at key \(key.text) to tell trajectories by, got shape "
          + "\(found.shape.dropFirst().dims) each",
        help: "give the key of a flag or of an id, of shape [] or [1] per item")
    }
    return try found.packed()
  }

  /// - Parameter storage: Whose nearest key is named.
  static func missing(_ keys: [NestedKey], in storage: (any Storage)? = nil) -> Failure {
    let stored = storage?.columnStore?.columnNames ?? []
    return .runtime(
      "expected items with \(keys.map(\.text).joined(separator: " or ")) to tell trajectories by, got none",
      help: keys.lazy.compactMap { Suggestion.didYouMean($0.last, among: stored) }.first
        ?? "name the key: traj_key for trajectory ids, end_key for flags at the last step")
  }

  static func changes(_ ids: Tensor, lanes: Int, count: Int) -> [Bool] {
    precondition(count >= 0 && lanes >= 0 && count + lanes <= ids.numel, "fewer ids than cells")
    func compare<T: Element>(_ type: T.Type) -> [Bool] {
      ids.withElements(type) { ids in (0..<count).map { ids[$0] != ids[$0 + lanes] } }
    }
    switch ids.dtype {
    case .bool: return compare(Bool8.self)
    case .uint8: return compare(UInt8.self)
    case .int8: return compare(Int8.self)
    case .int16: return compare(Int16.self)
    case .int32: return compare(Int32.self)
    case .int64: return compare(Int.self)
    case .float16: return compare(Float16.self)
    case .bfloat16: return compare(BFloat16.self)
    case .float32: return compare(Float.self)
    case .float64: return compare(Double.self)
    }
  }

  static func raise(_ ends: inout [Bool], _ flags: Tensor) {
    precondition(flags.numel >= ends.count, "fewer flags than cells")
    func raise<T: Element>(_ type: T.Type) {
      flags.withElements(type) { flags in
        let zero = T(from: 0)
        for i in ends.indices where flags[i] != zero { ends[i] = true }
      }
    }
    switch flags.dtype {
    case .bool: raise(Bool8.self)
    case .uint8: raise(UInt8.self)
    case .int8: raise(Int8.self)
    case .int16: raise(Int16.self)
    case .int32: raise(Int32.self)
    case .int64: raise(Int.self)
    case .float16: raise(Float16.self)
    case .bfloat16: raise(BFloat16.self)
    case .float32: raise(Float.self)
    case .float64: raise(Double.self)
    }
  }
}
