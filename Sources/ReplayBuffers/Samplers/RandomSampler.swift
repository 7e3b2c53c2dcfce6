import Catalog
import Tensors

/// Draws items uniformly, with replacement: each storage dimension on its own, the first one first.
public final class RandomSampler: Sampler {
  public let lock = RecursiveLock()
  public var drawsUniformly: Bool { true }

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

  /// `replacement: False` makes a `without_replacement`, which the other two are for.
  private static let replacement: Field<RandomSampler, Bool> = .accepted(
    "replacement", .bool, default: true, "False gives without_replacement.", labelOnly: true)
  private static let dropLast: Field<RandomSampler, Bool> = .accepted(
    "drop_last", .bool, default: false,
    "With replacement: False, leave out the last batch of an epoch where it would be short.", labelOnly: true)
  private static let shuffle: Field<RandomSampler, Bool> = .accepted(
    "shuffle", .bool, default: true,
    "With replacement: False, draw in random order rather than in that of the slots.", labelOnly: true)

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .sampler, "random", "RandomSampler", "Draws items uniformly, with replacement.",
    fields: [replacement, dropLast, shuffle],
    examples: [
      Example("print(random())", prints: "random()"),
      Example("print(random(replacement: False, drop_last: True))", prints: "without_replacement(drop_last: True)"),
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    guard try arguments[replacement] else {
      return SamplerWithoutReplacement(dropLast: try arguments[dropLast], shuffle: try arguments[shuffle])
    }
    for field in [dropLast, shuffle] where arguments.gives(field) {
      throw .type(
        "\(field.parameter.name) needs replacement: False", help: "use without_replacement(…)",
        argument: field.parameter.name)
    }
    return RandomSampler()
  }
}
