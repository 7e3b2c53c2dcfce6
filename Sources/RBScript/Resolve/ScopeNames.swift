import RBSyntax

/// Which names the body of one function (or the top level) binds and uses, and which functions stand inside it.
///
/// Comprehensions are seen as part of the body; their variables are none of its names.
struct ScopeNames {
  private(set) var bound: [String: Int] = [:]
  /// In order of the first binding.
  private(set) var order: [String] = []
  private(set) var used: Set<String> = []
  private(set) var nonlocals: Set<String> = []
  private(set) var functions: [FunctionLiteral] = []
  /// Functions bound by a `fn` statement, by name.
  private(set) var declared: [String: FunctionLiteral] = [:]
  /// Names that a plain assignment binds, and where.
  private(set) var assigned: [(name: String, range: SourceRange)] = []

  init(_ statements: [Statement]) { for statement in statements { visit(statement) } }

  init(_ function: FunctionLiteral) {
    for parameter in function.parameters {
      bind(parameter.name)
      if case .defaulted(let value) = parameter.kind { visit(value) }
    }
    switch function.body {
    case .expression(let expression): visit(expression)
    case .block(let block): visit(block)
    }
  }

  init(_ expression: Expression) { visit(expression) }

  /// Names that the functions inside take from outside themselves: what they use, and do not bind.
  var capturedByFunctions: Set<String> {
    functions.reduce(into: Set()) { names, function in names.formUnion(ScopeNames.free(function)) }
  }

  static func free(_ function: FunctionLiteral) -> Set<String> {
    let names = ScopeNames(function)
    return names.used.union(names.capturedByFunctions).subtracting(names.locals).union(names.nonlocals)
  }

  /// What the body binds for itself.
  var locals: Set<String> { Set(bound.keys).subtracting(nonlocals) }

  private mutating func bind(_ name: String) {
    if bound[name] == nil { order.append(name) }
    bound[name, default: 0] += 1
  }

  private mutating func visit(_ block: Block) { for statement in block.statements { visit(statement) } }

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression): visit(expression)
    case .assign(let targets, let value):
      visit(value)
      for target in targets {
        if case .name(let name) = target.kind { assigned.append((name, target.range)) }
        visit(target)
      }
    case .augmentedAssign(let target, _, let value):
      visit(value)
      visit(target)
      if case .name(let name) = target.kind { used.insert(name) }
    case .if(let condition, let then, let otherwise):
      visit(condition)
      visit(then)
      switch otherwise {
      case .block(let block): visit(block)
      case .chained(let statement): visit(statement)
      case nil: break
      }
    case .while(let condition, let body):
      visit(condition)
      visit(body)
    case .for(let target, let source, let body):
      visit(source)
      visit(target)
      visit(body)
    case .break, .continue: break
    case .return(let value): value.map { visit($0) }
    case .function(let literal, _):
      bind(literal.name ?? "")
      declared[literal.name ?? ""] = literal
      functions.append(literal)
    case .assert(let condition, let message):
      visit(condition)
      message.map { visit($0) }
    case .try(let body, let name, _, let handler):
      visit(body)
      name.map { bind($0) }
      visit(handler)
    case .import: break
    case .moduleImport(let items):
      for item in items where PythonModules.binding(item) != nil { item.alias.map { bind($0.name) } }
    case .tensorclass(let name, _, _): bind(name)
    case .delete(let targets): for target in targets { visit(target) }
    case .nonlocal(let names): for (name, _) in names { nonlocals.insert(name) }
    }
  }

  private mutating func visit(_ target: Target) {
    switch target.kind {
    case .name(let name): bind(name)
    case .attribute(let base, _, _): visit(base)
    case .index(let base, let index):
      visit(base)
      visit(index)
    case .unpack(let targets, _): for target in targets { visit(target) }
    }
  }

  private mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .none, .ellipsis, .bool, .int, .float, .string: break
    case .formatted(let parts): visit(parts)
    case .name(let name): used.insert(name)
    case .list(let elements), .tuple(let elements): for element in elements { visit(element.value) }
    case .dict(let entries):
      for entry in entries {
        switch entry {
        case .pair(let key, let value):
          visit(key)
          visit(value)
        case .spread(let value): visit(value)
        }
      }
    case .listComprehension(let element, let clauses):
      visit(clauses)
      visit(element)
    case .dictComprehension(let key, let value, let clauses):
      visit(clauses)
      visit(key)
      visit(value)
    case .unary(_, let operand): visit(operand)
    case .binary(_, let a, let b), .and(let a, let b), .or(let a, let b):
      visit(a)
      visit(b)
    case .comparison(let first, let links):
      visit(first)
      for link in links { visit(link.operand) }
    case .conditional(let condition, let then, let otherwise):
      visit(condition)
      visit(then)
      visit(otherwise)
    case .function(let literal): functions.append(literal)
    case .call(let callee, let arguments):
      visit(callee)
      for argument in arguments { visit(argument.value) }
    case .index(let base, let index):
      visit(base)
      visit(index)
    case .slice(let lower, let upper, let step):
      lower.map { visit($0) }
      upper.map { visit($0) }
      step.map { visit($0) }
    case .attribute(let base, _, _): visit(base)
    }
  }

  private mutating func visit(_ clauses: [Expression.ComprehensionClause]) {
    for clause in clauses {
      switch clause {
      case .each(let target, let source):
        visit(source)
        visitComprehension(target)
      case .condition(let condition): visit(condition)
      }
    }
  }

  /// The variables of a comprehension are not the body's; bases and indices of targets are uses all the same.
  private mutating func visitComprehension(_ target: Target) {
    switch target.kind {
    case .name: break
    case .unpack(let targets, _): for target in targets { visitComprehension(target) }
    case .attribute, .index: visit(target)
    }
  }

  private mutating func visit(_ parts: [Expression.FormatPart]) {
    for case .value(let field) in parts {
      visit(field.value)
      field.spec.map { visit($0) }
    }
  }
}
