import Catalog
import ReplayBuffers
import Tensors

/// Takes every action several times, and adds up the rewards.
public final class FrameSkipTransform: EpisodeTransform, DeclaredTransform {
  private let count: Int
  private let parent = Attachment<any Environment>()

  public init(_ count: Int = 1) throws(Failure) {
    guard count >= 1 else {
      throw .unfit("frame_skip", expected: "a count of at least 1", got: count)
    }
    self.count = count
  }

  var refusal: FailureKind { .runtime }

  public func attach(to parent: any Environment) throws(Failure) { self.parent.set(parent) }
  public func reset(_ previous: TensorDict, fresh: TensorDict) throws(Failure) -> TensorDict { fresh }

  public func step(_ data: TensorDict, next: TensorDict) throws(Failure) -> TensorDict {
    let parent = try parent.required("frame_skip")
    guard let key = parent.rewardKeys.first else { return next }
    var next = next
    var reward = try next.input(key, "frame_skip")
    for _ in 1..<count {
      next = try parent.performStep(data)
      reward = try reward.add(try next.input(key, "frame_skip"))
    }
    try next.set(key, reward)
    return next
  }

  static let frameSkip: Field<FrameSkipTransform, Int> = Field(
    "frame_skip", .int, default: 1, "How many times, at least 1.", showing: .byPosition
  ) { $0.count }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .transform, "frame_skip", "FrameSkipTransform", "Takes every action several times, and adds up the rewards.",
    fields: [frameSkip], examples: [Example("print(frame_skip(4))", prints: "frame_skip(4)")]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try FrameSkipTransform(try arguments[frameSkip])
  }
}
