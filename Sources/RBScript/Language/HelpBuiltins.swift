import Catalog

/// Explaining names from their declarations.
enum HelpBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "help", "Explains a function, a method, a type or a value; without an argument, lists what there is.",
      [.optional("x", .any, default: "None", "What is explained: a value, or a name as a str.")],
      examples: [
        Example(
          "help(\"callable\")",
          prints: """
            callable(x)
                Whether a value can be called.

            Parameters:
              x
                  Any value.

            Returns: bool

            Examples:
              rb> print(callable(len))
              True
            """)
      ]
    ) { call in
      let interpreter = call.interpreter
      guard call.has("x") else {
        interpreter.output(Help.overview)
        return .none
      }
      if let name = call["x"].asString {
        guard let page = Help.page(named: name, interpreter) else {
          throw Failure(
            .name, "there is no help for '\(name)'",
            help: Suggestion.didYouMean(name, among: Registry.shared.names), argument: "x")
        }
        interpreter.output(page)
      } else {
        interpreter.output(Help.page(of: call["x"], interpreter))
      }
      return .none
    }
  ]
}

/// The pages that `help(x)` and `?x` show.
public enum Help {
  /// All groups of builtins with their names.
  public static var overview: String {
    var text = "help(name) explains a name, for instance help(\"print\").\n"
    for (title, builtins) in Registry.groups {
      text += "\n\(title):\n" + HelpText.list(builtins.map(\.signature.name))
    }
    return text
  }

  /// The page of a name, or of a chain of names (`xs.append`); nil where it means nothing.
  public static func page(named name: String, _ interpreter: Interpreter) -> String? {
    let chain = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if chain.count == 1, let constant = Constants.all.first(where: { $0.name == name }),
      interpreter.global(name) == nil
    {
      return "\(name)\n    \(constant.summary)\n"
    }
    if let value = interpreter.lookup(chain) { return page(of: value, interpreter) }
    guard chain.count > 1, let owner = interpreter.lookup(Array(chain.dropLast())) else { return nil }
    // A method of a type (`list.append`), where there is no value to ask.
    let type = TypeObject.info(owner) ?? owner.type
    if let method = type.method(chain[chain.count - 1]) { return HelpText.page(method.signature) }
    return type.property(chain[chain.count - 1]).map { "\(name)\n    \($0.summary)\n" }
  }

  /// The page of a value: of a function its parameters, of anything else its type's methods and properties.
  public static func page(of value: Value, _ interpreter: Interpreter) -> String {
    var text = ""
    if let signature = interpreter.signature(of: value) {
      text = HelpText.page(signature)
      guard let made = TypeObject.info(value) else { return text }
      return text + members(of: made)
    }
    let type = TypeObject.info(value) ?? value.type
    text = "\(type.name)\n    \(type.summary)\n"
    return text + members(of: type)
  }

  private static func members(of type: TypeInfo) -> String {
    var methods: [String: String] = [:]
    var properties: [String: String] = [:]
    var pending = [type]
    while !pending.isEmpty {
      let current = pending.removeFirst()
      for method in current.methods.values where methods[method.signature.name] == nil {
        methods[method.signature.name] = method.signature.summary
      }
      for property in current.properties.values where properties[property.name] == nil {
        properties[property.name] = property.summary
      }
      pending += current.parents
    }
    func section(_ title: String, _ table: [String: String]) -> String {
      guard !table.isEmpty else { return "" }
      let rows = table.sorted { $0.key < $1.key }.map { (name: $0.key, summary: $0.value) }
      return "\n\(title):\n" + HelpText.table(rows)
    }
    return section("Attributes", properties) + section("Methods", methods)
  }
}
