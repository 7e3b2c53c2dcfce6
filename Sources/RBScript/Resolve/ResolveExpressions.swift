import Catalog
import RBSyntax

extension Resolver {
  func resolve(_ expression: Expression) -> Node {
    let range = expression.range
    switch expression.kind {
    case .none: return ConstantNode(.none, range)
    case .ellipsis: return ConstantNode(.object(EllipsisObject()), range)
    case .bool(let flag): return ConstantNode(.bool(flag), range)
    case .int(let number): return ConstantNode(.int(number), range)
    case .float(let number): return ConstantNode(.float(number), range)
    case .string(let text): return ConstantNode(.string(text), range)
    case .formatted(let parts): return format(parts, range)
    case .name(let name): return read(name, range)
    case .list(let elements):
      return SequenceNode(elements.map { (resolve($0.value), $0.isSpread) }, isTuple: false, range)
    case .tuple(let elements):
      return SequenceNode(elements.map { (resolve($0.value), $0.isSpread) }, isTuple: true, range)
    case .dict(let entries):
      return DictNode(
        entries.map { entry -> (key: Node?, value: Node) in
          switch entry {
          case .pair(let key, let value): (resolve(key), resolve(value))
          case .spread(let value): (nil, resolve(value))
          }
        }, range)
    case .listComprehension(let element, let clauses):
      return comprehension(clauses, key: nil, element, in: expression)
    case .dictComprehension(let key, let value, let clauses):
      return comprehension(clauses, key: key, value, in: expression)
    case .unary(let operation, let operand): return unary(operation, resolve(operand), range)
    case .binary(let operation, let left, let right):
      let node = binary(operation, resolve(left), resolve(right), range)
      checkOperands(node)
      return node
    case .and(let left, let right): return AndNode(resolve(left), resolve(right), range)
    case .or(let left, let right): return OrNode(resolve(left), resolve(right), range)
    case .comparison(let first, let links):
      warnOfIdentity(first, links)
      return comparison(first, links, range)
    case .conditional(let condition, let then, let otherwise):
      let node = resolve(condition)
      return ConditionalNode(node, then: resolve(then), otherwise: resolve(otherwise), range)
    case .function(let literal): return function(literal, name: literal.name ?? "fn", range)
    case .call(let callee, let arguments): return call(callee, arguments, range)
    case .index(let base, let index): return IndexNode(resolve(base), resolve(index), range)
    case .slice(let lower, let upper, let step):
      return SliceNode(
        lower: lower.map { resolve($0) }, upper: upper.map { resolve($0) }, step: step.map { resolve($0) }, range)
    case .attribute(let base, let name, let nameRange):
      if let node = moduleAttribute(expression) { return node }
      return AttributeNode(resolve(base), name, nameRange: nameRange, range)
    }
  }

  private func unary(_ operation: UnaryOperator, _ operand: Node, _ range: SourceRange) -> Node {
    if operation == .not { return NotNode(operand, range) }
    if operation == .minus, let constant = operand as? ConstantNode {
      if case .int(let number) = constant.value, number != .min { return ConstantNode(.int(-number), range) }
      if case .float(let number) = constant.value { return ConstantNode(.float(-number), range) }
    }
    return UnaryNode(operation, operand, range)
  }

  private func binary(_ operation: BinaryOperator, _ left: Node, _ right: Node, _ range: SourceRange) -> Node {
    if [.add, .subtract, .multiply].contains(operation), let local = left as? LocalNode,
      let constant = right as? ConstantNode, case .int(let number) = constant.value
    {
      return LocalWithConstantNode(operation, local, number, right, range)
    }
    return switch operation {
    case .add: AddNode(operation, left, right, range)
    case .subtract: SubtractNode(operation, left, right, range)
    case .multiply: MultiplyNode(operation, left, right, range)
    default: BinaryNode(operation, left, right, range)
    }
  }

  private func comparison(_ first: Expression, _ links: [Expression.ComparisonLink], _ range: SourceRange) -> Node {
    let left = resolve(first)
    guard links.count == 1 else {
      return ComparisonChainNode(left, links.map { ($0.operation, resolve($0.operand), $0.range) }, range)
    }
    let node = ComparisonNode(links[0].operation, left, resolve(links[0].operand), range)
    if let local = left as? LocalNode, let constant = node.right as? ConstantNode,
      case .int(let number) = constant.value
    {
      return LocalComparedNode(node, slot: local.slot, constant: number)
    }
    return node
  }

  private func format(_ parts: [Expression.FormatPart], _ range: SourceRange) -> FormatNode {
    FormatNode(
      parts.map { part in
        switch part {
        case .text(let text): .text(text)
        case .value(let field):
          .value(
            resolve(field.value), label: field.label, conversion: field.conversion,
            spec: field.spec.map { format($0, range) })
        }
      }, range)
  }

  private func comprehension(
    _ clauses: [Expression.ComprehensionClause], key: Expression?, _ element: Expression, in whole: Expression
  ) -> Node {
    let captured = ScopeNames(whole).capturedByFunctions
    var slots: [Int] = []
    var cells: [Int] = []
    var nodes: [ComprehensionNode.Clause] = []
    scope.beginComprehension()
    for clause in clauses {
      switch clause {
      case .each(let target, let source):
        // The source is seen from outside the variable that it feeds.
        let node = resolve(source)
        checkIterable(node)
        declare(target, captured: captured, slots: &slots, cells: &cells)
        nodes.append(.each(resolve(target), node))
      case .condition(let condition): nodes.append(.condition(resolve(condition)))
      }
    }
    let keyNode = key.map { resolve($0) }
    let elementNode = resolve(element)
    scope.endComprehension()
    return ComprehensionNode(
      nodes, key: keyNode, element: elementNode, slots: slots, cellSlots: cells, whole.range)
  }

  private func declare(_ target: Target, captured: Set<String>, slots: inout [Int], cells: inout [Int]) {
    switch target.kind {
    case .name(let name):
      let variable = scope.declareInComprehension(name, isCell: captured.contains(name))
      slots.append(variable.slot)
      if variable.isCell { cells.append(variable.slot) }
    case .unpack(let targets, _):
      for target in targets { declare(target, captured: captured, slots: &slots, cells: &cells) }
    case .attribute, .index: break
    }
  }

  // MARK: Calls

  private func call(_ callee: Expression, _ arguments: [Expression.Argument], _ range: SourceRange) -> Node {
    let nodes = ArgumentNodes(
      arguments.map { argument -> (kind: ArgumentNodes.Kind, node: Node) in
        let isFunction = if case .function = argument.value.kind { true } else { false }
        let node = isFunction ? guarded { resolve(argument.value) } : resolve(argument.value)
        return switch argument.kind {
        case .positional: (.positional, node)
        case .labelled(let label, let labelRange): (.labelled(label, labelRange), node)
        case .spread: (.spread, node)
        case .labelledSpread: (.labelledSpread, node)
        }
      })
    switch callee.kind {
    case .attribute(let base, let name, let nameRange):
      if let node = moduleAttribute(callee) { return node }
      return MethodCallNode(resolve(base), name, nodes, nameRange: nameRange, range)
    case .name(let name):
      let target = read(name, callee.range)
      if let binder = scope.binder(of: name) { check(nodes, binder, callee.range) }
      if let constant = target as? ConstantNode, case .object(let object as BuiltinObject) = constant.value {
        check(nodes, object.builtin.binder, callee.range, or: object.builtin.overTensors?.binder)
        return BuiltinCallNode(object.builtin, nodes, calleeRange: callee.range, range)
      }
      return CallNode(target, nodes, range)
    default: return CallNode(resolve(callee), nodes, range)
    }
  }

  /// Reports what can never fit, before anything runs. - Parameter other: Fits where the call means another function.
  private func check(
    _ arguments: ArgumentNodes, _ binder: Binder, _ callee: SourceRange, or other: Binder? = nil
  ) {
    var count = 0
    var labels: [String] = []
    var spreads = false
    for (kind, _) in arguments.items {
      switch kind {
      case .positional: count += 1
      case .labelled(let label, _): labels.append(label)
      case .spread, .labelledSpread: spreads = true
      }
    }
    do {
      try binder.check(positional: count, labels: labels, spreads: spreads) { fits(arguments, $0, $1) }
      checkKinds(arguments, binder, or: other)
    } catch {
      if let other, (try? other.check(positional: count, labels: labels, spreads: spreads)) != nil { return }
      let id =
        switch error.place {
        case .label: "unknown-label"
        case .callee: "missing-argument"
        case .positional: "too-many-arguments"
        }
      report(
        id, error.failure.message, arguments.range(of: error.place) ?? callee,
        help: byLabel(error, arguments, binder) ?? error.failure.help)
    }
  }
}

extension Scope {
  /// The parameters of the function that a name certainly means.
  func binder(of name: String) -> Binder? {
    var scope: Scope? = self
    while let current = scope {
      if let binder = current.checkable[name] { return binder }
      if current.owns(name) { return nil }
      scope = current.parent
    }
    return nil
  }
}
