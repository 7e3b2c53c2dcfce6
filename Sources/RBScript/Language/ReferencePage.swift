import Catalog

/// The reference page, made of the declarations.
public enum ReferencePage {
  /// Markdown: a table of contents, then every function by group, then the methods by type.
  public static func markdown() -> String {
    var text = """
      # Reference

      Every name of the language, made of its declarations (`swift test` fails where this page is not what they say, and
      `RB_RECORD=1 swift test --filter ReferenceTests` writes it). In a session, `?name` shows the same.


      """
    for (title, builtins) in Registry.groups {
      text += "## \(title)\n\n" + builtins.map { page($0.signature) }.joined()
    }
    for type in Registry.types {
      let methods = Dictionary(grouping: type.methods.values, by: { ObjectIdentifier($0) }).values
        .compactMap(\.first?.signature).sorted { $0.name < $1.name }
      let properties = type.properties.values.sorted { $0.name < $1.name }
      guard !methods.isEmpty || !properties.isEmpty else { continue }
      text += "## Of a \(type.name)\n\n\(type.summary)\n\n"
      for property in properties { text += "- `.\(property.name)`: \(property.summary)\n" }
      if !properties.isEmpty { text += "\n" }
      text += methods.map { page($0) }.joined()
    }
    return text
  }

  private static func page(_ signature: Signature) -> String {
    var text = "### \(signature.name)\n\n    \(signature.essence)\n\n\(signature.summary)"
    if !signature.returns.isEmpty { text += " Gives: \(signature.returns)." }
    text += "\n\n"
    for parameter in signature.parameters { text += entry(parameter) }
    if !signature.parameters.isEmpty { text += "\n" }
    for example in signature.examples.prefix(2) {
      text += "```rbs\n\(example.source)\n```\n\n"
      if let output = example.output { text += "```text\n\(output)\n```\n\n" }
    }
    if !signature.aliases.isEmpty {
      text += "Also: \(signature.aliases.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
    }
    return text
  }

  private static func entry(_ parameter: Parameter) -> String {
    let head =
      switch parameter.arity {
      case .required: parameter.name
      case .optional(let source): "\(parameter.name): \(source)"
      case .variadic: "*\(parameter.name)"
      case .labelled: "**\(parameter.name)"
      }
    return "- `\(head)` (\(parameter.kind.name)): \(parameter.summary)\n"
  }
}
