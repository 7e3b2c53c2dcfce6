import Catalog
import Tensors

/// Decides which items make up a batch.
///
/// A sampler belongs to one buffer. Every method takes `lock`; buffers call it while they hold the storage's.
public protocol Sampler: DumpablePart {
  var lock: RecursiveLock { get }
  /// Draws a batch. - Parameter generator: The buffer's own; nil for the global stream that the sampler uses.
  /// - Throws: `RuntimeError` for an empty storage. A failed draw changes nothing but the stream.
  func sample(_ storage: any Storage, batchSize: Int, generator: Generator?) throws(Failure) -> Draw
  /// Cells were written: by this or by another buffer over the same storage. Comes before `written`. Cells that the
  /// storage does not have are skipped.
  func markUpdate(_ cells: [Int], in storage: any Storage)
  /// Items that were there have been overwritten by index.
  func rowsAssigned(in storage: any Storage)
  /// The buffer that owns this sampler has written cells.
  func written(_ cells: [Int], in storage: any Storage)
  /// The sampler has been given to a buffer over this storage, which may hold items already.
  func attach(to storage: any Storage) throws(Failure)
  /// The buffer was emptied.
  func empty()
  /// The last draw ended an epoch: an iteration over the buffer stops after it.
  var ranOut: Bool { get set }
  /// Draws that are left in the epoch; `Int.max` for samplers without an end.
  var remainingBatches: Int { get }
  /// The items, or the places of slices, that a draw of this size could begin with: for ensembles that weigh their
  /// members by it.
  func sampleableCount(in storage: any Storage, batchSize: Int) throws(Failure) -> Int
  /// Whether a batch of this size can be drawn.
  func canSample(_ storage: any Storage, batchSize: Int) throws(Failure) -> Bool
  /// What `len` of a buffer says, where it is not the number of items stored.
  func liveCount(in storage: any Storage) -> Int?
  /// A sampler that draws as this one does, for trials that must not disturb it.
  func laboratoryCopy() -> any Sampler
  /// The chance of each item; nil where it is not known.
  func probabilities(in storage: any Storage) throws(Failure) -> [Double]?
  /// Draws in proportion to priorities that the user sets; nil for a sampler without.
  var priorities: (any PrioritySampler)? { get }
  /// Frees slots as items are consumed; nil for a sampler that does not.
  var recycler: (any SlotRecycler)? { get }
  /// Writes its state to a folder; nothing, not even the folder, where there is none.
  func dump(to folder: String) throws(Failure)
  /// Reads and checks what `dump` or TorchRL wrote; nothing changes before the closure is called.
  func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore
  /// Needs to know the batch size when the buffer is made.
  var needsFixedBatchSize: Bool { get }
  /// Every item has the same chance in every draw.
  var drawsUniformly: Bool { get }
}

extension Sampler {
  public func markUpdate(_ cells: [Int], in storage: any Storage) {}
  public func rowsAssigned(in storage: any Storage) {}
  public func written(_ cells: [Int], in storage: any Storage) {}
  public func attach(to storage: any Storage) throws(Failure) {}
  public func empty() {}
  public var ranOut: Bool {
    get { false }
    set {}
  }
  public var remainingBatches: Int { .max }
  public func sampleableCount(in storage: any Storage, batchSize: Int) throws(Failure) -> Int { storage.count }
  public func canSample(_ storage: any Storage, batchSize: Int) throws(Failure) -> Bool {
    try sampleableCount(in: storage, batchSize: batchSize) > 0
  }
  public func liveCount(in storage: any Storage) -> Int? { nil }
  public var priorities: (any PrioritySampler)? { nil }
  public var recycler: (any SlotRecycler)? { nil }
  public var needsFixedBatchSize: Bool { false }
  public var drawsUniformly: Bool { false }
}

/// What every sampler says of itself.
enum SamplerFields {
  static let common: [any ComponentAttribute] = [
    Attribute<any Sampler>(
      "ran_out", "Whether the last draw ended an epoch.",
      set: { (sampler, value) throws(Failure) in sampler.ranOut = try FieldKind<Bool>.bool.read(value, "ran_out") }
    ) { .bool($0.ranOut) },
    Attribute<any Sampler>("default_priority", "The raw priority that new items get; 1.0 without priorities.") {
      .float(Double($0.priorities?.defaultPriority ?? 1))
    },
  ]
}

/// A sampler whose items are consumed: their slots are written again before the cursor moves on. Clients get it from
/// `Sampler.recycler`.
public protocol SlotRecycler: Sampler {
  /// How often an item may be drawn.
  var maxSampleCount: Int { get }
  /// Takes up to `count` slots of consumed items, the first consumed first. The result undoes it.
  func takeFree(_ count: Int, in storage: any Storage) -> (rows: [Int], undo: @Sendable () -> Void)
}

/// A sampler with priorities.
public protocol PrioritySampler: Sampler {
  /// How the priorities of one item with several values become one.
  var reduction: Reduction { get }
  /// The raw priority that new items get.
  var defaultPriority: Float { get }
  /// - Throws: `ValueError` for raw priorities that are negative, nan, infinite, or so large that the items might have no
  ///   finite sum.
  func checkPriorities(_ values: [Float], in storage: (any Storage)?) throws(Failure)
  /// - Parameters:
  ///   - cells: Cells of the storage; negative ones are skipped.
  ///   - values: One per cell, or a single one for all.
  ///   - storage: nil where it is not known: there is room for the priorities then that there was room for before.
  /// - Throws: what `checkPriorities` throws; nothing has changed then.
  func updatePriority(cells: [Int], values: [Float], in storage: (any Storage)?) throws(Failure)
  /// The leaves of some cells, for putting them back where the items move.
  func savedPriorities(of cells: [Int]) -> SavedPriorities
  /// Puts leaves back into the first cells.
  func restore(_ saved: SavedPriorities)
}

/// Priorities of items that move: their leaves in order, and the largest raw one with its place among them.
public struct SavedPriorities: Sendable {
  let leaves: [Float]
  let maximum: (value: Float, cell: Int)?
}

/// What a sampler drew.
public struct Draw: Sendable {
  /// int64, one dimension, each in `0 ..< storage.count`.
  public var cells: Tensor
  /// What the sampler tells about the batch, in TorchRL's order; the buffer adds `index`.
  public var info: [(key: Tree, value: Tree)]
  /// `index` is a tuple of coordinates even for a storage of one dimension, as slice samplers give it.
  public var isCoordinates: Bool
  /// How often the rows had been written when they were drawn, where the writer tracks it.
  var generations: Tensor?

  public init(cells: Tensor, info: [(key: Tree, value: Tree)] = [], isCoordinates: Bool = false) {
    self.cells = cells
    self.info = info
    self.isCoordinates = isCoordinates
  }

  /// The index as `info` shows it: a tensor, or a tuple of one per storage dimension.
  func index(in storage: any Storage) throws(Failure) -> Tree {
    guard storage.ndim > 1 || isCoordinates else { return .tensor(cells) }
    return .tuple(try storage.coordinates(of: cells).map { .tensor($0) })
  }
}

extension Failure {
  static var emptyStorage: Failure {
    .runtime("cannot sample from an empty storage", help: "extend the buffer first")
  }
}

/// How several numbers become one.
public enum Reduction: String, Sendable, CaseIterable {
  case max, min, mean, median, sum

  /// - Throws: `NotImplementedError` for another word.
  public init(named name: String) throws(Failure) {
    guard let found = Reduction(rawValue: name) else {
      throw Failure(
        .notImplemented,
        "unknown reduction '\(name)': expected one of \(Self.allCases.map(\.rawValue.quoted).joined(separator: ", "))",
        help: Suggestion.didYouMean(name, among: Self.allCases.map(\.rawValue)), argument: "reduction")
    }
    self = found
  }

  /// The median of an even count is the lower of the middle ones, as in torch. - Precondition: not empty.
  func apply(_ values: ArraySlice<Float>) -> Float {
    switch self {
    case .max: values.max() ?? 0
    case .min: values.min() ?? 0
    case .sum: values.reduce(0, +)
    case .mean: values.reduce(0, +) / Float(values.count)
    case .median: values.sorted()[(values.count - 1) / 2]
    }
  }
}
