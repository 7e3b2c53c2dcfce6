import Catalog
import Tensors

/// A step between a draw and the batch that is given out. A buffer has a list of them, made once from what it was asked
/// for; each changes the draw before its rows are gathered, the batch after collate and transforms, or both.
protocol BatchStage: Sendable {
  /// Before the rows are gathered. Called while the buffer holds the storage's lock.
  func draw(_ draw: Draw, from parts: BufferParts) throws(Failure) -> Draw
  /// After collate and transforms; no lock is held. - Parameter sample: To be changed in place.
  func finish(_ sample: inout ReplayBuffer.Sample, _ draw: Draw, of buffer: ReplayBuffer) throws(Failure)
}

extension BatchStage {
  func draw(_ draw: Draw, from parts: BufferParts) throws(Failure) -> Draw { draw }
  func finish(_ sample: inout ReplayBuffer.Sample, _ draw: Draw, of buffer: ReplayBuffer) throws(Failure) {}
}

enum BatchStages {
  /// The stages of a buffer, in the order in which they run.
  static func of(_ flavour: ReplayBuffer.Flavour, _ options: ReplayBuffer.Options) -> [any BatchStage] {
    var stages: [any BatchStage] = []
    if let unit = options.sampleUnit { stages.append(UnitStage(unit: unit)) }
    stages.append(GenerationStage())
    if let hindsight = options.hindsight { stages.append(HindsightStage(hindsight: hindsight)) }
    stages.append(IndexStage())
    if flavour.takesTensordicts { stages.append(InfoStage(buffer: flavour.name)) }
    return stages
  }
}

/// Makes records of the items drawn.
struct UnitStage: BatchStage {
  let unit: any SampleUnit
  func draw(_ draw: Draw, from parts: BufferParts) throws(Failure) -> Draw { try unit.expand(draw, in: parts.storage) }
}

/// Notes the generations of the rows, where the writer tracks them.
struct GenerationStage: BatchStage {
  func draw(_ draw: Draw, from parts: BufferParts) throws(Failure) -> Draw {
    guard parts.writer.tracksGenerations else { return draw }
    var draw = draw
    draw.generations = try parts.writer.generations(of: try draw.index(in: parts.storage), in: parts.storage)
    return draw
  }
}

/// Replaces goals of the batch.
struct HindsightStage: BatchStage {
  let hindsight: Hindsight
  func finish(_ sample: inout ReplayBuffer.Sample, _ draw: Draw, of buffer: ReplayBuffer) throws(Failure) {
    guard case .tensordict(let batch) = sample.data else {
      throw .type("expected batches of tensordicts for her_buffer(), got \(sample.data.article)")
    }
    let cells = try integers(of: draw.cells)
    try buffer.locked { (parts) throws(Failure) in try hindsight.relabel(batch, cells, in: parts.storage) }
  }
}

/// Tells where the items are, beside what the sampler tells.
struct IndexStage: BatchStage {
  func finish(_ sample: inout ReplayBuffer.Sample, _ draw: Draw, of buffer: ReplayBuffer) throws(Failure) {
    sample.info = draw.info
    sample.info.append((.string("index"), try draw.index(in: buffer.storage)))
    if let generations = draw.generations { sample.info.append((.string("index_generation"), .tensor(generations))) }
  }
}

/// Puts what was told into the sampled tensordict.
struct InfoStage: BatchStage {
  /// As messages call the buffer.
  let buffer: String

  func finish(_ sample: inout ReplayBuffer.Sample, _ draw: Draw, of _: ReplayBuffer) throws(Failure) {
    guard sample.includesInfo else { return }
    if case .object(let object) = sample.data, let stack = object as? LazyStack {
      for (key, value) in sample.info {
        if let tensor = try Self.table(value) { try stack.set(try NestedKey(tree: key), .tensor(tensor)) }
      }
      return
    }
    guard case .tensordict(let batch) = sample.data else {
      throw .runtime(
        "expected batches of tensordicts for \(buffer)(), got \(sample.data.article)",
        help: "use buffer(…) for other data")
    }
    guard batch.tensorClass == nil else { return }
    for (key, value) in sample.info {
      guard let tensor = try Self.table(value) else { continue }
      do {
        try batch.set(try NestedKey(tree: key), entry: .tensor(tensor.expandedRight(to: batch.batchSize)))
      } catch {
        throw .runtime(
          "cannot put \(PythonText.repr(key)) into the sampled tensordict: \(error.message)",
          help: "a transform may have changed its shape; a plain buffer gives the info beside the data")
      }
    }
  }

  /// A tensor as it is; coordinates as the columns of a table.
  private static func table(_ value: Tree) throws(Failure) -> Tensor? {
    switch value {
    case .tensor(let tensor): return tensor
    case .tuple(let parts):
      var columns: [Tensor] = []
      for case .tensor(let part) in parts { columns.append(part) }
      guard let first = columns.first else { return nil }
      let table = try Tensor.empty([first.numel, columns.count], first.dtype)
      for (place, column) in columns.enumerated() { table.selecting(1, place).overwrite(with: column) }
      return table
    default: return nil
    }
  }
}
