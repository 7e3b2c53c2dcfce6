/// A signature as text: what `help(x)`, `?x` and the reference show.
public enum HelpText {
  /// Columns that a line is wrapped to.
  static let width = 96

  /// The whole page of one name, with a line break at its end.
  public static func page(_ signature: Signature) -> String {
    var text = indent(signature.headline, by: 0, hanging: signature.name.count + 1) + indent(signature.summary, by: 4)
    if !signature.parameters.isEmpty {
      text += "\nParameters:\n"
      for parameter in signature.parameters { text += entry(parameter) }
    }
    if !signature.returns.isEmpty { text += "\nReturns: \(signature.returns)\n" }
    if !signature.examples.isEmpty {
      text += "\nExamples:\n"
      for example in signature.examples { text += self.example(example) }
    }
    if !signature.aliases.isEmpty { text += "\nAlso known as: \(signature.aliases.joined(separator: ", "))\n" }
    return text
  }

  /// Names with their summaries, in two columns.
  public static func table(_ rows: [(name: String, summary: String)]) -> String {
    let column = min(26, rows.map(\.name.count).max() ?? 0)
    return rows.map { row in
      let gap = String(repeating: " ", count: max(0, column - row.name.count))
      return "  \(row.name)\(gap)  \(row.summary)\n"
    }.joined()
  }

  /// Names alone, wrapped.
  public static func list(_ names: [String]) -> String { indent(names.joined(separator: " "), by: 2) }

  private static func entry(_ parameter: Parameter) -> String {
    let head: String
    switch parameter.arity {
    case .required: head = parameter.name
    case .optional(let source): head = "\(parameter.name): \(source)"
    case .variadic: head = "*\(parameter.name)"
    case .labelled: head = "**\(parameter.name)"
    }
    let kind = parameter.kind == .any ? "" : "  (\(parameter.kind.name))"
    let label = parameter.labelOnly ? "  (by label only)" : ""
    return "  \(head)\(kind)\(label)\n" + (parameter.summary.isEmpty ? "" : indent(parameter.summary, by: 6))
  }

  private static func example(_ example: Example) -> String {
    var text = ""
    for (index, line) in example.source.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      // What begins deeper goes on with the statement above.
      let isContinued = index > 0 && (line.hasPrefix(" ") || line.hasPrefix("}") || line.hasPrefix(")"))
      text += "  \(isContinued ? "..>" : "rb>") \(line)\n"
    }
    for line in (example.output ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      text += line.isEmpty ? "" : "  \(line)\n"
    }
    return text
  }

  /// Wrapped between words; `hanging` indents the lines after the first.
  private static func indent(_ text: String, by columns: Int, hanging: Int? = nil) -> String {
    var lines = ""
    var line = String(repeating: " ", count: columns)
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines += line + "\n"
        line = String(repeating: " ", count: hanging ?? columns)
        isEmpty = true
      }
      line += (isEmpty ? "" : " ") + word
      isEmpty = false
    }
    return lines + line + "\n"
  }
}
