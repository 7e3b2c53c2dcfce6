import Catalog
import Tensors

/// Gives every step the actions of the next steps of its trajectory, and which of them are padding: the last action
/// repeated.
public final class ActionChunkTransform: DeclaredTransform {
  private let size: Int
  private let actionKey: NestedKey
  private let chunkKey: NestedKey
  private let padKey: NestedKey
  private let timeDim: Int
  private let doneKey: NestedKey?

  /// - Parameters:
  ///   - timeDim: The action's time dimension: the one before its last.
  ///   - doneKey: The key of end marks below "next"; nil for one trajectory per row.
  public init(
    _ size: Int, actionKey: NestedKey = "action", chunkKey: NestedKey = ["vla_action", "chunk"],
    padKey: NestedKey = "action_is_pad", timeDim: Int = -2, doneKey: NestedKey? = "done"
  ) throws(Failure) {
    guard size >= 1 else {
      throw .unfit("chunk_size", expected: "a size of at least 1", got: size)
    }
    self.size = size
    self.actionKey = actionKey
    self.chunkKey = chunkKey
    self.padKey = padKey
    self.timeDim = timeDim
    self.doneKey = doneKey
  }

  /// The steps that TorchRL makes chunks by.
  private var steps: [any Transform] {
    var options = CatFrames.Options(frames: size, dim: -2)
    options.future = true
    options.maskKey = padKey
    options.doneKey = doneKey ?? "done"
    guard
      let unsqueezing = try? UnsqueezeTransform(-2, squeezes: false, keys: TransformKeys([actionKey], [chunkKey])),
      let joining = try? CatFrames(options, keys: TransformKeys([chunkKey]))
    else { return [] }
    return [unsqueezing, joining]
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    let action = try data.input(actionKey, "action_chunk")
    let axis = timeDim >= 0 ? timeDim : action.ndim + timeDim
    guard axis >= 0, axis == action.ndim - 2 else {
      throw .value(
        "action_chunk() expects actions of shape … × time × features with the time at dimension \(timeDim), "
          + "got shape \(action.shape.dims)")
    }
    let lead = action.shape.prefix(axis + 1)
    let inner = TensorDict(batchSize: lead)
    try inner.set("chunk", try action.unsqueeze(-2))
    if let doneKey, data.contains(NestedKey(["next"] + doneKey.path)) {
      let done = try data.input(NestedKey(["next"] + doneKey.path), "action_chunk")
      guard done.shape == lead || done.shape == lead + [1] else {
        throw .value(
          "action_chunk() expects end marks of shape \(lead.dims + [1]), got \(done.shape.dims)",
          help: "done_key: None chunks without them")
      }
      try inner.set(["next", "done"], try done.view(lead.dims + [1]))
    }
    var options = CatFrames.Options(frames: size, dim: -2)
    options.future = true
    options.maskKey = "pad"
    try CatFrames(options, keys: try TransformKeys(["chunk"])).unfold(inner)
    try data.set(chunkKey, try inner.tensor("chunk"))
    try data.set(padKey, try inner.tensor("pad"))
    return .tensordict(data)
  }

  static let chunkSize = Field<ActionChunkTransform, Int>(
    "chunk_size", .int, "How many actions, at least 1."
  ) { $0.size }
  static let actionKey = Field<ActionChunkTransform, NestedKey>(
    "action_key", .key, default: "action", "The key of actions: … × time × features.", labelOnly: true
  ) { $0.actionKey }
  static let chunkKey = Field<ActionChunkTransform, NestedKey>(
    "chunk_key", .key, default: ["vla_action", "chunk"], "The key that chunks go to.", labelOnly: true
  ) { $0.chunkKey }
  static let padKey = Field<ActionChunkTransform, NestedKey>(
    "pad_key", .key, default: "action_is_pad", "The key for which actions are padding.", labelOnly: true
  ) { $0.padKey }
  static let timeDim = Field<ActionChunkTransform, Int>(
    "time_dim", .int, default: -2, "The action's time dimension.", labelOnly: true
  ) { $0.timeDim }
  static let doneKey = Field<ActionChunkTransform, NestedKey?>(
    "done_key", .optional(.key), default: "done", "The key of end marks, below \"next\"; None for none.",
    labelOnly: true
  ) { $0.doneKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "action_chunk", "ActionChunkTransform", parent: "Compose",
    "Gives every step the actions of the next steps of its trajectory.",
    fields: [chunkSize, actionKey, chunkKey, padKey, timeDim, doneKey],
    attributes: [
      Attribute<ActionChunkTransform>("transforms", "The steps by which it goes.") { chunk in
        .list(chunk.steps.map { .object($0) })
      }
    ],
    examples: [
      Example(
        "td = tensordict({\"action\": arange(3).view(3, 1)}, [3])\n"
          + "print(action_chunk(2)(td)[\"vla_action\", \"chunk\"].squeeze(-1))",
        prints: "tensor([[0, 1],\n        [1, 2],\n        [2, 2]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ActionChunkTransform(
      try arguments[chunkSize], actionKey: try arguments[actionKey], chunkKey: try arguments[chunkKey],
      padKey: try arguments[padKey], timeDim: try arguments[timeDim], doneKey: try arguments[doneKey])
  }
}
