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
    case .int(let rows): throw .unfit("span", expected: "at least 0", got: rows)
    default: throw .unfit("span", expected: "a bool or an int", got: tree)
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
  /// Accepted for TorchRL's sake, and read back.
  public var compiles = Tree.bool(false)
  public var usesAccelerator = Tree.bool(false)

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
      throw .unfit("num_slices", expected: "at least 1", got: numSlices)
    }
    if let sliceLength, sliceLength < 1 {
      throw .unfit("slice_len", expected: "at least 1", got: sliceLength)
    }
    if fragmented {
      if stepKey == nil { throw .unfit("step_key", expected: "a key, as slices are fragmented", got: "None") }
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
}
