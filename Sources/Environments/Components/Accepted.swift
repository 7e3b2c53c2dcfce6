import Catalog
import ReplayBuffers
import Tensors

/// Parameters that are taken by label and have no effect here, whatever component they are of.
enum Accepted {
  private static func summary(_ why: String?) -> String {
    "Accepted for TorchRL's sake\(why.map { ": \($0)" } ?? ", without effect")."
  }

  static func flag(_ name: String, default standard: Bool, _ why: String? = nil) -> any ComponentField {
    Field<Any, Bool>.accepted(name, .bool, default: standard, summary(why), labelOnly: true)
  }
  static func optionalFlag(_ name: String, _ why: String? = nil) -> any ComponentField {
    Field<Any, Bool?>.accepted(name, .optional(.bool), default: nil, summary(why), labelOnly: true)
  }
  static func anything(_ name: String, default standard: Tree = .none, _ why: String? = nil) -> any ComponentField {
    Field<Any, Tree>.accepted(name, .any, default: standard, summary(why), labelOnly: true)
  }
  static func int(_ name: String, default standard: Int, _ why: String? = nil) -> any ComponentField {
    Field<Any, Int>.accepted(name, .int, default: standard, summary(why), labelOnly: true)
  }
  static func number(_ name: String, default standard: Double, _ why: String? = nil) -> any ComponentField {
    Field<Any, Double>.accepted(name, .number, default: standard, summary(why), labelOnly: true)
  }

  /// False is the only value, since the other does nothing here that could be had.
  static func onlyFalse(_ name: String, _ why: String) -> any ComponentField {
    Field<Any, Bool>.accepted(name, .bool.only(false, why), default: false, "Only False: \(why).", labelOnly: true)
  }

  // What environments of TorchRL take beside their own.
  static let lockedSpecs = flag("spec_locked", default: true, "specs are not changed from outside")
  static let noAutoReset = onlyFalse("auto_reset", "step_and_maybe_reset() resets what is done")
  static let environment: [any ComponentField] = [
    lockedSpecs, noAutoReset, flag("auto_reset_replace", default: true),
  ]
}
