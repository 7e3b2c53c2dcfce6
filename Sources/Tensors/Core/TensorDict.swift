import Catalog

/// A tensorclass declared by a script: its name and its fields in order.
public final class TensorClass: Sendable {
  public let name: String
  public let fields: [String]
  public init(name: String, fields: [String]) {
    self.name = name
    self.fields = fields
  }
}

/// Where a tensordict says that its tensors are. There is one device; `nil` elsewhere means "not said".
public enum Device: String, Sendable { case cpu }

/// A batch shape and an insertion-ordered tree of keys over tensors that all begin with that shape
/// (tensordict's `TensorDict`, and, with a `tensorClass`, an instance of a tensorclass).
///
/// A reference, as in Python: `set` is seen by everyone who holds it.
public final class TensorDict: @unchecked Sendable {
  /// What a key holds.
  public enum Entry: Sendable {
    case tensor(Tensor)
    case tensordict(TensorDict)
    /// One value for the whole batch (`NonTensorData`).
    case nonTensor(Tree)
    /// One value per element of the first batch dimension (`NonTensorStack`).
    case nonTensorStack([Tree])
  }

  public internal(set) var batchSize: Shape
  public internal(set) var device: Device?
  public let tensorClass: TensorClass?
  /// In insertion order.
  public internal(set) var keys: [String] = []
  var entries: [String: Entry] = [:]

  public init(batchSize: Shape, device: Device? = nil, tensorClass: TensorClass? = nil) {
    self.batchSize = batchSize
    self.device = device
    self.tensorClass = tensorClass
  }

  public var isEmpty: Bool { keys.isEmpty }
}
