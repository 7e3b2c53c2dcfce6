import Tensors

/// Writes components as the rbs expressions that build them.
enum SourceText {
  /// `name(a, b, label: c)`; labelled arguments that are nil are left out.
  static func call(_ name: String, _ leading: [String], _ labelled: [(label: String, value: String?)]) -> String {
    var parts = leading
    for (label, value) in labelled {
      if let value { parts.append("\(label): \(value)") }
    }
    return "\(name)(\(parts.joined(separator: ", ")))"
  }

  static func number(_ value: Double) -> String { PythonText.repr(value) }
  static func string(_ value: String) -> String { PythonText.repr(value) }

  static func flag(_ value: Bool, default standard: Bool) -> String? {
    value == standard ? nil : (value ? "True" : "False")
  }
}
