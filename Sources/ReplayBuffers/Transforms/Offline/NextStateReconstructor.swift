import Catalog
import Tensors

/// Puts the next observation of every step together from the step after it, so that it is stored once only: half the
/// memory. Steps whose successor isn't the batch's next element get a filler.
public final class NextStateReconstructor: DeclaredTransform {
  private let keys: [NestedKey]
  private let trajectoryKey: NestedKey?
  private let doneKey: NestedKey?
  private let countKey: NestedKey?
  private let filler: Scalar
  private let isStrict: Bool

  /// - Parameters:
  ///   - trajectoryKey: Steps of one trajectory only are joined; nil for no such check.
  ///   - doneKey: Nothing follows an end mark; nil for no such check.
  ///   - countKey: Counts must go up by 1; nil for no such check.
  ///   - isStrict: A missing key of a check is an error.
  public init(
    _ keys: [NestedKey] = ["observation"], trajectoryKey: NestedKey? = ["collector", "traj_ids"],
    doneKey: NestedKey? = ["next", "done"], countKey: NestedKey? = nil, filler: Scalar = .float(.nan),
    isStrict: Bool = true
  ) {
    self.keys = keys
    self.trajectoryKey = trajectoryKey
    self.doneKey = doneKey
    self.countKey = countKey
    self.filler = filler
    self.isStrict = isStrict
  }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    guard data.ndim == 1 else {
      throw .value(
        "next_state_reconstructor() expects a flat batch, got batch size \(data.batchSize.dims)",
        help: "reshape the sample to one dimension first")
    }
    let count = data.batchSize[0]
    if count < 1 { return .tensordict(data) }
    let follows = try self.follows(data, count)
    let valid = try Tensor.fromScalars(follows.map { .bool($0) })
    for key in keys {
      let root = try data.input(key, "next_state_reconstructor")
      guard root.dtype.isFloatingPoint || !filler.double.isNaN else {
        throw .type(
          "next_state_reconstructor() cannot fill \(key.text) of \(root.dtype.torchName) with nan",
          help: "give a fill_value that is a whole number")
      }
      let next = try Tensor.cat([try root.narrow(0, min(1, count), count - 1), try root.narrow(0, 0, 1)])
      let mask = valid.expandedRight(to: root.shape)
      try data.set(
        NestedKey(["next"] + key.path), try Tensor.where(mask, next, root.fullLike(filler)))
    }
    return .tensordict(data)
  }

  /// Which elements are followed by their successor.
  private func follows(_ data: TensorDict, _ count: Int) throws(Failure) -> [Bool] {
    var follows = [Bool](repeating: true, count: count)
    follows[count - 1] = false
    if let ids = try marker(data, trajectoryKey, count) {
      for i in 0..<count - 1 where ids[i] != ids[i + 1] { follows[i] = false }
    }
    if let done = try marker(data, doneKey, count) {
      for i in 0..<count - 1 where done[i] != 0 { follows[i] = false }
    }
    if let counts = try marker(data, countKey, count) {
      for i in 0..<count - 1 where counts[i + 1] != counts[i] + 1 { follows[i] = false }
    }
    return follows
  }

  /// The first number of each element.
  private func marker(_ data: TensorDict, _ key: NestedKey?, _ count: Int) throws(Failure) -> [Int]? {
    guard let key else { return nil }
    if !isStrict, !data.contains(key) { return nil }
    let marker = try data.input(key, "next_state_reconstructor")
    return try integers(of: marker.ndim == 1 ? marker : marker.reshape([count, -1]).select(1, 0))
  }

  static let keys = Field<NextStateReconstructor, [NestedKey]>(
    "keys", .keySequence, default: ["observation"], "The keys that are read; written below \"next\".",
    attribute: .hidden
  ) { $0.keys }
  static let trajKey = Field<NextStateReconstructor, NestedKey?>(
    "traj_key", .optional(.key), default: ["collector", "traj_ids"],
    "The key of trajectory numbers; None for no check.", labelOnly: true
  ) { $0.trajectoryKey }
  static let doneKey = Field<NextStateReconstructor, NestedKey?>(
    "done_key", .optional(.key), default: ["next", "done"], "The key of end marks; None for no check.",
    labelOnly: true
  ) { $0.doneKey }
  static let stepCountKey = Field<NextStateReconstructor, NestedKey?>(
    "step_count_key", .optional(.key), default: nil, "The key of step counts; None for no check.", labelOnly: true
  ) { $0.countKey }
  static let fillValue = Field<NextStateReconstructor, Scalar>(
    "fill_value", .scalar, default: .float(.nan), "What stands for a missing successor.", labelOnly: true,
    implied: { $0.filler.double.isNaN }
  ) { $0.filler }
  static let strict = Field<NextStateReconstructor, Bool>(
    "strict", .bool, default: true, "A missing key of a check is an error.", labelOnly: true
  ) { $0.isStrict }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "next_state_reconstructor", "NextStateReconstructor",
    "Takes the next observation of each step from the step after it, so that it is stored once only.",
    fields: [keys, trajKey, doneKey, stepCountKey, fillValue, strict],
    attributes: [
      Attribute<NextStateReconstructor>("keys", "The keys that are read.") { .tuple($0.keys.map(\.tree)) }
    ],
    examples: [
      Example(
        "td = tensordict({\"x\": arange(3.0), \"t\": tensor([0, 0, 1])}, [3])\n"
          + "print(next_state_reconstructor([\"x\"], traj_key: \"t\", done_key: None)(td)[\"next\", \"x\"])",
        prints: "tensor([1., nan, nan])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    NextStateReconstructor(
      try arguments[keys], trajectoryKey: try arguments[trajKey], doneKey: try arguments[doneKey],
      countKey: try arguments[stepCountKey], filler: try arguments[fillValue], isStrict: try arguments[strict])
  }
}
