import Catalog
import Tensors

/// How many rows of a slice may lie beyond one end of its trajectory, where they are left out.
public enum SliceSpan: Sendable, Equatable {
  case none
  /// All but one.
  case all
  case rows(Int)

  /// From `False`, `True` or an int. - Throws: `TypeError` for anything else, `ValueError` for a negative int.
  init(_ tree: Tree) throws(Failure) {
    switch tree {
    case .none, .bool(false), .int(0): self = .none
    case .bool(true): self = .all
    case .int(let rows) where rows > 0: self = .rows(rows)
    case .int(let rows): throw .value("span must not be negative, got \(rows)", argument: "span")
    default: throw .type("expected a bool or an int as span, got \(tree.kindName)", argument: "span")
    }
  }

  var tree: Tree {
    switch self {
    case .none: .bool(false)
    case .all: .bool(true)
    case .rows(let rows): .int(rows)
    }
  }
}

/// What slice samplers have in common.
public struct SliceOptions: Sendable {
  /// The number of slices of a batch; exclusive with `sliceLength`.
  public var numSlices: Int?
  /// The rows of a slice.
  public var sliceLength: Int?
  /// Where the flag of a trajectory's last row is; nil: `("next", "done")`.
  public var endKey: NestedKey?
  /// Several such flags, any of which ends a trajectory; those that are not stored are left out.
  public var endKeys: [NestedKey]?
  /// Where the trajectory's id is; nil, without end keys: what is found of `("collector", "traj_ids")` and `"episode"`.
  public var trajKey: NestedKey?
  /// The flags of all rows of a full storage, outright.
  public var ends: Tensor?
  /// The ids of all rows of a full storage, outright.
  public var trajectories: Tensor?
  /// Accepted for TorchRL's sake: boundaries are always kept.
  public var cachesValues = false
  /// Where the last row of a slice is marked, beside `"done"` and `"terminated"`; nil for nowhere.
  public var truncatedKey: NestedKey? = ["next", "truncated"]
  /// Where the first row of a slice is marked, if items have the key; nil for nowhere.
  public var initKey: NestedKey? = "is_init"
  /// Leave out trajectories that are shorter than a slice, rather than take them whole.
  public var strictLength = true
  /// Repeat the last row of slices that are too short, and tell so under `("collector", "mask")`.
  public var padOutput = false
  /// At the beginning and at the end of a trajectory.
  public var span: (left: SliceSpan, right: SliceSpan) = (.none, .none)
  /// Tell for every row its slice's number in the batch, first storage row and length, under `("slice", …)`.
  public var tellsSlices = false
  /// Put trajectories together by id and step, wherever their rows are stored.
  public var fragmented = false
  /// The step within the trajectory, for `fragmented`.
  public var stepKey: NestedKey? = "step_count"

  public init(numSlices: Int? = nil, sliceLength: Int? = nil) {
    self.numSlices = numSlices
    self.sliceLength = sliceLength
  }

  /// - Throws: what TorchRL's constructor raises for options that exclude each other.
  func check() throws(Failure) {
    if endKey != nil, endKeys != nil {
      throw .runtime("expected either end_key or end_keys, got both", argument: "end_keys")
    }
    if padOutput, strictLength {
      throw .value(
        "pad_output needs strict_length: False: only slices that are too short are padded", argument: "pad_output")
    }
    for (name, value) in [("trajectories", trajectories), ("ends", ends)] {
      guard let value else { continue }
      if trajKey != nil || endKey != nil || endKeys != nil {
        throw .runtime("expected either \(name) or keys to find trajectories by, got both", argument: name)
      }
      if trajectories != nil, ends != nil {
        throw .runtime("expected either trajectories or ends, got both", argument: "ends")
      }
      if !cachesValues {
        throw .runtime(
          "\(name) needs cache_values: True", help: "add cache_values: True", argument: name)
      }
      guard value.ndim > 0, value.numel > 0 else {
        throw .runtime("expected \(name) of at least one row, got shape \(value.shape.dims)", argument: name)
      }
    }
    guard (numSlices == nil) != (sliceLength == nil) else {
      throw .type(
        "expected either num_slices or slice_len, got \(numSlices == nil ? "none" : "both")",
        argument: numSlices == nil ? nil : "slice_len")
    }
    if let numSlices, numSlices < 1 {
      throw .value("num_slices must be at least 1, got \(numSlices)", argument: "num_slices")
    }
    if let sliceLength, sliceLength < 1 {
      throw .value("slice_len must be at least 1, got \(sliceLength)", argument: "slice_len")
    }
    if fragmented {
      if stepKey == nil { throw .value("fragmented needs a step_key, got None", argument: "step_key") }
      if ends != nil || trajectories != nil {
        throw .value("fragmented needs traj_key and step_key, got trajectories outright", argument: "fragmented")
      }
      if span != (.none, .none) {
        throw Failure(.notImplemented, "fragmented slices do not span, got a span", argument: "span")
      }
    }
  }

  /// The length and the number of the slices of a batch.
  /// - Throws: `RuntimeError` where the batch cannot be divided so.
  func layout(batchSize: Int) throws(Failure) -> (length: Int, slices: Int) {
    let divisor = numSlices ?? sliceLength ?? 1
    guard batchSize > 0, batchSize % divisor == 0 else {
      let name = numSlices == nil ? "slice_len" : "num_slices"
      throw .runtime(
        "expected a batch size that \(name) (\(divisor)) divides, got \(batchSize)", argument: "batch_size")
    }
    return numSlices == nil ? (divisor, batchSize / divisor) : (batchSize / divisor, divisor)
  }

  // MARK: text and attributes

  /// The labelled arguments of the rbs expression.
  var source: [(label: String, value: String?)] {
    var arguments: [(label: String, value: String?)] = [
      ("num_slices", numSlices.map(String.init)), ("slice_len", sliceLength.map(String.init)),
      ("traj_key", trajKey.map(Self.source)), ("end_key", endKey.map(Self.source)),
      ("end_keys", endKeys.map { "[" + $0.map(Self.source).joined(separator: ", ") + "]" }),
      ("trajectories", trajectories.map { "<tensor of shape \($0.shape.dims)>" }),
      ("ends", ends.map { "<tensor of shape \($0.shape.dims)>" }),
      ("cache_values", SourceText.flag(cachesValues, default: false)),
      ("strict_length", SourceText.flag(strictLength, default: true)),
      ("pad_output", SourceText.flag(padOutput, default: false)),
    ]
    if truncatedKey != ["next", "truncated"] {
      arguments.append(("truncated_key", truncatedKey.map(Self.source) ?? "None"))
    }
    if initKey != "is_init" { arguments.append(("init_key", initKey.map(Self.source) ?? "None")) }
    if span != (.none, .none) {
      arguments.append(("span", PythonText.repr(.tuple([span.left.tree, span.right.tree]))))
    }
    if fragmented { arguments += [("fragmented", "True"), ("step_key", stepKey.map(Self.source))] }
    arguments.append(("slice_info", SourceText.flag(tellsSlices, default: false)))
    return arguments
  }

  private static func source(_ key: NestedKey) -> String { PythonText.repr(key.tree) }

  static let attributeNames = [
    "num_slices", "slice_len", "end_key", "end_keys", "traj_key", "cache_values", "truncated_key", "init_key",
    "strict_length", "pad_output", "span", "fragmented", "step_key", "slice_info", "ran_out",
  ]

  func attribute(_ name: String) -> Tree? {
    switch name {
    case "num_slices": numSlices.map { .int($0) } ?? Tree.none
    case "slice_len": sliceLength.map { .int($0) } ?? Tree.none
    case "end_key":
      endKey?.tree ?? (endKeys == nil && ends == nil && trajectories == nil ? NestedKey(["next", "done"]).tree : .none)
    case "end_keys": endKeys.map { .tuple($0.map(\.tree)) } ?? Tree.none
    case "traj_key": trajKey?.tree ?? Tree.none
    case "cache_values": .bool(cachesValues)
    case "truncated_key": truncatedKey?.tree ?? Tree.none
    case "init_key": initKey?.tree ?? Tree.none
    case "strict_length": .bool(strictLength)
    case "pad_output": .bool(padOutput)
    case "span": .tuple([span.left.tree, span.right.tree])
    case "fragmented": .bool(fragmented)
    case "step_key": stepKey?.tree ?? Tree.none
    case "slice_info": .bool(tellsSlices)
    case "ran_out": .bool(false)
    default: nil
    }
  }
}
