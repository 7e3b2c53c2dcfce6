import Catalog
import Tensors

/// Makes the steps of a batch into n-step transitions at once, as TorchRL's postprocessing `MultiStep` does for a
/// collector: what comes before and after the batch is not looked at, so its last steps look less far ahead.
public final class MultiStep: DeclaredTransform {
  private let whole: MultiStepTransform

  /// - Parameters:
  ///   - gamma: In (0, 1].
  ///   - steps: How far ahead, at least 1.
  public init(gamma: Double, steps: Int) throws(Failure) {
    guard gamma > 0, gamma <= 1 else {
      throw .value("expected a number in (0, 1] for 'gamma', got \(PythonText.repr(gamma))", argument: "gamma")
    }
    whole = try MultiStepTransform(steps: steps, gamma: gamma, maskKey: ["collector", "mask"])
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    guard data.ndim > 0 else {
      throw .value("multi_step_batch() expects data with a time dimension, got batch size []")
    }
    let result = data.shallowCopy()
    return .tensordict(try whole.transitions(result, try whole.marks(result)))
  }

  static let discount = Field<MultiStep, Double>(
    "gamma", .number, "What a reward counts less with each step, in (0, 1]."
  ) { $0.whole.gamma }
  static let count = Field<MultiStep, Int>("n_steps", .int, "How many steps, at least 1.") { $0.whole.steps }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "multi_step_batch", "MultiStep",
    "Makes the steps of a batch into n-step transitions, for a collector's postproc; multi_step does it for a buffer.",
    fields: [discount, count],
    examples: [
      Example(
        "td = tensordict({\"next\": {\"reward\": ones(4, 1), \"done\": zeros(4, 1, dtype: bool)}}, [4])\n"
          + "print(multi_step_batch(0.5, 2)(td)[\"next\", \"reward\"].squeeze(-1))",
        prints: "tensor([1.5000, 1.5000, 1.5000, 1.0000])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try MultiStep(gamma: try arguments[discount], steps: try arguments[count])
  }
}
