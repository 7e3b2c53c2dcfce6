import Catalog
import ReplayBuffers
import Tensors

/// The parameters of specs, as TorchRL has them by position: what there is, shape, device, dtype.
extension SpecObject {
  static let count: Field<SpecObject, Int> = Field("n", .int, "How many, at least 1.") { $0.leaf?.outcomes }
  /// Of a binary spec, whose attribute `n` is the number of values of each element.
  static let width: Field<SpecObject, Int?> = Field(
    "n", .optional(.int), default: nil, "How many, without a shape.", attribute: .hidden, showing: .byPosition,
    implied: { $0.content.shape.count != 1 }
  ) { $0.content.shape.dims.last }

  /// - Parameter isImplied: The shape is what comes out without it.
  static func shape(
    _ summary: String, isImplied: @escaping @Sendable (LeafSpec) -> Bool
  ) -> Field<SpecObject, Shape?> {
    Field(
      "shape", .optional(.sizes), default: nil, summary, implied: { $0.leaf.map(isImplied) ?? false }
    ) { $0.content.shape }
  }
  static let oneHotShape = shape("The sizes, the last one n; [n] by default.") { $0.shape.dims == [$0.outcomes] }
  static let categoricalShape = shape("The sizes; none by default.") { $0.shape.isEmpty }
  static let binaryShape = shape("The sizes; [n] by default.") { $0.shape.count == 1 }
  static let boundedShape = shape("The sizes; those of the bounds by default, one element for two numbers.") { leaf in
    leaf.bounds.map { $0.low.uniform == nil || $0.high.uniform == nil } ?? false
  }
  static let unboundedShape: Field<SpecObject, Shape> = Field(
    "shape", .sizes, default: [1], shownAs: "[1]", "The sizes."
  ) { $0.content.shape }

  static let device: Field<SpecObject, Device?> = Field(
    "device", .optional(.device), default: nil, "\"cpu\"; there is no other.", implied: { _ in true }
  ) { _ in .cpu }
  static func dtype(_ standard: DType) -> Field<SpecObject, DType> {
    Field("dtype", .dtype, default: standard, "The type of the elements.") { $0.leaf?.dtype }
  }
  static let boundedType: Field<SpecObject, DType?> = Field(
    "dtype", .optional(.dtype), default: nil, "The type of the elements; float32 by default.",
    implied: { $0.leaf?.dtype == .float32 }
  ) { $0.leaf?.dtype }

  static let register: Field<SpecObject, Bool> = .accepted(
    "use_register", .bool, default: false, "Accepted for TorchRL's sake: values are numbered as they are.")
  static let mask: Field<SpecObject, Tensor?> = Field(
    "mask", .optional(.exactTensor), default: nil,
    "Bools, one per outcome, False for those that are never drawn; None for none."
  ) { $0.leaf?.mask }

  static let low: Field<SpecObject, Bound> = Field("low", .bound, "The least value: a number or a tensor.") {
    $0.leaf?.bounds.map { .tensor($0.low) }
  }
  static let high: Field<SpecObject, Bound> = Field("high", .bound, "The largest value: a number or a tensor.") {
    $0.leaf?.bounds.map { .tensor($0.high) }
  }
  static let domain: Field<SpecObject, LeafSpec.Continuity?> = Field(
    "domain", .optional(.choice()), default: nil, "What TorchRL calls the values; None for what the dtype says.",
    labelOnly: true, implied: { $0.leaf?.statedContinuity == nil }
  ) { $0.leaf?.continuity }

  static let specs: Field<SpecObject, Tree> = Field(
    "specs", .specs, default: .none, "A dict of specs by key, which may hold further dicts.", attribute: .hidden,
    showing: .byPosition, implied: { $0.composite?.isEmpty ?? true }
  ) { object in
    object.composite.map { composite in
      .dict(
        composite.keys.map { key in
          (key: .string(key), value: composite[NestedKey(key)].map { .object(SpecObject($0)) } ?? .none)
        })
    }
  }
  static let batchShape: Field<SpecObject, Shape> = Field(
    "shape", .sizes, default: [], shownAs: "[]", "The batch size: what the shapes of all specs begin with.",
    labelOnly: true
  ) { $0.content.shape }
  static let batchSize: Field<SpecObject, Shape?> = Field(
    "batch_size", .optional(.sizes), default: nil, "The same as shape.", labelOnly: true, showing: .never
  ) { $0.content.shape }
  static let compositeDevice: Field<SpecObject, Device?> = Field(
    "device", .optional(.device), default: nil, "\"cpu\", or None for data that does not say where it is.",
    labelOnly: true
  ) { $0.composite?.device }
  static let dataClass: Field<SpecObject, Tree> = .accepted(
    "data_cls", .any, default: .none, "Accepted for TorchRL's sake: values are tensordicts.", labelOnly: true)
  static let isStatic: Field<SpecObject, Bool> = .accepted(
    "step_mdp_static", .bool, default: false, "Accepted for TorchRL's sake: steps keep no entry as it is.",
    labelOnly: true)
  static let names: Field<SpecObject, Tree> = Field(
    "names", .data(.any), default: .none, "The names of the batch dimensions; None for none.", labelOnly: true,
    attribute: .hidden
  ) { object in object.composite?.names.map { .list($0.map { .string($0) }) } ?? Tree.none }
  static let named: Field<SpecObject, Tree> = .labelled("named", .any, "Further specs by name.")
}
