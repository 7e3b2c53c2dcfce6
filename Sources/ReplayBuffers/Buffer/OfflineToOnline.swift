import Catalog
import Tensors

/// Batches that come partly from a fixed set of data and partly from a buffer that grows (TorchRL's
/// `OfflineToOnlineReplayBuffer`): the shares are exact in every batch.
public final class OfflineToOnline: Component, @unchecked Sendable {
  // `@unchecked`: `share` is touched under `lock`.
  private let lock = RecursiveLock()
  public let offline: ReplayBuffer
  public let online: ReplayBuffer
  public let batchSize: Int?
  private var transforms: [any Transform]
  private let firstShare: Double
  private var share: Double

  /// - Parameter fraction: The share of a batch that comes from the fixed data, in (0, 1).
  /// - Throws: `ValueError` for another share.
  public init(
    _ offline: ReplayBuffer, storage: any Storage, fraction: Double = 0.5, batchSize: Int? = nil,
    transforms: [any Transform] = []
  ) throws(Failure) {
    guard fraction > 0, fraction < 1 else {
      throw .unfit("offline_fraction", expected: "a number in (0, 1)", got: PythonText.repr(fraction))
    }
    var options = ReplayBuffer.Options()
    options.storage = storage
    online = try ReplayBuffer(.plain, options)
    self.offline = offline
    self.batchSize = batchSize
    self.transforms = transforms
    firstShare = fraction
    share = fraction
  }

  public func visitReferences(_ visitor: ReferenceVisitor) {
    visitor.visit(offline)
    visitor.visit(online)
    visitor.visit(&transforms) { $0 }
  }

  public var offlineFraction: Double { lock.withLock { share } }
  public var count: Int { offline.count + online.count }

  @discardableResult
  public func extend(_ data: Tree) throws(Failure) -> Tree { try online.extend(data) }

  /// Draws a batch: `round(share * size)` items of the fixed data, first, and the rest from the growing buffer.
  /// - Throws: `ValueError` without a batch size.
  public func sample(_ size: Int? = nil) throws(Failure) -> Tree {
    guard let size = size ?? batchSize else {
      throw .value("expected a batch size, got none", help: "sample(32), or give the buffer a batch_size")
    }
    let fixed = Int((offlineFraction * Double(size)).rounded(.toNearestOrEven))
    var data: Tree
    if online.storage.count == 0 || fixed >= size {
      data = try offline.sample(size).data
    } else if fixed == 0 {
      data = try online.sample(size).data
    } else {
      data = try Self.joined(try offline.sample(fixed).data, try online.sample(size - fixed).data)
    }
    for transform in transforms { data = try transform.forward(data) }
    return data
  }

  private static func joined(_ first: Tree, _ second: Tree) throws(Failure) -> Tree {
    switch (first, second) {
    case (.tensordict(let a), .tensordict(let b)): return .tensordict(try TensorDict.cat([a, b]))
    case (.tensor(let a), .tensor(let b)): return .tensor(try Tensor.cat([a, b]))
    default: throw .type("expected tensordicts or tensors to join, got \(first.article) and \(second.article)")
    }
  }

  /// Lowers the share of the fixed data in equal steps to 0 at `total`.
  public func anneal(step: Int, total: Int) throws(Failure) {
    guard total > 0 else { throw .unfit("total_steps", expected: "at least 1", got: total) }
    lock.withLock { share = firstShare * max(0, 1 - Double(step) / Double(total)) }
  }

  private static let offlineDataset: Field<OfflineToOnline, ReplayBuffer> = Field(
    "offline_dataset", .buffer, "The fixed data.", attribute: .named("offline_buffer")
  ) { $0.offline }
  private static let onlineStorage: Field<OfflineToOnline, (any Storage)?> = Field(
    "online_storage", .optional(.storage), default: nil, "Where new items go; give this or a capacity.",
    labelOnly: true, attribute: .hidden
  ) { .some($0.online.storage) }
  private static let onlineCapacity: Field<OfflineToOnline, Int?> = .accepted(
    "online_capacity", .optional(.int), default: nil, "The size of a ram storage for new items.", labelOnly: true)
  private static let offlineFraction: Field<OfflineToOnline, Double> = Field(
    "offline_fraction", .number, default: 0.5, "The share of the fixed data, in (0, 1).", labelOnly: true,
    attribute: .hidden, implied: { _ in false }
  ) { $0.firstShare }
  private static let batchSize: Field<OfflineToOnline, Int?> = Field(
    "batch_size", .optional(.int), default: nil,
    "The items of a batch, unless sample() is given another number.", labelOnly: true
  ) { .some($0.batchSize) }
  private static let transform: Field<OfflineToOnline, [any Transform]> = Field(
    "transform", .transforms, default: [], shownAs: "None", "What is done to batches.", labelOnly: true,
    attribute: .hidden
  ) { $0.transforms }

  public var spec: ComponentSpec { Self.spec }
  public static let spec: ComponentSpec = ComponentSpec(
    .buffer, "offline_to_online", "OfflineToOnlineReplayBuffer", parent: "object",
    "Batches that come partly from fixed data and partly from a buffer that grows, in exact shares.",
    fields: [offlineDataset, onlineStorage, onlineCapacity, offlineFraction, batchSize, transform],
    attributes: [
      Attribute<OfflineToOnline>("online_buffer", "The buffer that grows.") { .object($0.online) },
      Attribute<OfflineToOnline>("offline_fraction", "The share of the fixed data as it is now.") {
        .float($0.offlineFraction)
      },
    ],
    examples: [
      Example(
        "old = buffer(storage: ram(9)); old.extend(zeros(9))\n"
          + "rb = offline_to_online(old, online_capacity: 5, offline_fraction: 0.25, batch_size: 4)\n"
          + "rb.extend(ones(3)); print(rb.sample(), len(rb))", prints: "tensor([0., 1., 1., 1.]) 12")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    let storage: any Storage
    switch (try arguments[onlineStorage], try arguments[onlineCapacity]) {
    case (let given?, nil): storage = given
    case (nil, let capacity?): storage = try TensorStorage.ram(capacity)
    case (let given, _):
      throw .value(
        "expected one of 'online_storage' and 'online_capacity', got \(given == nil ? "none" : "both")",
        help: given == nil ? "for instance online_capacity: 1000" : "leave one of them out")
    }
    return try OfflineToOnline(
      try arguments[offlineDataset], storage: storage, fraction: try arguments[offlineFraction],
      batchSize: try arguments[batchSize], transforms: try arguments[transform])
  }
}
