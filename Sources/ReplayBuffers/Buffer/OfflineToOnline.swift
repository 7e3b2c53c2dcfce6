import Catalog
import Tensors

/// Batches that come partly from a fixed set of data and partly from a buffer that grows (TorchRL's
/// `OfflineToOnlineReplayBuffer`): the shares are exact in every batch.
public final class OfflineToOnline: AttributeHolder, @unchecked Sendable {
  // `@unchecked`: `share` is touched under `lock`.
  private let lock = RecursiveLock()
  public let offline: ReplayBuffer
  public let online: ReplayBuffer
  public let batchSize: Int?
  private let transforms: [any Transform]
  private let firstShare: Double
  private var share: Double

  /// - Parameter fraction: The share of a batch that comes from the fixed data, in (0, 1).
  /// - Throws: `ValueError` for another share.
  public init(
    _ offline: ReplayBuffer, storage: any Storage, fraction: Double = 0.5, batchSize: Int? = nil,
    transforms: [any Transform] = []
  ) throws(Failure) {
    guard fraction > 0, fraction < 1 else {
      throw .value(
        "offline_fraction must be in (0, 1), got \(PythonText.repr(fraction))", argument: "offline_fraction")
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
    default: throw .type("expected tensordicts or tensors to join, got \(first.kindName) and \(second.kindName)")
    }
  }

  /// Lowers the share of the fixed data in equal steps to 0 at `total`.
  public func anneal(step: Int, total: Int) throws(Failure) {
    guard total > 0 else { throw .value("total_steps must be at least 1, got \(total)", argument: "total_steps") }
    lock.withLock { share = firstShare * max(0, 1 - Double(step) / Double(total)) }
  }

  public var text: String {
    SourceText.call(
      "offline_to_online", [offline.text],
      [
        ("online_storage", online.storage.text), ("offline_fraction", SourceText.number(firstShare)),
        ("batch_size", batchSize.map(String.init)),
      ])
  }

  public var attributeNames: [String] { ["offline_fraction", "offline_buffer", "online_buffer", "batch_size"] }
  public func attribute(_ name: String) -> Tree? {
    switch name {
    case "offline_fraction": .float(offlineFraction)
    case "offline_buffer": .object(offline)
    case "online_buffer": .object(online)
    case "batch_size": batchSize.map { .int($0) } ?? Tree.none
    default: nil
    }
  }

  public static let spec = ComponentSpec(
    .buffer,
    Signature(
      "offline_to_online", aliases: ["OfflineToOnlineReplayBuffer"],
      "Batches that come partly from fixed data and partly from a buffer that grows, in exact shares.",
      [
        Parameter("offline_dataset", .object("buffer"), "The fixed data."),
        .optional(
          "online_storage", .object("storage"), "Where new items go; give this or a capacity.", labelOnly: true),
        .optional("online_capacity", .int, "The size of a ram storage for new items.", labelOnly: true),
        .optional(
          "offline_fraction", .number, default: "0.5", "The share of the fixed data, in (0, 1).", labelOnly: true),
        .optional(
          "batch_size", .int, "The items of a batch, unless sample() is given another number.", labelOnly: true),
        .optional(
          "transform", .either([.object("transform"), .function]), "What is done to batches.", labelOnly: true),
      ], returns: "buffer",
      examples: [
        Example(
          "old = buffer(storage: ram(9)); old.extend(zeros(9))\n"
            + "rb = offline_to_online(old, online_capacity: 5, offline_fraction: 0.25, batch_size: 4)\n"
            + "rb.extend(ones(3)); print(rb.sample(), len(rb))", prints: "tensor([0., 1., 1., 1.]) 12")
      ])
  ) { (arguments) throws(Failure) -> any TreeObject in
    let given: (any Storage)? = try arguments.object("online_storage", kind: "storage")
    let capacity = try arguments.int("online_capacity")
    let storage: any Storage
    switch (given, capacity) {
    case (let given?, nil): storage = given
    case (nil, let capacity?): storage = try TensorStorage.ram(capacity)
    default: throw .value("expected either online_storage or online_capacity")
    }
    let offline: ReplayBuffer? = try arguments.object("offline_dataset", kind: "buffer")
    return try OfflineToOnline(
      try arguments.required("offline_dataset", offline), storage: storage,
      fraction: try arguments.float("offline_fraction") ?? 0.5, batchSize: try arguments.int("batch_size"),
      transforms: try arguments.transforms("transform"))
  }
}
