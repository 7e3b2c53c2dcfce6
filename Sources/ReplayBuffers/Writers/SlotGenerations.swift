import Catalog
import Tensors

/// How often each row of a storage was written, so that a holder of an index can tell whether the item is still the one
/// that was sampled: 0 after the first write, -1 where none came yet.
///
/// It belongs to the storage, which buffers may share; a writer that tracks generations puts it there. Guarded by the
/// storage's lock.
struct SlotGenerations: Sendable {
  /// Up to here all rows are counted from the start, beyond it the counts grow with the rows.
  private static let largestEager = 1 << 20
  var counts: [Int] = []

  mutating func bump(_ rows: [Int], capacity: Int) {
    guard let highest = rows.max() else { return }
    if highest >= counts.count {
      let size =
        capacity <= Self.largestEager ? capacity : min(capacity, max(highest + 1, 2 * counts.count, 1024))
      counts += [Int](repeating: -1, count: max(size, highest + 1) - counts.count)
    }
    for row in rows { counts[row] += 1 }
  }

  /// Emptying makes every index stale.
  mutating func invalidate() {
    for row in counts.indices where counts[row] >= 0 { counts[row] += 1 }
  }

  subscript(_ row: Int) -> Int { counts.indices.contains(row) ? counts[row] : -1 }
}

extension Writer {
  /// The generation of each row: a tensor shaped like the index (of its first coordinate, for tables of coordinates).
  public func generations(of index: Tree, in storage: (any Storage)?) throws(Failure) -> Tensor {
    let rows: Tensor
    let dimensions = storage?.ndim ?? 1
    switch index {
    case .int(let row): rows = try Tensor.indices([row]).view(shape: [], strides: [], offset: 0)
    case .tuple(let parts) where !parts.isEmpty: return try generations(of: parts[0], in: storage)
    case .tensor(let tensor) where tensor.ndim > 1 && dimensions > 1 && tensor.shape[tensor.ndim - 1] == dimensions:
      rows = tensor.selecting(tensor.ndim - 1, 0)
    case .tensor(let tensor): rows = tensor
    case .list(let items):
      rows = try .indices(
        try items.map { (item) throws(Failure) -> Int in
          guard case .int(let row) = item else { throw .type("expected ints as index, got \(item.article)") }
          return row
        })
    default: throw .type("expected an int or a tensor of ints as index, got \(index.article)")
    }
    let found = try integers(of: rows)
    let counts = storage.flatMap { storage in storage.lock.withLock { storage.listeners.generations } }
    let values = try Tensor.indices(tracksGenerations ? found.map { counts?[$0] ?? -1 } : found.map { _ in -1 })
    return values.view(shape: rows.shape, strides: rows.shape.contiguousStrides, offset: 0)
  }
}
