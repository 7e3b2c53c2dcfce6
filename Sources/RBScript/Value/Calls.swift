import Catalog
import RBSyntax
import Tensors

/// The arguments of a call, evaluated.
public struct CallArguments {
  public var positional: [Value]
  public var labelled: [(label: String, value: Value)]
  public init(_ positional: [Value] = [], labelled: [(label: String, value: Value)] = []) {
    self.positional = positional
    self.labelled = labelled
  }
}

/// Fits arguments to parameters: the one set of rules for builtins, components, methods and script functions, before
/// running (where the callee is known) and while running.
struct Binder: Sendable {
  let signature: Signature
  private let positional: [Int]
  private let variadic: Int?
  private let labelled: Int?
  private let byLabel: [String: Int]
  private let required: [Int]
  /// Parameters of a kind, whose arguments are checked.
  private let kinds: [(index: Int, kind: ParameterKind)]

  init(_ signature: Signature) {
    self.signature = signature
    var positional: [Int] = []
    var byLabel: [String: Int] = [:]
    var variadic: Int?
    var labelled: Int?
    var required: [Int] = []
    for (index, parameter) in signature.parameters.enumerated() {
      switch parameter.arity {
      case .variadic: variadic = index
      case .labelled: labelled = index
      case .required, .optional:
        byLabel[parameter.name] = index
        for alias in parameter.aliases { byLabel[alias] = index }
        if !parameter.labelOnly && variadic == nil { positional.append(index) }
        if parameter.arity == .required { required.append(index) }
      }
    }
    self.positional = positional
    self.variadic = variadic
    self.labelled = labelled
    self.byLabel = byLabel
    self.required = required
    kinds = signature.parameters.enumerated().compactMap { index, parameter in
      parameter.kind == .any ? nil : (index, parameter.kind)
    }
  }

  /// Whether a call of this form can fit; what is spread (`*xs`, `**d`) is known only later.
  /// - Parameter fits: Whether the positional argument may be of that kind, for the label that a surplus one should have.
  func check(
    positional count: Int, labels: [String], spreads: Bool, fits: (Int, ParameterKind) -> Bool = { _, _ in true }
  ) throws(ArgumentFault) {
    if count > positional.count, variadic == nil { throw surplus(count, labels, fits) }
    var given = Set(positional.prefix(count))
    for label in labels {
      guard let index = byLabel[label] else {
        if labelled != nil { continue }
        throw unknown(label)
      }
      guard given.insert(index).inserted else { throw repeated(label, positional: count) }
    }
    if spreads { return }
    for index in required where !given.contains(index) { throw missing(index) }
  }

  /// One value per parameter: `.unbound` where left out, a tuple for `*xs`, a dict for `**named`.
  func bind(_ arguments: CallArguments) throws -> [Value] {
    var values = [Value](repeating: .unbound, count: signature.parameters.count)
    let count = arguments.positional.count
    if count > positional.count {
      guard let variadic else {
        throw surplus(count, arguments.labelled.map(\.label)) { $1.admits(arguments.positional[$0]) }
      }
      values[variadic] = .tuple(Array(arguments.positional[positional.count...]))
    } else if let variadic {
      values[variadic] = .tuple([])
    }
    for (index, value) in zip(positional, arguments.positional) { values[index] = value }
    var rest: DictObject?
    for (label, value) in arguments.labelled {
      guard let index = byLabel[label] else {
        guard labelled != nil else { throw unknown(label) }
        if rest == nil { rest = DictObject() }
        rest?[.string(label)] = (.string(label), value)
        continue
      }
      guard values[index].isUnbound else { throw repeated(label, positional: count) }
      values[index] = value
    }
    if let labelled { values[labelled] = .object(rest ?? DictObject()) }
    for index in required where values[index].isUnbound { throw missing(index) }
    return values
  }

  /// Whether every argument is of its parameter's kind; None passes for any, since the function knows what it means.
  /// - Throws: `TypeError` "expected X for 'label', got Y".
  func checkKinds(_ values: [Value]) throws(Failure) {
    for (index, kind) in kinds {
      let parameter = signature.parameters[index]
      switch values[index] {
      case .unbound, .none: continue
      case let value where parameter.arity == .variadic:
        // Several may come as one list.
        for item in value.asTuple?.items ?? [] where !item.isNone && !kind.admits(item) {
          guard let parts = item.argumentItems, parts.allSatisfy({ $0.isNone || kind.admits($0) }) else {
            throw .mismatch(parameter.name, kind, item)
          }
        }
      case let value:
        guard parameter.arity == .labelled || kind.admits(value) else { throw .mismatch(parameter.name, kind, value) }
      }
    }
  }

  /// Whether one argument is of its parameter's kind.
  func checkKind(of name: String, _ value: Value) throws(Failure) {
    guard let index = signature.parameters.firstIndex(where: { $0.name == name }) else { return }
    var values = [Value](repeating: .unbound, count: signature.parameters.count)
    values[index] = signature.parameters[index].arity == .variadic ? .tuple([value]) : value
    try checkKinds(values)
  }

  /// The parameter that a positional argument goes to, for carets.
  func parameterName(ofPositional index: Int) -> String? {
    index < positional.count
      ? signature.parameters[positional[index]].name : variadic.map { signature.parameters[$0].name }
  }
  /// The parameter that a label means.
  func parameterName(ofLabel label: String) -> String? { byLabel[label].map { signature.parameters[$0].name } }
  /// Whether a label, or an older name of it, is the parameter's.
  func label(_ label: String, names parameter: String) -> Bool {
    byLabel[label].map { signature.parameters[$0].name == parameter } ?? false
  }

  private func unknown(_ label: String) -> ArgumentFault {
    let names = signature.parameters.filter { byLabel[$0.name] != nil }.map(\.name)
    let help =
      Suggestion.didYouMean(label, among: names) ?? (names.isEmpty ? nil : "it takes \(names.joined(separator: ", "))")
    return ArgumentFault(
      failure: .type("\(signature.name)() has no parameter '\(label)'", help: help), place: .label(label))
  }
  private func repeated(_ label: String, positional count: Int) -> ArgumentFault {
    let isPositional = byLabel[label].map { positional.prefix(count).contains($0) } ?? false
    let help = isPositional ? "once by position and once by label: leave one out" : "leave one of them out"
    return ArgumentFault(
      failure: .type("\(signature.name)() got parameter '\(label)' twice", help: help), place: .label(label))
  }
  private func missing(_ index: Int) -> ArgumentFault {
    ArgumentFault(
      failure: .type(
        "\(signature.name)() is missing the argument '\(signature.parameters[index].name)'",
        help: "it is called as \(signature.essence)"), place: .callee)
  }
  private func surplus(
    _ count: Int, _ given: [String], _ fits: (Int, ParameterKind) -> Bool
  ) -> ArgumentFault {
    let most = positional.count
    let expected = most == 0 ? "no positional argument" : "at most \(most) positional argument\(most == 1 ? "" : "s")"
    let labels = labels(forSurplus: most..<count, given, fits)
    let example = labels.map { "\($0): …" }.joined(separator: ", ")
    let help =
      labels.isEmpty
      ? byLabelOnly ?? "it is called as \(signature.essence)"
      : "it takes \(Binder.list(labels)) by label: \(signature.name)(\(most > 0 ? "…, " : "")\(example))"
    return ArgumentFault(
      failure: .type("\(signature.name)() expected \(expected), got \(count)", help: help), place: .positional(most),
      labels: labels)
  }

  /// What goes by label, where a call that shows it all would be long.
  private var byLabelOnly: String? {
    let names = signature.parameters.filter { $0.labelOnly && byLabel[$0.name] != nil }.map(\.name)
    guard !names.isEmpty, signature.headline.count > 72 else { return nil }
    return "by label it takes \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? ", …" : "")"
  }

  /// The labels that arguments beyond the positional ones should have had: of each the first that may take it; none
  /// where one of them fits nothing.
  private func labels(
    forSurplus surplus: Range<Int>, _ given: [String], _ fits: (Int, ParameterKind) -> Bool
  ) -> [String] {
    var open = signature.parameters.indices.filter { index in
      byLabel[signature.parameters[index].name] != nil && !positional.contains(index)
        && !given.contains { byLabel[$0] == index }
    }
    var labels: [String] = []
    for index in surplus {
      // One that takes anything says nothing of what it is for.
      guard
        let found = open.firstIndex(where: { position in
          let kind = signature.parameters[position].kind
          return kind.saysWhat && fits(index, kind)
        })
      else { return [] }
      labels.append(signature.parameters[open.remove(at: found)].name)
    }
    return labels
  }

  /// "its a, b and c"
  static func list(_ names: [String]) -> String {
    guard names.count > 1, let last = names.last else { return "its \(names.first ?? "")" }
    return "its \(names.dropLast().joined(separator: ", ")) and \(last)"
  }
}

/// A function of the language: one declaration from which registration, checks, help and completion follow.
public final class Builtin: Sendable {
  public let signature: Signature
  let binder: Binder
  let body: @Sendable (Call) throws -> Value
  /// A way around argument binding for the plain call with one value.
  let unary: (@Sendable (Value, Interpreter) throws -> Value)?
  /// The type that this function makes values of: `int`, `list`; for `isinstance` and `type`.
  var makes: TypeInfo? { madeType() }
  /// Worked out when it is asked for: most programs need few types, and a start-up none.
  private let madeType: @Sendable () -> TypeInfo?
  /// What the same name means where the first argument is a tensor: `squeeze(-1, …)` makes a transform, `squeeze(x)`
  /// is torch's function.
  let overTensors: Builtin?

  public init(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [], returns: String = "",
    makes: @autoclosure @escaping @Sendable () -> TypeInfo? = nil, examples: [Example] = [],
    unary: (@Sendable (Value, Interpreter) throws -> Value)? = nil,
    body: @escaping @Sendable (Call) throws -> Value
  ) {
    signature = Signature(name, aliases: aliases, summary, parameters, returns: returns, examples: examples)
    binder = Binder(signature)
    self.body = body
    self.unary = unary
    madeType = makes
    overTensors = nil
  }

  /// A function of one argument.
  public convenience init(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameter: Parameter, returns: String = "",
    examples: [Example] = [], unary: @escaping @Sendable (Value, Interpreter) throws -> Value
  ) {
    self.init(name, aliases: aliases, summary, [parameter], returns: returns, examples: examples, unary: unary) {
      call in
      try unary(call.values[0], call.interpreter)
    }
  }

  /// From a signature that was declared elsewhere (a component's).
  public init(
    _ signature: Signature, makes: @autoclosure @escaping @Sendable () -> TypeInfo? = nil,
    body: @escaping @Sendable (Call) throws -> Value
  ) {
    self.signature = signature
    binder = Binder(signature)
    self.body = body
    unary = nil
    madeType = makes
    overTensors = nil
  }

  /// One name for two functions.
  init(_ builtin: Builtin, overTensors: Builtin) {
    signature = builtin.signature
    binder = builtin.binder
    body = builtin.body
    unary = nil
    madeType = builtin.madeType
    self.overTensors = overTensors
  }

  /// The function that a call with these arguments means.
  func form(for arguments: CallArguments) -> Builtin {
    guard let overTensors else { return self }
    let first =
      arguments.positional.first ?? arguments.labelled.first { ["input", "self"].contains($0.label) }?.value
    return first?.asTensor == nil ? self : overTensors
  }

  func call(_ arguments: CallArguments, receiver: Value = .unbound, _ interpreter: Interpreter) throws -> Value {
    if let unary, receiver.isUnbound, arguments.positional.count == 1, arguments.labelled.isEmpty {
      return try unary(arguments.positional[0], interpreter)
    }
    if overTensors != nil {
      let form = form(for: arguments)
      if form !== self { return try form.call(arguments, receiver: receiver, interpreter) }
    }
    let values = try binder.bind(arguments)
    try binder.checkKinds(values)
    let result = try body(Call(interpreter: interpreter, builtin: self, receiver: receiver, values: values))
    // Whatever was read from pages that are not there is not given out.
    try MissingPages.check()
    return result
  }
}

/// What the body of a builtin gets: its arguments by parameter, typed on demand.
public struct Call {
  public let interpreter: Interpreter
  public let builtin: Builtin
  /// The object before the dot of a method call.
  public let receiver: Value
  /// One per parameter, `.unbound` where left out.
  public let values: [Value]

  public subscript(_ name: String) -> Value {
    for (index, parameter) in builtin.signature.parameters.enumerated() where parameter.name == name {
      return values[index]
    }
    preconditionFailure("builtin '\(builtin.signature.name)' declares no parameter '\(name)'")
  }

  /// Whether the argument was given, and is not None.
  public func has(_ name: String) -> Bool {
    switch self[name] {
    case .unbound, .none: false
    default: true
    }
  }

  public func wrong(_ name: String, expected: String, help: String? = nil) -> Failure {
    .unfit(name, expected: expected, got: self[name], help: help)
  }

  /// By a conversion of the kind's values, which components' fields go by, too; the default where it is left out.
  func read<T>(
    _ name: String, _ kind: ParameterKind, default standard: T? = nil, _ convert: (Value) -> T?
  ) throws -> T {
    let value = self[name]
    if let found = convert(value) { return found }
    if value.isUnbound, let standard { return standard }
    throw Failure.mismatch(name, kind, value)
  }

  public func int(_ name: String, default standard: Int? = nil) throws -> Int {
    try read(name, .int, default: standard, \.wholeNumber)
  }
  public func optionalInt(_ name: String) throws -> Int? { has(name) ? try int(name) : nil }

  public func double(_ name: String, default standard: Double? = nil) throws -> Double {
    try read(name, .number, default: standard) { $0.number?.double }
  }
  public func optionalDouble(_ name: String) throws -> Double? { has(name) ? try double(name) : nil }

  public func bool(_ name: String, default standard: Bool? = nil) throws -> Bool {
    try read(name, .bool, default: standard) { if case .bool(let flag) = $0 { flag } else { nil } }
  }
  public func optionalBool(_ name: String) throws -> Bool? { has(name) ? try bool(name) : nil }

  public func string(_ name: String, default standard: String? = nil) throws -> String {
    try read(name, .string, default: standard, \.asString)
  }
  public func optionalString(_ name: String) throws -> String? { has(name) ? try string(name) : nil }

  /// A function, builtin, or whatever else can be called.
  public func callable(_ name: String) throws -> Value {
    let value = self[name]
    guard value.isCallable else { throw wrong(name, expected: "a function") }
    return value
  }

  /// Everything that iterating over the argument gives.
  public func array(_ name: String) throws -> [Value] {
    do {
      return try interpreter.array(self[name])
    } catch let failure as Failure where failure.kind == .type {
      throw wrong(name, expected: "something to iterate over")
    }
  }

  /// The values of a variadic parameter.
  public func rest(_ name: String) -> [Value] { self[name].asTuple?.items ?? [] }

  public func none() -> Value { .none }
}

extension Value {
  var isCallable: Bool {
    guard case .object(let object) = self else { return false }
    return object.isCallable
  }
}
