import Catalog
import Tensors

/// Runs the first steps of every sequence through functions (a recurrent network, say), drops them, and starts the rest
/// from what came out.
public final class BurnInTransform: DeclaredTransform {
  // Changed by nobody; a variable, since an array's owner is asked in place (`visitReferences`).
  nonisolated(unsafe) private var modules: [any Callback]
  private let steps: Int
  private let keys: [NestedKey]

  /// - Parameters:
  ///   - modules: From tensordict to tensordict; the state of the next step is set below "next".
  ///   - keys: Of the states that go on.
  public init(_ modules: [any Callback], steps: Int, keys: [NestedKey]) throws(Failure) {
    guard steps >= 0 else {
      throw .unfit("burn_in", expected: "a count of at least 0", got: steps)
    }
    self.modules = modules
    self.steps = steps
    self.keys = keys.map { $0.first == "next" ? $0.rest ?? $0 : $0 }
  }

  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(&modules) { $0 } }
  public var isNative: Bool { false }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    if steps == 0 { return data }
    let data = try tensordict(data)
    guard data.ndim >= 2, data.batchSize[data.ndim - 1] > steps else {
      throw .value(
        "burn_in() expects sequences of more than \(steps) steps: [batch, time], got batch size \(data.batchSize.dims)")
    }
    var burning = try data.get([.ellipsis, .slice(start: nil, stop: steps, step: nil)])
    let rest = try data.get([.ellipsis, .slice(start: steps, stop: nil, step: nil)])
    for module in modules { burning = try tensordict(try module.call([.tensordict(burning)])) }
    for key in keys {
      let state = try burning.input(NestedKey(["next"] + key.path), "burn_in").select(data.ndim - 1, -1)
      if !rest.contains(key) {
        var shape = state.shape.dims
        shape.insert(rest.batchSize[rest.ndim - 1], at: data.ndim - 1)
        try rest.set(key, try Tensor.zeros(Shape(shape), state.dtype))
      } else {
        // The states of a sample are its own; those of the caller's data are not to be changed.
        try rest.set(key, try rest.tensor(key).clone())
      }
      try rest.tensor(key).select(data.ndim - 1, 0).copy(from: state)
    }
    return .tensordict(rest)
  }

  static let modules = Field<BurnInTransform, [any Callback]>(
    "modules", .functions, "A function from tensordict to tensordict, or a list of them."
  ) { $0.modules }
  static let burnIn = Field<BurnInTransform, Int>("burn_in", .int, "How many steps, at least 0.") { $0.steps }
  static let outKeys = Field<BurnInTransform, [NestedKey]>(
    "out_keys", .keys, default: [], shownAs: "None",
    "The keys of the states that go on; they are read below \"next\"."
  ) { $0.keys }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "burn_in", "BurnInTransform",
    "Runs the first steps of every sequence through functions, and starts the rest from what comes out.",
    fields: [modules, burnIn, outKeys],
    examples: [
      Example(
        "t = burn_in(td -> td.set((\"next\", \"h\"), td[\"x\"] * 10), 1, [\"h\"])\n"
          + "print(t(tensordict({\"x\": arange(3.0).view(1, 3)}, [1, 3]))[\"h\"])",
        prints: "tensor([[0., 0.]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try BurnInTransform(try arguments[modules], steps: try arguments[burnIn], keys: try arguments[outKeys])
  }
}
