import Catalog
import Tensors

/// Which items are meant.
public enum StorageIndex: Sendable {
  /// One; negative ones count from the end.
  case row(Int)
  /// Python's slice, with a positive step.
  case slice(start: Int?, stop: Int?, step: Int?)
  /// Several by number, in an arrangement of their own.
  case rows([Int], shape: Shape)
  /// One truth per item.
  case mask([Bool])
  /// Several by their coordinates: one list per storage dimension.
  case coordinates([[Int]])

  public static let all = StorageIndex.slice(start: nil, stop: nil, step: nil)

  /// Reads an int, a tensor, a list or range of ints or bools, or a tuple of such (coordinates).
  /// - Throws: `TypeError` for anything else.
  public init(_ tree: Tree) throws(Failure) {
    switch tree {
    case .int(let row): self = .row(row)
    case .tensor(let tensor) where tensor.dtype == .bool && tensor.ndim == 1:
      self = .mask(try integers(of: tensor).map { $0 != 0 })
    case .tensor(let tensor) where tensor.ndim == 0: self = .row(try integers(of: tensor)[0])
    case .tensor(let tensor): self = .rows(try integers(of: tensor), shape: tensor.shape)
    case .list(let items):
      if case .bool? = items.first {
        var mask: [Bool] = []
        for case .bool(let flag) in items { mask.append(flag) }
        guard mask.count == items.count else { throw Self.unknown(tree) }
        self = .mask(mask)
      } else {
        self = .rows(try items.map { (item) throws(Failure) -> Int in try Self.integer(item) }, shape: [items.count])
      }
    case .tuple(let parts) where parts.count == 1: try self.init(parts[0])
    case .tuple(let parts):
      var columns: [[Int]] = []
      for part in parts {
        switch try StorageIndex(part) {
        case .row(let row): columns.append([row])
        case .rows(let rows, _): columns.append(rows)
        default: throw Self.unknown(tree)
        }
      }
      let longest = columns.map(\.count).max() ?? 0
      for i in columns.indices where columns[i].count == 1 && longest > 1 {
        columns[i] = [Int](repeating: columns[i][0], count: longest)
      }
      guard columns.allSatisfy({ $0.count == longest }) else {
        throw .index("expected coordinates of one length, got \(columns.map(\.count))")
      }
      self = .coordinates(columns)
    default: throw Self.unknown(tree)
    }
  }

  private static func integer(_ tree: Tree) throws(Failure) -> Int {
    switch tree {
    case .int(let value): return value
    case .tensor(let tensor) where tensor.numel == 1: return try integers(of: tensor)[0]
    default: throw unknown(tree)
    }
  }

  private static func unknown(_ tree: Tree) -> Failure {
    .type("expected an int, a slice, a tensor or a list of ints as index, got \(tree.article)")
  }

  /// Whether one item is meant, so that nothing is collated.
  var isSingle: Bool { if case .row = self { true } else { false } }

  /// The rows meant, among `count`.
  /// - Throws: `IndexError` out of range, `ValueError` for a step that is not positive.
  func resolved(count: Int) throws(Failure) -> [Int] {
    switch self {
    case .row(let row): return [try Self.checked(row, count)]
    case .slice:
      let (start, length, step) = try range(count: count)
      return (0..<length).map { start + $0 * step }
    case .rows(let rows, _):
      return try rows.map { (row) throws(Failure) -> Int in try Self.checked(row, count) }
    case .mask(let mask):
      guard mask.count == count else {
        throw .index("expected a mask of \(count) bools, one per item, got \(mask.count)")
      }
      return mask.indices.filter { mask[$0] }
    case .coordinates(let columns):
      guard columns.count == 1 else { throw .index("expected 1 coordinate, got \(columns.count)") }
      return try columns[0].map { (row) throws(Failure) -> Int in try Self.checked(row, count) }
    }
  }

  /// The same as a subscript of a tensor whose first dimension has `count` rows.
  func tensorIndices(count: Int) throws(Failure) -> [Index] {
    switch self {
    case .row(let row): return [.int(try Self.checked(row, count))]
    case .slice(let start, let stop, let step): return [.slice(start: start, stop: stop, step: step)]
    case .rows(_, let shape):
      let rows = try Tensor.indices(try resolved(count: count))
      return [.tensor(rows.view(shape: shape, strides: shape.contiguousStrides, offset: 0))]
    case .mask: return [.tensor(try Tensor.indices(try resolved(count: count)))]
    case .coordinates(let columns):
      var parts: [Index] = []
      for column in columns { parts.append(.tensor(try Tensor.indices(column))) }
      return parts
    }
  }

  /// The start, the number and the step of a slice, clamped as Python does.
  func range(count: Int) throws(Failure) -> (start: Int, length: Int, step: Int) {
    guard case .slice(let start, let stop, let step) = self else { return (0, count, 1) }
    let stride = step ?? 1
    guard stride > 0 else { throw .value("step must be greater than zero, got \(stride)") }
    func clamp(_ value: Int) -> Int { Swift.min(Swift.max(value < 0 ? value + count : value, 0), count) }
    let first = clamp(start ?? 0)
    let last = clamp(stop ?? count)
    return (first, last > first ? (last - first + stride - 1) / stride : 0, stride)
  }

  static func checked(_ row: Int, _ count: Int) throws(Failure) -> Int {
    guard row >= -count, row < count else {
      throw .index(
        count == 0
          ? "index \(row) is out of range: the buffer is empty"
          : "index \(row) is out of range: expected -\(count) ... \(count - 1), for \(count) items")
    }
    return row < 0 ? row + count : row
  }
}
