import Catalog
import ReplayBuffers
import Tensors

/// Marks the first step of each episode.
public final class InitTracker: EpisodeTransform, DeclaredTransform {
  private let name: String
  private let marks = Attachment<[EpisodeMarks]>()

  public init(_ name: String = "is_init") {
    self.name = name
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

  static let initKey: Field<InitTracker, String> = Field(
    "init_key", .string, default: "is_init", "The name of the mark."
  ) {
    $0.name
  }
  private var keys: [NestedKey]? { marks.current?.map { $0.beside(name) } }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "init_tracker", "InitTracker", "Marks the first step of each episode.", fields: [initKey],
    attributes: [
      Attribute<InitTracker>.keys("init_keys", "The keys of the marks, in an environment.") { $0.keys },
      Attribute<InitTracker>.keys("out_keys", "The keys of the marks, in an environment.") { $0.keys },
      Attribute<InitTracker>.keys("reset_keys", "The keys of its reset marks, in an environment.") {
        $0.marks.current?.map(\.reset)
      },
    ],
    examples: [Example("print(init_tracker())", prints: "init_tracker()")]
  ) { (arguments) throws(Failure) -> any TreeObject in InitTracker(try arguments[initKey]) }
}
