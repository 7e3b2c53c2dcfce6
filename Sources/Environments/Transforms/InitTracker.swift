import Catalog
import ReplayBuffers
import Tensors

/// Marks the first step of each episode.
public final class InitTracker: EpisodeTransform, DescribedTransform {
  public let description: TransformDescription
  private let name: String
  private let marks = Attachment<[EpisodeMarks]>()

  public init(_ name: String = "is_init") {
    self.name = name
    description = TransformDescription("init_tracker", [], [("init_key", .string(name), .string("is_init"))])
  }

  public func attach(to parent: any Environment) throws(Failure) { marks.set(EpisodeMarks.all(in: parent)) }

  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict {
    for mark in try marks.required("init_tracker") {
      try fresh.set(mark.beside(name), try mark.resets(previous).clone())
    }
    return fresh
  }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    for mark in try marks.required("init_tracker") where !next.contains(mark.beside(name)) {
      try next.set(mark.beside(name), try Tensor.zeros(mark.shape, .bool))
    }
    return next
  }

  public func transform(_ specs: EnvironmentSpecs) throws(Failure) -> EnvironmentSpecs {
    var result = specs
    for (key, leaf) in specs.done.leaves where key.last == "done" {
      result.observation[EpisodeMarks(key, shape: leaf.shape).beside(name)] = .leaf(
        LeafSpec(leaf.shape, .bool, .categorical(2)))
    }
    return result
  }

  public static let spec = ComponentSpec(
    .transform,
    Signature(
      "init_tracker", aliases: ["InitTracker"], "Marks the first step of each episode.",
      [.optional("init_key", .string, default: "\"is_init\"", "The name of the mark.")], returns: "transform",
      examples: [Example("print(init_tracker())", prints: "init_tracker()")])
  ) { (arguments) throws(Failure) -> any TreeObject in
    InitTracker(try arguments.string("init_key") ?? "is_init")
  }
}
