import Catalog
import RBSyntax
import Tensors

/// Turns a syntax tree into the tree that runs. Names become slots, cells, globals or builtins here, once; the
/// evaluator never looks up a string. Everything that can be known before running is reported now: unknown names,
/// labels and numbers of arguments of known functions, jumps outside loops, imports that cannot be read.
///
/// - A name bound anywhere in a function is a local of the whole function, as in Python; one that an inner function
///   uses too lives in a cell.
/// - Top-level names are globals of their file. A builtin's name can be bound; until it is, it means the builtin.
/// - Comprehensions have slots of their own in the enclosing frame.
final class Resolver {
  let interpreter: Interpreter
  let module: Module
  private(set) var diagnostics: [Diagnostic] = []
  /// What runs, but hardly as meant.
  var warnings: [Diagnostic] = []
  /// Also looks for what is bound to fail when it runs, and for what is never used: `rbsh check`.
  let isChecking: Bool
  /// Inside of a `try`, or of a function that is handed over, where a failure may be what is wanted.
  var isGuarded = false
  /// The names that modules of Python go by in this program; they are no values.
  var modules: [String: String] = [:]
  /// Names whose import was complained about.
  var excused: Set<String> = []
  private(set) var scope: Scope
  private var failedImports: Set<String> = []
  /// Set in an interactive session: prints the values of top-level expressions.
  let echo: ((Value, Interpreter) throws -> Void)?

  init(
    _ interpreter: Interpreter, module: Module, isChecking: Bool = false,
    echo: ((Value, Interpreter) throws -> Void)? = nil
  ) {
    self.isChecking = isChecking
    self.interpreter = interpreter
    self.module = module
    self.echo = echo
    scope = Scope(parent: nil, isModule: true)
  }

  /// The program as code, or nil with diagnostics. A program that does not resolve leaves the module as it was.
  func resolve(_ program: Program) -> ModuleCode? {
    let names = ScopeNames(program.statements)
    let known = (module.names, module.order)
    for name in names.order { declareGlobal(name) }
    noteCheckable(names, in: scope)
    for statement in program.statements { declareImports(statement) }
    let nodes = program.statements.map { topLevel($0) }
    warnOfUnusedAliases(program, names)
    guard diagnostics.isEmpty else {
      (module.names, module.order) = known
      return nil
    }
    let range = program.statements.first?.range ?? SourceRange(start: 0, end: 0, file: 0)
    return ModuleCode(body: PairNode.block(nodes, range), slotCount: scope.slotCount, module: module)
  }

  func report(_ id: String, _ message: String, _ range: SourceRange, help: String? = nil) {
    diagnostics.append(Diagnostic(id: id, message: message, range: range, help: help))
  }

  @discardableResult private func declareGlobal(_ name: String) -> Int {
    if let index = module.names[name] { return index }
    let index = interpreter.globals.append()
    module.names[name] = index
    module.order.append(name)
    return index
  }

  private func noteCheckable(_ names: ScopeNames, in scope: Scope) {
    for (name, literal) in names.declared where names.bound[name] == 1 {
      scope.checkable[name] = FunctionCode(name: name, parameters: literal.parameters, range: literal.range).binder
    }
  }

  private func topLevel(_ statement: Statement) -> Node {
    if let echo, case .expression(let expression) = statement.kind { return EchoNode(resolve(expression), echo: echo) }
    return resolve(statement)
  }

  // MARK: Names

  /// What reading a name means.
  func read(_ name: String, _ range: SourceRange) -> Node {
    if let variable = scope.variable(name) {
      return variable.isCell
        ? CellNode(slot: variable.slot, name: name, range) : LocalNode(slot: variable.slot, name: name, range)
    }
    let builtin = name == "argv" ? .object(interpreter.argumentList) : Registry.shared.value(name)
    if let index = module.names[name] { return GlobalNode(index: index, name: name, builtin: builtin, range) }
    if let builtin { return ConstantNode(builtin, range) }
    if !excused.contains(name) {
      report("unknown-name", "'\(name)' is not defined", range, help: hint(forUnknown: name))
    }
    return ConstantNode(.none, range)
  }

  func hint(forUnknown name: String) -> String? {
    if DType.outOfScope.contains(name) { return DType.scope }
    if let known = ForeignNames.hint(name) { return known }
    if let module = modules[name] ?? PythonModules.usualNames[name] {
      return "the names of \(module) that are built in stand alone"
    }
    // A class is no slip of a function, nor the other way round.
    let isClass = name.first?.isUppercase ?? false
    let folded = name.lowercased()
    return Suggestion.didYouMean(
      name, among: visibleNames().filter { ($0.first?.isUppercase ?? false) == isClass || $0.lowercased() == folded })
  }

  func visibleNames() -> [String] { module.order + Registry.shared.names }

  func target(_ name: String, _ range: SourceRange) -> TargetNode {
    if !(scope.isModule && !scope.owns(name)), let variable = scope.variable(name) {
      return variable.isCell
        ? CellTarget(slot: variable.slot, name: name, range) : LocalTarget(slot: variable.slot, name: name, range)
    }
    return GlobalTarget(index: declareGlobal(name), name: name, range)
  }

  // MARK: Functions

  func function(_ literal: FunctionLiteral, name: String, _ range: SourceRange) -> Node {
    let names = ScopeNames(literal)
    let captured = names.capturedByFunctions
    warnOfDefaults(literal)
    warnOfUnused(names, captured, literal)
    let inner = Scope(parent: scope, isModule: false, nonlocals: names.nonlocals)
    let code = FunctionCode(name: name, parameters: literal.parameters, range: literal.range)
    for parameter in literal.parameters {
      if inner.owns(parameter.name) {
        report("duplicate-parameter", "parameter '\(parameter.name)' stands twice", parameter.range)
      }
      inner.declare(parameter.name, isCell: captured.contains(parameter.name))
    }
    for name in names.order where !names.nonlocals.contains(name) && !inner.owns(name) {
      inner.declare(name, isCell: captured.contains(name))
    }
    noteCheckable(names, in: inner)
    let outer = scope
    scope = inner
    code.defaults = literal.parameters.map { parameter in
      if case .defaulted(let value) = parameter.kind { resolve(value) } else { nil }
    }
    switch literal.body {
    case .expression(let expression): code.body = ReturnNode(resolve(expression), expression.range)
    case .block(let block): code.body = tail(block)
    }
    scope = outer
    code.slotCount = inner.slotCount
    code.cellSlots = inner.cellSlots
    code.capturedSlots = inner.captures.map(\.slot)
    return FunctionNode(code, captures: inner.captures.map(\.parent), range)
  }

  /// A function's body: the value of its last statement is returned if that is an expression, an `if` or a `try`.
  private func tail(_ block: Block) -> Node {
    guard let last = block.statements.last else { return PairNode.block([], block.range) }
    return PairNode.block(block.statements.dropLast().map { resolve($0) } + [tail(last)], block.range)
  }

  private func tail(_ statement: Statement) -> Node {
    switch statement.kind {
    case .expression(let expression): return ReturnNode(resolve(expression), statement.range)
    case .if(let condition, let then, let otherwise):
      let node = resolve(condition)
      let thenNode = tail(then)
      let otherwiseNode: Node? =
        switch otherwise {
        case .block(let block): tail(block)
        case .chained(let chained): tail(chained)
        case nil: nil
        }
      return IfNode(node, then: thenNode, otherwise: otherwiseNode, statement.range)
    case .try(let body, let name, let range, let handler):
      let bodyNode = guarded { tail(body) }
      let catchTarget = name.map { target($0, range ?? statement.range) }
      return TryNode(bodyNode, target: catchTarget, handler: tail(handler), statement.range)
    default: return resolve(statement)
    }
  }

  // MARK: Imports

  private func declareImports(_ statement: Statement) {
    guard case .import(let path, let range) = statement.kind, let code = load(path, range) else { return }
    for name in code.module.order { declareGlobal(name) }
  }

  /// The code of an imported file, resolved once for all its importers.
  func load(_ path: String, _ range: SourceRange) -> ModuleCode? {
    let full = Paths.resolve(path, from: module.path)
    // Asked for twice: for the names it binds, and for its code. What is wrong is said once.
    if failedImports.contains(full) { return nil }
    let code = loadOnce(path, full, range)
    if code == nil { failedImports.insert(full) }
    return code
  }

  private func loadOnce(_ path: String, _ full: String, _ range: SourceRange) -> ModuleCode? {
    if let known = interpreter.imported[full] {
      if let code = known { return code }
      report("import-cycle", "'\(path)' is being imported already: the imports run in a circle", range)
      return nil
    }
    guard let text = interpreter.readFile(full) else {
      report("import-failed", "cannot read '\(path)'", range, help: "it is looked for at \(full)")
      return nil
    }
    interpreter.imported[full] = .some(nil)
    let source = interpreter.addSource(name: path, text: text)
    let parsed = Parser.parse(source)
    guard parsed.diagnostics.isEmpty else {
      interpreter.imported[full] = nil
      diagnostics += parsed.diagnostics
      return nil
    }
    let resolver = Resolver(interpreter, module: Module(path: full))
    let code = resolver.resolve(parsed.program)
    warnings += resolver.warnings
    diagnostics += resolver.diagnostics
    interpreter.imported[full] = code.map { .some($0) }
    return code
  }
}

/// Paths of imports, by text alone.
enum Paths {
  static func resolve(_ path: String, from importer: String?) -> String {
    guard !path.hasPrefix("/"), let importer, let slash = importer.lastIndex(of: "/") else { return normalize(path) }
    return normalize(String(importer[...slash]) + path)
  }

  static func normalize(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
