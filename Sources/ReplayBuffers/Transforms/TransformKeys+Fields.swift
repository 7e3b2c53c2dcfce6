import Catalog
import Tensors

/// The parameters that most transforms share: the keys they read and write, forwards and on the way in.
extension TransformKeys {
  /// `in_keys`. - Parameter standard: What is read where they are left out; nil where they must be given.
  package static func inKeys(
    _ standard: [NestedKey]? = [], _ summary: String = "The keys that are read.", labelOnly: Bool = false
  ) -> Field<TransformKeys, [NestedKey]> {
    guard let standard else {
      return Field("in_keys", .keys, summary, labelOnly: labelOnly, showing: .byLabel) { $0.reads }
    }
    return Field("in_keys", .keys, default: standard, summary, labelOnly: labelOnly) { $0.reads }
  }

  package static func outKeys(
    _ summary: String = "The keys that are written, one per key read; None for the same ones.", labelOnly: Bool = false
  ) -> Field<TransformKeys, [NestedKey]?> {
    Field(
      "out_keys", .optional(.keys), default: nil, summary, labelOnly: labelOnly, implied: { $0.writes == $0.reads }
    ) { $0.writes }
  }

  /// `out_keys` where they must be given.
  package static func requiredOutKeys(
    _ summary: String = "The keys that are written, one per key read."
  ) -> Field<TransformKeys, [NestedKey]> {
    Field("out_keys", .keys, summary, showing: .byLabel) { $0.writes }
  }

  package static func inverseInKeys(
    labelOnly: Bool = false
  ) -> Field<TransformKeys, [NestedKey]?> {
    Field(
      "in_keys_inv", .optional(.keys), default: nil,
      "The keys that are written on the way into a buffer, one per key read there.", labelOnly: labelOnly,
      implied: { $0.inverseWrites.isEmpty }
    ) { $0.inverseWrites }
  }

  package static func inverseOutKeys(
    labelOnly: Bool = false
  ) -> Field<TransformKeys, [NestedKey]?> {
    Field(
      "out_keys_inv", .optional(.keys), default: nil,
      "The keys that are read on the way into a buffer; None for those written.", labelOnly: labelOnly,
      implied: { $0.inverseReads == $0.inverseWrites }
    ) { $0.inverseReads }
  }

  /// The keys that a call names. - Parameter standard: As `inKeys` has it.
  package init(_ arguments: Arguments, reading standard: [NestedKey]? = []) throws(Failure) {
    try self.init(
      try arguments[Self.inKeys(standard)], try arguments[Self.outKeys()],
      inverseWrites: try arguments[Self.inverseInKeys()] ?? [], inverseReads: try arguments[Self.inverseOutKeys()])
  }
}

/// A transform that reads and writes keys, pairwise.
public protocol PairedTransform: NamedTransform {
  var keys: TransformKeys { get }
}

extension PairedTransform {
  /// `in_keys` and `out_keys`. - Parameter standard: What is read by default; nil where it must be given.
  package static func keyFields(
    _ standard: [NestedKey]? = [], _ summary: String = "The keys that are read.", labelOnly: Bool = false
  ) -> [any ComponentField] {
    [
      TransformKeys.inKeys(standard, summary, labelOnly: labelOnly).of { (owner: Self) in owner.keys },
      TransformKeys.outKeys(labelOnly: labelOnly).of { (owner: Self) in owner.keys },
    ]
  }

  /// `in_keys` and `out_keys` where both must be given.
  package static func requiredKeyFields(
    _ summary: String = "The keys that are written, one per key read."
  ) -> [any ComponentField] {
    [
      TransformKeys.inKeys(nil).of { (owner: Self) in owner.keys },
      TransformKeys.requiredOutKeys(summary).of { (owner: Self) in owner.keys },
    ]
  }

  /// `in_keys_inv` and `out_keys_inv`.
  package static func inverseKeyFields(labelOnly: Bool = false) -> [any ComponentField] {
    [
      TransformKeys.inverseInKeys(labelOnly: labelOnly).of { (owner: Self) in owner.keys },
      TransformKeys.inverseOutKeys(labelOnly: labelOnly).of { (owner: Self) in owner.keys },
    ]
  }
}
