import Catalog
import Tensors

/// The parameters of buffers.
extension ReplayBuffer {
  fileprivate static let storageField: Field<ReplayBuffer, (any Storage)?> = Field(
    "storage", .optional(.storage), default: nil, "Where items are kept; None for list(1000).", labelOnly: true,
    implied: { $0.storage.text == "list(1000)" }
  ) { $0.storage }
  static let samplerField: Field<ReplayBuffer, (any Sampler)?> = Field(
    "sampler", .optional(.sampler), default: nil, "Which items make a batch; None for random().", labelOnly: true,
    implied: { $0.samplerIsImplied }
  ) { $0.sampler }
  fileprivate static let writerField: Field<ReplayBuffer, (any Writer)?> = Field(
    "writer", .optional(.writer), default: nil, "Where new items go; None for round_robin().", labelOnly: true,
    implied: { $0.writer.text == ($0.flavour.takesTensordicts ? "TensorDictRoundRobinWriter()" : "round_robin()") }
  ) { $0.writer }
  fileprivate static let collateField: Field<ReplayBuffer, (any Callback)?> = Field(
    "collate_fn", .optional(.function), default: nil,
    "Makes one batch of the items drawn; None for the storage's own way.", labelOnly: true, attribute: .hidden
  ) { .some($0.collateFunction) }
  fileprivate static let pinMemoryField: Field<ReplayBuffer, Bool> = Field(
    "pin_memory", .bool, default: false,
    "Accepted for TorchRL's sake: batches are not page-locked, as there is no other device to copy them to.",
    labelOnly: true
  ) { $0.pinMemory }
  fileprivate static let prefetchField: Field<ReplayBuffer, Int> = Field(
    "prefetch", .int, default: 0, shownAs: "None",
    "The number of batches made ahead by background threads; needs a batch_size.", labelOnly: true
  ) { $0.prefetch }
  fileprivate static let transformField: Field<ReplayBuffer, [any Transform]> = Field(
    "transform", .transforms, default: [], shownAs: "None", "What is done to batches on their way out.",
    labelOnly: true, attribute: .hidden
  ) { $0.transform.children }
  fileprivate static let transformFactory: Field<ReplayBuffer, (any Callback)?> = Field(
    "transform_factory", .optional(.function), default: nil, "Makes the transform, in place of one.",
    labelOnly: true, attribute: .hidden, showing: .never
  ) { .some($0.options.transformFactory) }
  fileprivate static let batchSizeField: Field<ReplayBuffer, Int?> = Field(
    "batch_size", .optional(.int), default: nil,
    "The items of a batch, unless sample() is given another number.", labelOnly: true
  ) { .some($0.batchSize) }
  fileprivate static let dimExtendField: Field<ReplayBuffer, Int?> = Field(
    "dim_extend", .optional(.int), default: nil,
    "The data's dimension that grows; None for the last storage dimension.", labelOnly: true,
    implied: { $0.dimExtend == $0.storage.ndim - 1 }
  ) { $0.dimExtend }
  fileprivate static let generatorField: Field<ReplayBuffer, Generator?> = Field(
    "generator", .optional(.generator), default: nil, "The stream of random numbers; None for the global ones.",
    labelOnly: true, showing: .never
  ) { .some($0.generator) }
  fileprivate static let sampleUnitField: Field<ReplayBuffer, (any SampleUnit)?> = Field(
    "sample_unit", .optional(.sampleUnit), default: nil,
    "What becomes of each item drawn; None for transition().", labelOnly: true
  ) { .some($0.options.sampleUnit) }
  fileprivate static let sharedField: Field<ReplayBuffer, Bool> = Field(
    "shared", .bool, default: false, "Accepted for TorchRL's sake, without effect.", labelOnly: true
  ) { $0.options.isShared }
  fileprivate static let consumeField: Field<ReplayBuffer, Int?> = Field(
    "consume_after_n_samples", .optional(.int), default: nil,
    "How often an item may be drawn, at least 1; None for any number of times.", labelOnly: true, attribute: .hidden,
    showing: .never
  ) { .some($0.options.consumeAfter) }
  fileprivate static let delayedInit: Field<ReplayBuffer, Bool> = Field(
    "delayed_init", .bool, default: false, shownAs: "None",
    "rb.initialized is False until the buffer is used for the first time.", labelOnly: true, attribute: .hidden
  ) { $0.options.delaysInitialization }

  static let common: [any ComponentField] = [
    storageField, samplerField, sampleUnitField, writerField, collateField, pinMemoryField, prefetchField,
    transformField, transformFactory, batchSizeField, dimExtendField, generatorField, consumeField, sharedField,
    Field<ReplayBuffer, Bool?>.accepted("compilable", .optional(.bool), default: nil, labelOnly: true), delayedInit,
  ]
  /// TorchRL's subclasses have parameters of their own among those. - Parameter name: The one before them.
  static func common(with own: [(fields: [any ComponentField], behind: String)]) -> [any ComponentField] {
    common.flatMap { field in [field] + own.filter { $0.behind == field.parameter.name }.flatMap(\.fields) }
  }
  /// Those of a class that has the sampler before the others.
  static let commonBehindSampler: [any ComponentField] = common.filter { $0.parameter.name != "sampler" }
  static let attributes: [any ComponentAttribute] = [
    Attribute<ReplayBuffer>("transform", "What is done to batches, as one composition.") { .object($0.transform) },
    Attribute<ReplayBuffer>("write_count", "The rows written since the buffer was made or emptied.") {
      .int($0.writeCount)
    },
    Attribute<ReplayBuffer>("cursor", "The next row; None for writers that choose otherwise.") {
      $0.writer.cursor.map { .int($0) } ?? Tree.none
    },
    Attribute<ReplayBuffer>("max_size", "The number of items that fit.") { .int($0.storage.maxSize) },
    Attribute<ReplayBuffer>("initialized", "Whether the parts have been made: only delayed_init puts that off.") {
      .bool($0.isReady)
    },
  ]
  static let priorityKey: Field<ReplayBuffer, NestedKey> = Field(
    "priority_key", .key, default: "td_error", "The key of a tensordict under which priorities are found.",
    labelOnly: true, set: { (buffer, key) throws(Failure) in buffer.priorityKey = key }
  ) { $0.priorityKey }

  // MARK: prioritized classes

  static let alpha: Field<ReplayBuffer, Double> = Field(
    "alpha", .number, "How much priorities count, at least 0.", attribute: .hidden
  ) { $0.options.priorities?.alpha }
  static let beta: Field<ReplayBuffer, Double> = Field(
    "beta", .number, "How much the weights correct the bias, at least 0.", attribute: .hidden
  ) { $0.options.priorities?.beta }
  static let eps: Field<ReplayBuffer, Double> = Field(
    "eps", .number, default: 1e-8, "Added to every priority, so that none is 0.", labelOnly: true, attribute: .hidden
  ) { $0.options.priorities?.eps }
  static let reduction: Field<ReplayBuffer, Reduction> = Field(
    "reduction", .choice(failure: .notImplemented), default: .max, "How several priorities of one item become one.",
    labelOnly: true, attribute: .hidden
  ) { $0.options.priorities?.reduction }
  static let priorityDType: Field<ReplayBuffer, DType> = Field(
    "dtype", .dtype, default: .float32, "The dtype of the priorities: float32.", labelOnly: true, attribute: .hidden
  ) { _ in .float32 }
  /// Parameters that only the older prioritized classes have.
  static let former: [any ComponentField] = [
    Field<ReplayBuffer, Tree>.accepted(
      "sampler_device", .any, default: .none, "Accepted for TorchRL's sake: \"cpu\" is the only device.",
      labelOnly: true),
    Field<ReplayBuffer, Bool>.accepted(
      "sync", .bool, default: true, "Accepted for TorchRL's sake, without effect.", labelOnly: true),
  ]
  static let prioritizedSampler: Attribute<ReplayBuffer> = Attribute(
    "prioritized_sampler", "The sampler, where it has priorities."
  ) { buffer in buffer.sampler.priorities.map { .object($0) } ?? Tree.none }

  /// Whether the sampler is the one that the class makes, and is left out of the text.
  private var samplerIsImplied: Bool {
    guard let given = options.priorities else { return sampler.text == "random()" }
    let implied = try? PrioritizedSampler(
      alpha: given.alpha, beta: given.beta, eps: given.eps, reduction: given.reduction)
    return sampler.text == implied?.text
  }
  private var collateFunction: (any Callback)? { lock.withLock { customCollate?.function } }
  private var isReady: Bool { lock.withLock { isInitialized } }
}

extension ReplayBuffer.Options {
  /// What a call asks for.
  init(_ arguments: Arguments) throws(Failure) {
    self.init()
    storage = try arguments[ReplayBuffer.storageField]
    sampler = try arguments[ReplayBuffer.samplerField]
    writer = try arguments[ReplayBuffer.writerField]
    collate = try arguments[ReplayBuffer.collateField].map { Collate($0) }
    pinMemory = try arguments[ReplayBuffer.pinMemoryField]
    prefetch = try arguments[ReplayBuffer.prefetchField]
    transforms = try arguments[ReplayBuffer.transformField]
    transformFactory = try arguments[ReplayBuffer.transformFactory]
    if let transformFactory {
      guard transforms.isEmpty else {
        throw .type("expected either transform or transform_factory, got both", argument: "transform_factory")
      }
      transforms = try FieldKind<[any Transform]>.transforms.decode(try transformFactory.call([]), "transform_factory")
    }
    batchSize = try arguments[ReplayBuffer.batchSizeField]
    dimExtend = try arguments[ReplayBuffer.dimExtendField]
    consumeAfter = try arguments[ReplayBuffer.consumeField]
    generator = try arguments[ReplayBuffer.generatorField]
    sampleUnit = try arguments[ReplayBuffer.sampleUnitField]
    isShared = try arguments[ReplayBuffer.sharedField]
    delaysInitialization = try arguments[ReplayBuffer.delayedInit]
    priorityKey = try arguments[ReplayBuffer.priorityKey]
  }

  /// What a call of a prioritized class asks for.
  init(prioritized arguments: Arguments) throws(Failure) {
    try self.init(arguments)
    var priorities = ReplayBuffer.Priorities(
      alpha: try arguments[ReplayBuffer.alpha], beta: try arguments[ReplayBuffer.beta])
    priorities.eps = try arguments[ReplayBuffer.eps]
    priorities.reduction = try arguments[ReplayBuffer.reduction]
    let dtype = try arguments[ReplayBuffer.priorityDType]
    guard dtype == .float32 else {
      throw .unfit("dtype", expected: "float32", got: dtype.torchName, .notImplemented)
    }
    self.priorities = priorities
  }
}
