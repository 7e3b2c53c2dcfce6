import Catalog
import Tensors

/// Gives every step the actions of the next steps of its trajectory, and which of them are padding: the last action
/// repeated.
public final class ActionChunkTransform: DescribedTransform {
  public let description: TransformDescription
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
      throw .value("expected a size of at least 1 for 'chunk_size', got \(size)", argument: "chunk_size")
    }
    self.size = size
    self.actionKey = actionKey
    self.chunkKey = chunkKey
    self.padKey = padKey
    self.timeDim = timeDim
    self.doneKey = doneKey
    description = TransformDescription(
      "action_chunk", [("chunk_size", .int(size))],
      [
        ("action_key", actionKey.tree, .string("action")),
        ("chunk_key", chunkKey.tree, NestedKey(["vla_action", "chunk"]).tree),
        ("pad_key", padKey.tree, .string("action_is_pad")), ("time_dim", .int(timeDim), .int(-2)),
        ("done_key", .optional(doneKey), .string("done")),
      ])
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

  public static let spec: ComponentSpec = ComponentSpec(
    .transform,
    Signature(
      "action_chunk", aliases: ["ActionChunkTransform"],
      "Gives every step the actions of the next steps of its trajectory.",
      [
        Parameter("chunk_size", .int, "How many actions, at least 1."),
        .optional(
          "action_key", .key, default: "\"action\"", "The key of actions: … × time × features.", labelOnly: true),
        .optional(
          "chunk_key", .key, default: "(\"vla_action\", \"chunk\")", "The key that chunks go to.", labelOnly: true),
        .optional(
          "pad_key", .key, default: "\"action_is_pad\"", "The key for which actions are padding.", labelOnly: true),
        .optional("time_dim", .int, default: "-2", "The action's time dimension.", labelOnly: true),
        .optional(
          "done_key", .key, default: "\"done\"", "The key of end marks, below \"next\"; None for none.",
          labelOnly: true),
      ], returns: "transform",
      examples: [
        Example(
          "td = tensordict({\"action\": arange(3).view(3, 1)}, [3])\n"
            + "print(action_chunk(2)(td)[\"vla_action\", \"chunk\"].squeeze(-1))",
          prints: "tensor([[0, 1],\n        [1, 2],\n        [2, 2]])")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    try ActionChunkTransform(
      try arguments.required("chunk_size", try arguments.int("chunk_size")),
      actionKey: try arguments.key("action_key") ?? "action",
      chunkKey: try arguments.key("chunk_key") ?? ["vla_action", "chunk"],
      padKey: try arguments.key("pad_key") ?? "action_is_pad", timeDim: try arguments.int("time_dim") ?? -2,
      doneKey: arguments["done_key"] == nil ? "done" : try arguments.key("done_key"))
  }
}
