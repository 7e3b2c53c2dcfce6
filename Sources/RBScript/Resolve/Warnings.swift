import Catalog
import RBSyntax

/// What a program is warned of: it runs, but hardly as meant. What Python warns of is told when it runs, too; the rest is
/// for `rbsh check`.
extension Resolver {
  private func warn(_ id: String, _ message: String, _ range: SourceRange, help: String) {
    warnings.append(Diagnostic(id: id, message: message, severity: .warning, range: range, help: help))
  }

  /// `assert(x, "message")` asserts a tuple, which is true.
  func warnOfTuple(_ condition: Expression, _ message: Expression?) {
    guard case .tuple(let elements) = condition.kind, !elements.isEmpty, message == nil else { return }
    let parts = elements.map { Formatter.text(of: $0.value) }.joined(separator: ", ")
    warn(
      "assert-tuple", "the assertion always holds: a tuple is true", condition.range,
      help: parts.count <= 60 ? "write 'assert \(parts)'" : "write 'assert condition, message', without the parentheses"
    )
  }

  /// `x is 3`
  func warnOfIdentity(_ first: Expression, _ links: [Expression.ComparisonLink]) {
    var left = first
    for link in links {
      defer { left = link.operand }
      guard link.operation == .identical || link.operation == .notIdentical,
        isLiteral(left) || isLiteral(link.operand)
      else { continue }
      let isNot = link.operation == .notIdentical
      warn(
        "identity-of-literal", "'\(link.operation.rawValue)' asks whether two are the same object, not the same value",
        link.range, help: "write '\(isNot ? "!=" : "==")'")
    }
  }

  private func isLiteral(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .int, .float, .string: true
    default: false
    }
  }

  /// `fn f(x: int)`: what stands behind the colon is a default.
  func warnOfDefaults(_ literal: FunctionLiteral) {
    guard isChecking else { return }
    for parameter in literal.parameters {
      guard case .defaulted(let value) = parameter.kind, let type = typeName(value) else { continue }
      // 'dtype: float' means what it says.
      let words = ["type", "class", "cls", "kind", "storage", "fn", "func", "make", "convert", "cast", "reduc", "op"]
      if words.contains(where: { parameter.name.lowercased().contains($0) }) { continue }
      warn(
        "type-as-default", "the default of '\(parameter.name)' is the type \(type)", value.range,
        help: "\(parameter.name): 3 gives a default; types are not declared")
    }
  }

  private func typeName(_ value: Expression) -> String? {
    switch value.kind {
    case .name(let name):
      let isType =
        ["int", "float", "bool", "str", "list", "dict", "tuple", "Tensor"].contains(name)
        || name.first?.isUppercase == true && Registry.shared.value(name) != nil
      return isType && scope.variable(name) == nil && module.names[name] == nil ? name : nil
    case .attribute(let base, let name, _):
      guard case .name("torch") = base.kind, name == "Tensor" else { return nil }
      return "torch.Tensor"
    case .index(let base, _): return typeName(base)
    default: return nil
    }
  }

  /// Names of a function that it assigns and never reads. A leading '_' says that this is meant so.
  func warnOfUnused(_ names: ScopeNames, _ captured: Set<String>, _ literal: FunctionLiteral) {
    guard isChecking else { return }
    let kept = names.used.union(captured).union(names.nonlocals).union(literal.parameters.map(\.name))
    var told: Set<String> = []
    for (name, range) in names.assigned where !kept.contains(name) && !name.hasPrefix("_") {
      guard told.insert(name).inserted else { continue }
      warn(
        "unused-name", "'\(name)' is assigned and never read", range,
        help: "leave it out, or call it '_\(name)'")
    }
  }

  /// `from torchrl.data import ReplayBuffer as RB` without an RB.
  func warnOfUnusedAliases(_ program: Program, _ names: ScopeNames) {
    guard isChecking else { return }
    let used = names.used.union(names.capturedByFunctions)
    for statement in program.statements {
      guard case .moduleImport(let items) = statement.kind else { continue }
      for case let (name, range)? in items.map(\.alias) where PythonModules.binds(items, name) && !used.contains(name) {
        warn("unused-name", "'\(name)' is imported and never read", range, help: "leave it out")
      }
    }
  }
}

extension PythonModules {
  fileprivate static func binds(_ items: [ModuleImport], _ alias: String) -> Bool {
    items.contains { $0.alias?.name == alias && binding($0) != nil }
  }
}
