import Catalog
import Tensors

/// Puts the last N frames of a trajectory side by side along one dimension.
///
/// Offline (in a buffer, or called) it unfolds stored data along the time, which is the last batch dimension, and never
/// reaches over an episode's end. In an environment it keeps the last frames itself.
public final class CatFrames: PairedTransform, DeclaredTransform {
  /// What stands for frames before the first one.
  public enum Padding: String, Sendable, CaseIterable {
    /// The trajectory's first frame.
    case same
    /// A constant.
    case constant
  }

  /// What a transform of frames is made with.
  public struct Options: Sendable {
    /// How many frames, at least 1.
    public var frames: Int
    /// Negative: where the frames are joined.
    public var dim: Int
    public var padding = Padding.same
    public var paddingValue: Scalar = 0
    /// Unfolds on the way into a buffer instead of on the way out.
    public var asInverse = false
    /// Windows look ahead instead of back.
    public var future = false
    /// Where the marks of padded frames go.
    public var maskKey: NestedKey?
    /// The end marks' key below "next".
    public var doneKey: NestedKey = "done"
    public var resetKey: NestedKey?

    public init(frames: Int, dim: Int) {
      self.frames = frames
      self.dim = dim
    }
  }

  public let keys: TransformKeys
  public let options: Options
  let history = FrameHistory()

  public init(_ options: Options, keys: TransformKeys) throws(Failure) {
    guard options.frames >= 1 else {
      throw .unfit("N", expected: "at least 1 frame", got: options.frames)
    }
    guard options.dim < 0 else {
      throw .value(
        "expected a negative dim, which fits data of any batch size, got \(options.dim)", help: "count from the end",
        argument: "dim")
    }
    self.options = options
    self.keys = keys
  }

  public var hasInverse: Bool { options.asInverse }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    if !options.asInverse { try unfold(data) }
    return .tensordict(data)
  }
  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    if options.asInverse { try unfold(data) }
    return .tensordict(data)
  }

  /// Windows over stored data, set under the keys that are written.
  /// - Throws: `ValueError` for data without a batch dimension, `KeyError` without end marks.
  public func unfold(_ data: TensorDict) throws(Failure) {
    guard data.ndim > 0 else {
      throw .value(
        "cat_frames() expects data with a time dimension, got batch size []",
        help: "the last batch dimension is taken for the time")
    }
    let windows = try FrameWindows(
      starts: try bounds(data), batch: data.batchSize, frames: options.frames, looksAhead: options.future,
      padding: options.padding == .same ? nil : options.paddingValue)
    if let key = options.maskKey { try data.set(key, try windows.mask()) }
    // Plain keys come first: their windows are what those below "next" begin with.
    let pairs = Array(zip(keys.reads, keys.writes))
    for (source, target) in pairs.filter({ $0.0.path.count == 1 }) + pairs.filter({ $0.0.path.count > 1 }) {
      let tensor = try data.input(source, "cat_frames")
      var earlier: Tensor?
      if source.first == "next", source.path.count > 1 {
        let root = NestedKey(source.path[1])
        if let (_, known) = pairs.first(where: { $0.0 == root }) {
          guard !options.future else {
            throw Failure(
              .notImplemented, "cat_frames(future: True) does not take \(source.text) together with \(root.text)")
          }
          earlier = try data.input(known, "cat_frames")
        }
      }
      do throws(Failure) {
        try data.set(target, try windows.unfold(tensor, dim: options.dim, earlier: earlier))
      } catch {
        throw error.about(source, "cat_frames")
      }
    }
  }

  /// For every step the first step of its episode, or with windows that look ahead its last one.
  private func bounds(_ data: TensorDict) throws(Failure) -> [Int] {
    let steps = data.batchSize[data.ndim - 1]
    let key = NestedKey(["next"] + options.doneKey.path)
    var marks = [Bool](repeating: false, count: data.batchSize.numel)
    if options.future, !data.contains(key) {
      // Without end marks every row is one trajectory.
    } else {
      let done = try data.input(key, "cat_frames")
      guard done.numel == marks.count else {
        throw .value(
          "cat_frames() expects one end mark per step under \(key.text), got shape \(done.shape.dims) for batch size "
            + "\(data.batchSize.dims)")
      }
      marks = try integers(of: done.to(.bool)).map { $0 != 0 }
    }
    var bounds = [Int](repeating: 0, count: marks.count)
    guard steps > 0 else { return bounds }
    for row in stride(from: 0, to: marks.count, by: steps) {
      if options.future {
        var last = steps - 1
        for step in (0..<steps).reversed() {
          if marks[row + step] { last = step }
          bounds[row + step] = last
        }
      } else {
        var first = 0
        for step in 0..<steps {
          bounds[row + step] = first
          if marks[row + step] { first = step + 1 }
        }
      }
    }
    return bounds
  }

  static let frames = Field<CatFrames, Int>("N", .int, "How many frames, at least 1.", showing: .byLabel) {
    $0.options.frames
  }
  static let dim = Field<CatFrames, Int>(
    "dim", .int, "The dimension along which they are joined, negative.", showing: .byLabel
  ) { $0.options.dim }
  static let padding = Field<CatFrames, Padding>(
    "padding", .choice(), default: .same,
    "What stands for frames before the first: the first one, or padding_value."
  ) { $0.options.padding }
  static let paddingValue = Field<CatFrames, Scalar>(
    "padding_value", .scalar, default: .int(0), "The value of padded frames with padding \"constant\"."
  ) { $0.options.paddingValue }
  static let asInverse = Field<CatFrames, Bool>(
    "as_inverse", .bool, default: false, "Joins on the way into a buffer instead of on the way out."
  ) { $0.options.asInverse }
  static let resetKey = Field<CatFrames, NestedKey?>(
    "reset_key", .optional(.key), default: nil, "The key of reset marks in an environment; None for its own."
  ) { $0.options.resetKey.map(Optional.some) }
  static let doneKey = Field<CatFrames, NestedKey>(
    "done_key", .key, default: "done", "The key of end marks, below \"next\"."
  ) { $0.options.doneKey }
  static let future = Field<CatFrames, Bool>(
    "future", .bool, default: false, "Windows look ahead instead of back, offline only."
  ) { $0.options.future }
  static let maskKey = Field<CatFrames, NestedKey?>(
    "mask_key", .optional(.key), default: nil, "Where to put which frames are padding, offline only."
  ) { $0.options.maskKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "cat_frames", "CatFrames", parent: "ObservationTransform",
    "Joins the last N frames of a trajectory along a dimension.",
    fields: [frames, dim] + keyFields(ToTensorImage.standardKeys) + [
      padding, paddingValue, asInverse, resetKey, doneKey, future, maskKey,
    ],
    examples: [
      Example(
        "td = tensordict({\"x\": arange(3).view(3, 1), (\"next\", \"done\"): zeros(3, 1, dtype: bool)}, [3])\n"
          + "print(cat_frames(2, -1, [\"x\"])(td)[\"x\"])",
        prints: "tensor([[0, 0],\n        [0, 1],\n        [1, 2]])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    var options = Options(frames: try arguments[frames], dim: try arguments[dim])
    options.padding = try arguments[padding]
    options.paddingValue = try arguments[paddingValue]
    options.asInverse = try arguments[asInverse]
    options.resetKey = try arguments[resetKey]
    options.doneKey = try arguments[doneKey]
    options.future = try arguments[future]
    options.maskKey = try arguments[maskKey]
    return try CatFrames(options, keys: try TransformKeys(arguments, reading: ToTensorImage.standardKeys))
  }
}
