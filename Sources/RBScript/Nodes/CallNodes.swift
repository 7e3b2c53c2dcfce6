/// Unsafe: casts to `FunctionObject` without a check, right behind a comparison of the exact type.

import Catalog
import RBSyntax
import Tensors

/// The arguments of a call as written.
struct ArgumentNodes {
  enum Kind { case positional, labelled(String, SourceRange), spread, labelledSpread }
  let items: [(kind: Kind, node: Node)]
  /// Only positional arguments, none spread: the fast case.
  let isPlain: Bool

  init(_ items: [(kind: Kind, node: Node)]) {
    self.items = items
    isPlain = items.allSatisfy { if case .positional = $0.kind { true } else { false } }
  }

  func evaluate(_ frame: Frame) throws(Fault) -> CallArguments {
    var arguments = CallArguments()
    arguments.positional.reserveCapacity(items.count)
    for (kind, node) in items {
      let value = try node.evaluate(frame)
      switch kind {
      case .positional: arguments.positional.append(value)
      case .labelled(let label, _): arguments.labelled.append((label, value))
      case .spread:
        arguments.positional += try node.located { try frame.interpreter.array(value) }
      case .labelledSpread:
        try node.located {
          guard let dict = value.asDict else {
            throw Failure.type("expected a dict behind '**', got \(value.article)")
          }
          for entry in dict.entries {
            guard let label = entry.key.asString else {
              throw Failure.type("expected keys of type str behind '**', got \(entry.key.article)")
            }
            arguments.labelled.append((label, entry.value))
          }
        }
      }
    }
    return arguments
  }

  /// The place of a faulty argument: the label of an unknown one, else its value.
  func range(of place: ArgumentFault.Place) -> SourceRange? {
    switch place {
    case .callee: nil
    case .positional(let index):
      items.filter { if case .positional = $0.kind { true } else { false } }.dropFirst(index).first?.node.range
    case .label(let label):
      items.lazy.compactMap { if case .labelled(label, let range) = $0.kind { range } else { nil } }.first
    }
  }

  /// The place of the argument that a parameter got, where the call says so by itself.
  func range(ofParameter name: String, _ binder: Binder) -> SourceRange? {
    var position = 0
    for (kind, node) in items {
      switch kind {
      case .labelled(let label, _):
        if binder.label(label, names: name) { return node.range }
      case .positional:
        if binder.parameterName(ofPositional: position) == name { return node.range }
        position += 1
      default: return nil
      }
    }
    return nil
  }
}

/// What plain calls and method calls share: turning what went wrong into a fault with a place.
class CallBase: Node {
  let arguments: ArgumentNodes
  /// The name of what is called, or the method's: where the caret goes when no argument is at fault.
  let calleeRange: SourceRange
  init(_ arguments: ArgumentNodes, calleeRange: SourceRange, _ range: SourceRange) {
    self.arguments = arguments
    self.calleeRange = calleeRange
    super.init(range)
  }

  @inline(never) final func fault(_ error: any Error, binder: Binder?) -> Fault {
    if let mismatch = error as? ArgumentFault {
      return Fault(mismatch.failure, at: arguments.range(of: mismatch.place) ?? calleeRange)
    }
    var place = range
    if let failure = error as? Failure, let name = failure.argument, let binder,
      let range = arguments.range(ofParameter: name, binder)
    {
      place = range
    }
    return Fault.from(error, at: place)
  }

  final func invoke(_ builtin: Builtin, receiver: Value, _ frame: Frame) throws(Fault) -> Value {
    if arguments.isPlain, arguments.items.count == 1, let unary = builtin.unary, receiver.isUnbound {
      let value = try arguments.items[0].node.evaluate(frame)
      do {
        return try unary(value, frame.interpreter)
      } catch { throw fault(error, binder: builtin.binder) }
    }
    let values = try arguments.evaluate(frame)
    do {
      return try builtin.call(values, receiver: receiver, frame.interpreter)
    } catch { throw fault(error, binder: builtin.form(for: values).binder) }
  }

  /// Arguments go straight onto the value stack, where the function finds them as its first slots.
  final func invoke(_ function: FunctionObject, _ frame: Frame) throws(Fault) -> Value {
    let code = function.code
    let interpreter = frame.interpreter
    guard arguments.isPlain, code.isPlain, arguments.items.count == code.signature.parameters.count else {
      let values = try arguments.evaluate(frame)
      do {
        return try function.call(values, interpreter)
      } catch { throw traced(error, function) }
    }
    let base = interpreter.stack.top
    guard interpreter.stack.hasRoom(for: arguments.items.count) else { throw traced(Interpreter.tooDeep, function) }
    do {
      for (_, node) in arguments.items { interpreter.stack.push(try node.evaluate(frame)) }
    } catch {
      interpreter.stack.pop(to: base)
      throw error
    }
    do throws(Fault) {
      return try interpreter.run(function, base: base)
    } catch { throw traced(error, function) }
  }

  @inline(never) private func traced(_ error: any Error, _ function: FunctionObject) -> Fault {
    if error is ArgumentFault { return fault(error, binder: function.code.binder) }
    let fault = Fault.from(error, at: range)
    fault.trace.append((function: function.code.name, call: range))
    return fault
  }

  final func invoke(_ callee: Value, _ frame: Frame) throws(Fault) -> Value {
    guard case .object(let object) = callee else {
      throw Fault(.type("expected a function to call, got \(callee.article)"), at: calleeRange)
    }
    if Swift.type(of: object) == FunctionObject.self {
      return try invoke(unsafeDowncast(object, to: FunctionObject.self), frame)
    }
    if let builtin = object as? BuiltinObject { return try invoke(builtin.builtin, receiver: .unbound, frame) }
    if let bound = object as? BoundMethod { return try invoke(bound.method, receiver: bound.receiver, frame) }
    let values = try arguments.evaluate(frame)
    do {
      return try object.call(values, frame.interpreter)
    } catch { throw fault(error, binder: object.binder) }
  }
}

final class CallNode: CallBase {
  let callee: Node
  init(_ callee: Node, _ arguments: ArgumentNodes, _ range: SourceRange) {
    self.callee = callee
    super.init(arguments, calleeRange: callee.range, range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    try invoke(try callee.evaluate(frame), frame)
  }
}

/// `name(…)` where the name is a builtin that nothing in the script hides.
final class BuiltinCallNode: CallBase {
  let builtin: Builtin
  init(_ builtin: Builtin, _ arguments: ArgumentNodes, calleeRange: SourceRange, _ range: SourceRange) {
    self.builtin = builtin
    super.init(arguments, calleeRange: calleeRange, range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    try invoke(builtin, receiver: .unbound, frame)
  }
}

/// `base.name(…)`: the method is called without making a bound method first.
final class MethodCallNode: CallBase {
  let base: Node
  let name: String
  init(_ base: Node, _ name: String, _ arguments: ArgumentNodes, nameRange: SourceRange, _ range: SourceRange) {
    self.base = base
    self.name = name
    super.init(arguments, calleeRange: nameRange, range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let target = try base.evaluate(frame)
    let isOpen = if case .object(let object) = target { object.hasOwnAttributes } else { false }
    if !isOpen, let method = target.type.method(name) {
      let values = try arguments.evaluate(frame)
      do {
        return try method.call(values, receiver: target, frame.interpreter)
      } catch { throw fault(error, binder: method.binder) }
    }
    let callee: Value
    do {
      callee = try frame.interpreter.attribute(name, of: target)
    } catch { throw Fault.from(error, at: calleeRange) }
    return try invoke(callee, frame)
  }
}

final class AttributeNode: Node {
  let base: Node
  let name: String
  let nameRange: SourceRange
  init(_ base: Node, _ name: String, nameRange: SourceRange, _ range: SourceRange) {
    self.base = base
    self.name = name
    self.nameRange = nameRange
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let target = try base.evaluate(frame)
    do {
      return try frame.interpreter.attribute(name, of: target)
    } catch { throw Fault.from(error, at: nameRange) }
  }
}

final class IndexNode: Node {
  let base: Node
  let index: Node
  init(_ base: Node, _ index: Node, _ range: SourceRange) {
    self.base = base
    self.index = index
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let target = try base.evaluate(frame)
    let key = try index.evaluate(frame)
    do {
      guard case .object(let object) = target else {
        throw Failure.type("a value of type '\(target.type.name)' cannot be indexed")
      }
      return try object.item(key, frame.interpreter)
    } catch { throw Fault.from(error, at: range) }
  }
}
