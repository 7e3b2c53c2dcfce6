import Catalog
import Tensors

/// Draws items uniformly, with replacement: each storage dimension on its own, the first one first.
public final class RandomSampler: Sampler {
  public let lock = RecursiveLock()

  public init() {}

  public func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw {
    let count = storage.count
    guard count > 0 else { throw .emptyStorage }
    let stream = generator ?? .default
    guard storage.ndim > 1, let shape = storage.shape else {
      return Draw(cells: try .indices(try stream.integers(below: count, count: batchSize)))
    }
    var cells = [Int](repeating: 0, count: batchSize)
    for size in shape {
      let drawn = try stream.integers(below: size, count: batchSize)
      for i in cells.indices { cells[i] = cells[i] * size + drawn[i] }
    }
    return Draw(cells: try .indices(cells))
  }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "random", "RandomSampler", "Draws items uniformly, with replacement.",
    examples: [Example("print(random())", prints: "random()")]
  ) { (_) throws(Failure) -> any TreeObject in RandomSampler() }
}
