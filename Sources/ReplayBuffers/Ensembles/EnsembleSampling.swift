import Catalog
import Tensors

/// How an ensemble shares a batch among its members: TorchRL's `SamplerEnsemble`.
public struct EnsembleSampling: Sendable {
  /// The chances of the members.
  public enum Weights: Sendable {
    case equal
    /// Normalised float weights, one per member.
    case fixed(Tensor)
    /// In proportion to what each member can give at the moment.
    case sampleable
  }

  public let weights: Weights
  public let samplesFromAll: Bool
  /// The number of pieces of a batch; nil: as many as members.
  public let pieces: Int?

  /// - Throws: `RuntimeError` for weights together with sampling from all, `ValueError` for other wrong settings.
  public init(
    weights: Weights = .equal, samplesFromAll: Bool = false, pieces: Int? = nil
  ) throws(Failure) {
    if case .equal = weights {
    } else if samplesFromAll {
      throw .runtime("expected either p or sample_from_all, got both", argument: "p")
    }
    if let pieces, pieces < 1 {
      throw .unfit("num_buffer_sampled", expected: "at least 1", got: pieces)
    }
    self.weights = weights
    self.samplesFromAll = samplesFromAll
    self.pieces = pieces
  }

  /// Weights as they are given: None, a list or tensor of numbers, or "sampleable".
  public static func weights(_ value: Tree?) throws(Failure) -> Weights {
    var tensor: Tensor
    switch value {
    case nil, Tree.none?: return .equal
    case .string("sampleable")?: return .sampleable
    case .string(let word)?:
      throw .unfit("p", expected: "weights or \"sampleable\"", got: "\"\(word)\"")
    case .tensor(let given)?: tensor = given
    case .list(let items)?, .tuple(let items)?:
      var numbers: [Float] = []
      for item in items {
        switch item {
        case .int(let whole): numbers.append(Float(whole))
        case .float(let number): numbers.append(Float(number))
        default: throw .unfit("p", expected: "numbers", got: item)
        }
      }
      tensor = try .floats(numbers)
    default: throw .unfit("p", expected: "weights or \"sampleable\"", got: "\(value?.article ?? "")", .type)
    }
    guard tensor.ndim == 1 else { throw .value("expected one weight per member, got shape \(tensor.shape.dims)") }
    if !tensor.dtype.isFloatingPoint { tensor = try tensor.to(.float32) }
    for weight in try tensor.to(.float64).elements(Double.self) where !(weight >= 0 && weight < .infinity) {
      throw .unfit("p", expected: "weights of at least 0", got: PythonText.repr(weight))
    }
    let total = max(try tensor.sum().item().double, 1e-6)
    return .fixed(try tensor.divide(Scalar.float(total)))
  }

  /// The same with one setting changed, under TorchRL's name.
  /// - Throws: `AttributeError` for a name that is none of them, and what the initializer throws.
  func setting(_ name: String, _ value: Tree) throws(Failure) -> EnsembleSampling {
    switch (name, value) {
    case ("p", _): return try EnsembleSampling(weights: try Self.weights(value), pieces: pieces)
    case ("num_buffer_sampled", .int(let number)):
      return try EnsembleSampling(weights: weights, samplesFromAll: samplesFromAll, pieces: number)
    case ("num_buffer_sampled", .none):
      return try EnsembleSampling(weights: weights, samplesFromAll: samplesFromAll)
    case ("sample_from_all", .bool(let flag)):
      return try EnsembleSampling(weights: weights, samplesFromAll: flag, pieces: pieces)
    default: throw Failure(.attribute, "'\(name)' of the samplers cannot be set to \(value.article)")
    }
  }

  /// Of some of the members: their weights as they are, and as many pieces as before.
  func of(_ numbers: [Int], among count: Int) throws(Failure) -> EnsembleSampling {
    var chosen = weights
    if case .fixed(let all) = weights { chosen = .fixed(try all.indexSelect(0, try .indices(numbers))) }
    return try EnsembleSampling(weights: chosen, samplesFromAll: samplesFromAll, pieces: pieces ?? count)
  }

  /// What one piece of a batch is made of.
  struct Piece: Sendable {
    var member: Int
    var cells: Tensor
    var index: Tensor
    var info: [(key: Tree, value: Tree)]
    /// The index is a column of coordinates, and so are the rows: slices of a storage of one dimension.
    var isColumn = false
  }

  /// Draws the pieces of a batch. The members' locks are held by the caller.
  func draw(_ members: [ReplayBuffer], batchSize: Int, generator: Generator?) throws(Failure) -> [Piece] {
    let count = pieces ?? members.count
    guard batchSize % count == 0 else {
      throw .value(
        "expected a batch size that is a multiple of \(count), the number of buffers sampled, got \(batchSize)",
        argument: "batch_size")
    }
    let size = batchSize / count
    if samplesFromAll {
      var pieces: [Piece] = []
      for (number, member) in members.enumerated() {
        let draw = try member.samplerValue.sample(member.storageValue, batchSize: size, generator: generator)
        pieces.append(try Self.piece(number, draw, member.storageValue))
      }
      return pieces
    }
    let ids = try memberIDs(members, count, size, generator)
    var pieces = [Piece?](repeating: nil, count: count)
    for id in Set(ids).sorted() {
      let positions = ids.indices.filter { ids[$0] == id }
      let whole = try Self.drawWhole(id, members[id], size * positions.count, generator)
      for (chunk, position) in positions.enumerated() {
        pieces[position] = whole.slice(chunk * size, size, of: size * positions.count)
      }
    }
    return pieces.compactMap { $0 }
  }

  private func memberIDs(
    _ members: [ReplayBuffer], _ count: Int, _ size: Int, _ generator: Generator?
  ) throws(Failure) -> [Int] {
    let stream = generator ?? .default
    switch weights {
    case .equal: return try stream.integers(below: members.count, count: count)
    case .fixed(let weights):
      guard weights.numel == members.count else {
        throw .runtime("expected one weight per member (\(members.count)), got \(weights.numel)", argument: "p")
      }
      return try integers(of: Tensor.multinomial(weights, count: count, replacement: true, generator: stream))
    case .sampleable:
      var counts: [Float] = []
      for member in members {
        counts.append(Float(try member.samplerValue.sampleableCount(in: member.storageValue, batchSize: size)))
      }
      guard counts.contains(where: { $0 > 0 }) else {
        throw .runtime("expected a member that can be sampled, got none", help: "extend the members first")
      }
      let tensor = try Tensor.floats(counts)
      let shares = try tensor.divide(try tensor.sum())
      return try integers(of: Tensor.multinomial(shares, count: count, replacement: true, generator: stream))
    }
  }

  /// One draw of a member; several where it gives fewer items than asked for, at the end of an epoch.
  private static func drawWhole(
    _ id: Int, _ member: ReplayBuffer, _ size: Int, _ generator: Generator?
  ) throws(Failure) -> Piece {
    var parts: [Piece] = []
    var remaining = size
    repeat {
      let draw = try member.samplerValue.sample(member.storageValue, batchSize: remaining, generator: generator)
      let count = draw.cells.numel
      guard count <= remaining, count > 0 || remaining == 0 else {
        throw .runtime("expected \(remaining) items of member \(id), got \(count)")
      }
      parts.append(try piece(id, draw, member.storageValue))
      remaining -= count
    } while remaining > 0
    guard parts.count > 1 else { return parts[0] }
    var joined = parts[0]
    joined.cells = try Tensor.cat(parts.map(\.cells))
    joined.index = try Tensor.cat(parts.map(\.index))
    joined.info = []
    for (key, value) in parts[0].info {
      guard case .tensor = value else { continue }
      var rows: [Tensor] = []
      for part in parts {
        if case .tensor(let tensor)? = part.info.first(where: { $0.key.isSameScalar(as: key) })?.value {
          rows.append(tensor.ndim == 0 ? try tensor.reshape([1]) : tensor)
        }
      }
      joined.info.append((key, .tensor(try Tensor.cat(rows))))
    }
    return joined
  }

  private static func piece(_ id: Int, _ draw: Draw, _ storage: any Storage) throws(Failure) -> Piece {
    var index = draw.cells
    if case .tuple(let parts) = try draw.index(in: storage) {
      var columns: [Tensor] = []
      for case .tensor(let part) in parts { columns.append(part) }
      index = try Tensor.stack(columns, dim: -1)
    }
    return Piece(
      member: id, cells: draw.cells, index: index, info: draw.info,
      isColumn: storage.ndim == 1 && index.ndim == 2 && storage.columnStore != nil)
  }
}

extension EnsembleSampling.Piece {
  /// Some of the items. - Parameter total: The rows of everything that has one per item.
  fileprivate func slice(_ start: Int, _ count: Int, of total: Int) -> Self {
    if count == total { return self }
    var part = self
    part.cells = cells.slicing(0, start, count, 1)
    part.index = index.slicing(0, start, count, 1)
    part.info = info.map { entry in
      guard case .tensor(let tensor) = entry.value, tensor.ndim > 0, tensor.shape[0] == total else { return entry }
      return (entry.key, .tensor(tensor.slicing(0, start, count, 1)))
    }
    return part
  }
}

/// The parameters that say how a batch is shared.
extension EnsembleSampling {
  private static let p: Field<EnsembleSampling, Weights> = Field(
    "p",
    FieldKind(.any, takesNone: true) { (data, _) throws(Failure) -> Weights in
      try weights(data)
    } encode: { weights in
      switch weights {
      case .equal: .none
      case .sampleable: .string("sampleable")
      case .fixed(let tensor):
        .list(((try? tensor.to(.float64).elements(Double.self)) ?? []).map { .float($0) })
      }
    }, default: .equal,
    "The members' weights: numbers, one per member, or \"sampleable\"; None draws them alike.", labelOnly: true,
    attribute: .hidden
  ) { $0.weights }
  private static let sampleFromAll: Field<EnsembleSampling, Bool> = Field(
    "sample_from_all", .bool, default: false, "Every member gives one piece of each batch, in order.",
    labelOnly: true, attribute: .hidden
  ) { $0.samplesFromAll }
  private static let numBufferSampled: Field<EnsembleSampling, Int?> = Field(
    "num_buffer_sampled", .optional(.int), default: nil,
    "The number of pieces of a batch; None for as many as members.", labelOnly: true, attribute: .hidden
  ) { .some($0.pieces) }

  static let fields: [any ComponentField] = [p, sampleFromAll, numBufferSampled]

  init(_ arguments: Arguments) throws(Failure) {
    try self.init(
      weights: try arguments[Self.p], samplesFromAll: try arguments[Self.sampleFromAll],
      pieces: try arguments[Self.numBufferSampled])
  }
}
