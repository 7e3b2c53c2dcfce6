/// Unsafe: `returns` adds within the buffer of a contiguous tensor of whole rows, which it checks: a step reads the one
/// behind it only where it is not the last of its row.

import Catalog
import Tensors

/// Replaces rewards by what is still to come in their episode, discounted, on the way into a buffer.
public final class Reward2GoTransform: DeclaredTransform {
  private let gamma: Double
  private let keys: TransformKeys
  private let doneKey: NestedKey
  static let standardKeys: [NestedKey] = [["next", "reward"]]

  public init(gamma: Double = 1, keys: TransformKeys? = nil, doneKey: NestedKey = "done") throws(Failure) {
    self.gamma = gamma
    self.keys = try TransformKeys.given(keys, else: Self.standardKeys)
    self.doneKey = doneKey
  }

  public var hasInverse: Bool { true }
  public var hasForward: Bool { false }
  public func forward(_ data: Tree) throws(Failure) -> Tree { data }

  /// - Throws: `RuntimeError` where a row of data holds no episode's end, `KeyError` where no reward is there.
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    let key = NestedKey(["next"] + doneKey.path)
    let done = try data.input(key, "reward2go")
    guard done.ndim >= 2 else {
      throw .value("reward2go() expects end marks of shape … × time × 1 at \(key.text), got \(done.shape.dims)")
    }
    guard try done.to(.bool).any([-2]).all().item().isTrue else {
      throw .runtime(
        "reward2go() found no episode's end at \(key.text) in some of the data",
        help: "collect more steps at a time than an episode has")
    }
    let present = zip(keys.reads, keys.writes).filter { data.contains($0.0) }
    if present.isEmpty, let first = keys.reads.first { _ = try data.input(first, "reward2go") }
    for (source, target) in present {
      let reward = try data.input(source, "reward2go")
      guard reward.shape == done.shape else {
        throw .value(
          "reward2go() expects rewards and end marks of one shape, got \(reward.shape.dims) and \(done.shape.dims)")
      }
      try data.set(target, try returns(reward, done))
    }
    return .tensordict(data)
  }

  private func returns(_ reward: Tensor, _ done: Tensor) throws(Failure) -> Tensor {
    let result = try reward.dtype == .float64 ? reward.clone() : reward.to(.float32).clone()
    let marks = try integers(of: done.to(.bool))
    let (time, width) = (reward.shape[reward.ndim - 2], reward.shape[reward.ndim - 1])
    precondition(result.numel == marks.count && (marks.isEmpty || marks.count % (time * width) == 0))
    func run<T: Element & BinaryFloatingPoint>(_: T.Type) {
      let factor = T(Float(gamma))
      result.withElements(T.self) { sums in
        for step in (0..<sums.count).reversed() where (step / max(width, 1)) % time < time - 1 && marks[step] == 0 {
          sums[step] += factor * sums[step + width]
        }
      }
    }
    if result.dtype == .float64 { run(Double.self) } else { run(Float.self) }
    return try result.to(reward.dtype.isFloatingPoint ? reward.dtype : .float32)
  }

  static let gamma = Field<Reward2GoTransform, Double>(
    "gamma", .number, default: 1, "What a reward counts less with each step.", attribute: .hidden
  ) { $0.gamma }
  static let inKeys = TransformKeys.inKeys(standardKeys).of { (owner: Reward2GoTransform) in owner.keys }
  static let outKeys = Field<Reward2GoTransform, [NestedKey]?>(
    "out_keys", .optional(.keys), default: nil, "The keys that are written, one per key read; None for the same ones.",
    attribute: .hidden, implied: { $0.keys.writes == $0.keys.reads }
  ) { $0.keys.writes }
  static let doneKey = Field<Reward2GoTransform, NestedKey>(
    "done_key", .key, default: "done", "The key of end marks, below \"next\"."
  ) { $0.doneKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "reward2go", "Reward2GoTransform",
    "Replaces rewards by the discounted sum of those to come in their episode, on the way into a buffer.",
    fields: [gamma, inKeys, outKeys, doneKey],
    attributes: [
      Attribute<Reward2GoTransform>.tensor("gamma", "What a reward counts less with each step.") {
        try? .scalar(.float($0.gamma), .float32)
      },
      // Rewards change on the way in alone: TorchRL gives these keys as those of the inverse.
      Attribute<Reward2GoTransform>.keys("in_keys_inv", "The rewards that are read.") { $0.keys.reads },
      Attribute<Reward2GoTransform>.keys("out_keys_inv", "The keys that are written.") { $0.keys.writes },
    ],
    examples: [
      Example(
        "rb = buffer(storage: ram(9), transform: reward2go(0.5))\n"
          + "rb.extend(tensordict({\"next\": {\"reward\": ones(2, 1), \"done\": tensor([[False], [True]])}}, [2]))\n"
          + "print(rb[:][\"next\", \"reward\"].squeeze(-1))", prints: "tensor([1.5000, 1.0000])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try Reward2GoTransform(
      gamma: try arguments[gamma], keys: try TransformKeys(arguments, reading: standardKeys),
      doneKey: try arguments[doneKey])
  }
}
