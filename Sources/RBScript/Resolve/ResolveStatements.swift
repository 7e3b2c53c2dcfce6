import Catalog
import RBSyntax
import Tensors

extension Resolver {
  func resolve(_ block: Block) -> Node { PairNode.block(block.statements.map { resolve($0) }, block.range) }

  func resolve(_ statement: Statement) -> Node {
    let range = statement.range
    switch statement.kind {
    case .expression(let expression): return resolve(expression)
    case .assign(let targets, let value):
      let node = resolve(value)
      let resolved = targets.map { resolve($0) }
      if resolved.count == 1, let local = resolved[0] as? LocalTarget {
        return AssignLocalNode(slot: local.slot, node, range)
      }
      return AssignNode(resolved, node, range)
    case .augmentedAssign(let target, let operation, let value): return augment(target, operation, value, range)
    case .if(let condition, let then, let otherwise):
      let node = resolve(condition)
      let thenNode = resolve(then)
      let otherwiseNode: Node? =
        switch otherwise {
        case .block(let block): resolve(block)
        case .chained(let chained): resolve(chained)
        case nil: nil
        }
      return IfNode(node, then: thenNode, otherwise: otherwiseNode, range)
    case .while(let condition, let body):
      let node = resolve(condition)
      return WhileNode(node, body: loop(body), range)
    case .for(let target, let source, let body):
      let node = resolve(source)
      checkIterable(node)
      let resolved = resolve(target)
      return ForNode(resolved, in: node, body: loop(body), range)
    case .break, .continue: return jump(statement)
    case .return(let value):
      if scope.isModule {
        report(
          "return-outside-function", "'return' stands outside any function", range,
          help: "a script ends at its last line")
      }
      return ReturnNode(value.map { resolve($0) } ?? ConstantNode(.none, range), range)
    case .function(let literal, let nameRange):
      let name = literal.name ?? "fn"
      let node = function(literal, name: name, range)
      return AssignNode([target(name, nameRange)], node, range)
    case .assert(let condition, let message):
      warnOfTuple(condition, message)
      return AssertNode(resolve(condition), message: message.map { resolve($0) }, range)
    case .try(let body, let name, let nameRange, let handler):
      let bodyNode = guarded { resolve(body) }
      let catchTarget = name.map { target($0, nameRange ?? range) }
      return TryNode(bodyNode, target: catchTarget, handler: resolve(handler), range)
    case .import(let path, let pathRange): return importNode(path, pathRange, range)
    case .moduleImport(let items): return moduleImport(items, range)
    case .tensorclass(let name, let nameRange, let fields): return tensorclass(name, nameRange, fields, range)
    case .delete(let targets): return DeleteNode(targets.map { resolve($0) }, range)
    case .nonlocal(let names):
      for (name, place) in names { checkNonlocal(name, place) }
      return PairNode.block([], range)
    }
  }

  private func loop(_ body: Block) -> Node {
    scope.loopDepth += 1
    defer { scope.loopDepth -= 1 }
    return resolve(body)
  }

  private func jump(_ statement: Statement) -> Node {
    let isBreak = if case .break = statement.kind { true } else { false }
    let word = isBreak ? "break" : "continue"
    if scope.loopDepth == 0 { report("\(word)-outside-loop", "'\(word)' stands outside any loop", statement.range) }
    return JumpNode(isBreak ? .breakLoop : .continueLoop, statement.range)
  }

  private func checkNonlocal(_ name: String, _ range: SourceRange) {
    if scope.isModule {
      report("nonlocal-outside-function", "'nonlocal' stands outside any function", range)
    } else if scope.parent?.variable(name) == nil, module.names[name] == nil {
      report(
        "unknown-nonlocal", "no enclosing function or file binds '\(name)'", range,
        help: Suggestion.didYouMean(name, among: module.order))
    }
  }

  private func importNode(_ path: String, _ pathRange: SourceRange, _ range: SourceRange) -> Node {
    guard scope.isModule else {
      report(
        "import-inside-function", "'import' stands inside a function", range, help: "import at the top of the file")
      return PairNode.block([], range)
    }
    guard let code = load(path, pathRange) else { return PairNode.block([], range) }
    let bindings = code.module.order.compactMap { name in
      code.module.names[name].map { (index: $0, target: target(name, range)) }
    }
    return ImportNode(code, bindings: bindings, range)
  }

  private func tensorclass(
    _ name: String, _ nameRange: SourceRange, _ fields: [(name: String, range: SourceRange)], _ range: SourceRange
  ) -> Node {
    var seen: Set<String> = []
    for (field, place) in fields where !seen.insert(field).inserted {
      report("duplicate-field", "field '\(field)' stands twice", place)
    }
    let declared = TensorClass(name: name, fields: fields.map(\.name))
    let node = ConstantNode(.object(TensorClassObject(declared)), range)
    return AssignNode([target(name, nameRange)], node, range)
  }

  private func augment(
    _ target: Target, _ operation: BinaryOperator, _ value: Expression, _ range: SourceRange
  ) -> Node {
    let place: AugmentNode.Place
    switch target.kind {
    case .name(let name):
      place = .variable(read: read(name, target.range), target: self.target(name, target.range))
    case .attribute(let base, let name, _): place = .attribute(resolve(base), name)
    case .index(let base, let index): place = .index(resolve(base), resolve(index))
    case .unpack:
      report("bad-target", "several targets cannot be changed at once", target.range)
      return PairNode.block([], range)
    }
    return AugmentNode(operation, place, resolve(value), range)
  }

  func resolve(_ target: Target) -> TargetNode {
    switch target.kind {
    case .name(let name): self.target(name, target.range)
    case .attribute(let base, let name, let range): AttributeTarget(resolve(base), name, range)
    case .index(let base, let index): IndexTarget(resolve(base), resolve(index), target.range)
    case .unpack(let targets, let starred):
      UnpackTarget(targets.map { resolve($0) }, starred: starred, target.range)
    }
  }
}
