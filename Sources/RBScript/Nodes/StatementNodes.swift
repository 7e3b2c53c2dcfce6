import Catalog
import RBSyntax
import Tensors

final class AssignNode: Node {
  let targets: [TargetNode]
  let value: Node
  init(_ targets: [TargetNode], _ value: Node, _ range: SourceRange) {
    self.targets = targets
    self.value = value
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let result = try value.evaluate(frame)
    for target in targets { try target.assign(result, frame) }
    return .normal
  }
}

/// `name = e` for a plain local variable, the commonest statement of a loop.
final class AssignLocalNode: Node {
  let slot: Int
  let value: Node
  init(slot: Int, _ value: Node, _ range: SourceRange) {
    self.slot = slot
    self.value = value
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    frame[slot] = try value.evaluate(frame)
    return .normal
  }
}

/// `target op= e`. Base and index of the target are evaluated once.
final class AugmentNode: Node {
  enum Place {
    case variable(read: Node, target: TargetNode)
    case attribute(Node, String)
    case index(Node, Node)
  }
  let operation: BinaryOperator
  let place: Place
  let value: Node
  init(_ operation: BinaryOperator, _ place: Place, _ value: Node, _ range: SourceRange) {
    self.operation = operation
    self.place = place
    self.value = value
    super.init(range)
  }

  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let interpreter = frame.interpreter
    switch place {
    case .variable(let read, let target):
      var old = try read.evaluate(frame)
      let operand = try value.evaluate(frame)
      if operation == .add, AugmentNode.areTexts(old, operand), target.holds(old, frame) {
        // The variable alone may hold it from here on.
        old = .unbound
        target.append(operand, frame)
        return .normal
      }
      try target.assign(try combine(old, operand, interpreter), frame)
    case .attribute(let base, let name):
      let holder = try base.evaluate(frame)
      let old = try located { try interpreter.attribute(name, of: holder) }
      let operand = try value.evaluate(frame)
      let new = try combine(old, operand, interpreter)
      guard case .object(let object) = holder else { return .normal }
      try located {
        // A tensor that was changed in place through a read-only attribute is done already.
        do {
          try object.setAttribute(name, to: new, interpreter)
        } catch let failure as Failure where failure.kind == .attribute && new.isIdentical(to: old) { _ = failure }
      }
    case .index(let base, let index):
      let holder = try base.evaluate(frame)
      let key = try index.evaluate(frame)
      guard case .object(let object) = holder else {
        throw Fault(.type("a value of type '\(holder.type.name)' does not take item assignment"), at: range)
      }
      let old = try located { try object.item(key, interpreter) }
      let operand = try value.evaluate(frame)
      let new = try combine(old, operand, interpreter)
      try located { try object.setItem(key, to: new, interpreter) }
    }
    return .normal
  }

  @inline(never) private static func areTexts(_ a: Value, _ b: Value) -> Bool {
    guard case .object(let a) = a, case .object(let b) = b else { return false }
    return a is StringObject && b is StringObject
  }

  private func combine(_ old: Value, _ operand: Value, _ interpreter: Interpreter) throws(Fault) -> Value {
    if case .int(let x) = old, case .int(let y) = operand, operation == .add {
      let sum = x.addingReportingOverflow(y)
      if !sum.overflow { return .int(sum.partialValue) }
    }
    do {
      if case .object(let object) = old, let result = try object.augment(operation, operand, interpreter) {
        return result
      }
      return try Operators.binary(operation, old, operand, interpreter)
    } catch { throw Fault.from(error, at: range) }
  }
}

final class IfNode: Node {
  let condition: Node
  let then: Node
  let otherwise: Node?
  init(_ condition: Node, then: Node, otherwise: Node?, _ range: SourceRange) {
    self.condition = condition
    self.then = then
    self.otherwise = otherwise
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    if try condition.test(frame) { return try then.execute(frame) }
    return try otherwise?.execute(frame) ?? .normal
  }
}

final class WhileNode: Node {
  let condition: Node
  let body: Node
  init(_ condition: Node, body: Node, _ range: SourceRange) {
    self.condition = condition
    self.body = body
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    while try condition.test(frame) {
      if frame.interpreter.isInterrupted { throw Fault.interrupted(at: range) }
      switch try body.execute(frame) {
      case .normal, .continueLoop: continue
      case .breakLoop: return .normal
      case .returned: return .returned
      }
    }
    return .normal
  }
}

final class ForNode: Node {
  let target: TargetNode
  let source: Node
  let body: Node
  init(_ target: TargetNode, in source: Node, body: Node, _ range: SourceRange) {
    self.target = target
    self.source = source
    self.body = body
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let interpreter = frame.interpreter
    let iterable = try source.evaluate(frame)
    let iterator = try source.located { try interpreter.iterate(iterable) }
    if let range = iterator as? RangeIterator {
      while let number = range.nextInt() {
        if let flow = try pass(.int(number), of: iterable, frame) { return flow }
      }
      return .normal
    }
    while let item = try source.located({ try iterator.next(interpreter) }) {
      if let flow = try pass(item, of: iterable, frame) { return flow }
    }
    return .normal
  }

  /// One pass; how the loop ended, if it did.
  @inline(__always) private func pass(_ item: Value, of source: Value, _ frame: Frame) throws(Fault) -> Flow? {
    if frame.interpreter.isInterrupted { throw Fault.interrupted(at: range) }
    do throws(Fault) {
      try target.assign(item, frame)
    } catch { throw error.unpacking(source, into: target) }
    switch try body.execute(frame) {
    case .normal, .continueLoop: return nil
    case .breakLoop: return .normal
    case .returned: return .returned
    }
  }
}

final class JumpNode: Node {
  let flow: Flow
  init(_ flow: Flow, _ range: SourceRange) {
    self.flow = flow
    super.init(range)
  }
  override func execute(_ frame: Frame) -> Flow { flow }
}

final class ReturnNode: Node {
  let value: Node
  init(_ value: Node, _ range: SourceRange) {
    self.value = value
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    frame.interpreter.returned = try value.evaluate(frame)
    return .returned
  }
}

final class AssertNode: Node {
  let condition: Node
  let message: Node?
  init(_ condition: Node, message: Node?, _ range: SourceRange) {
    self.condition = condition
    self.message = message
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    if try condition.test(frame) { return .normal }
    var text = "the assertion does not hold"
    if let message {
      let value = try message.evaluate(frame)
      text = try message.located { try frame.interpreter.str(value) }
    }
    throw Fault(Failure(.assertion, text), at: condition.range)
  }
}

final class TryNode: Node {
  let body: Node
  let target: TargetNode?
  let handler: Node
  init(_ body: Node, target: TargetNode?, handler: Node, _ range: SourceRange) {
    self.body = body
    self.target = target
    self.handler = handler
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    do {
      return try body.execute(frame)
    } catch {
      // Ctrl-C is no error of the script: it goes through.
      if error.failure.kind == .interrupted { throw error }
      try target?.assign(.object(Fault.record(error)), frame)
      return try handler.execute(frame)
    }
  }
}

extension Fault {
  /// What `catch err` binds.
  static func record(_ fault: Fault) -> RecordObject {
    RecordObject(
      "error",
      [
        ("kind", .string(fault.failure.kind.rawValue)), ("message", .string(fault.failure.message)),
        ("help", fault.failure.help.map { .string($0) } ?? .none),
      ])
  }
}

final class DeleteNode: Node {
  let targets: [TargetNode]
  init(_ targets: [TargetNode], _ range: SourceRange) {
    self.targets = targets
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    for target in targets { try target.delete(frame) }
    return .normal
  }
}

/// A bare expression in an interactive session.
final class EchoNode: Node {
  let value: Node
  let echo: (Value, Interpreter) throws -> Void
  init(_ value: Node, echo: @escaping (Value, Interpreter) throws -> Void) {
    self.value = value
    self.echo = echo
    super.init(value.range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let result = try value.evaluate(frame)
    try value.located { try echo(result, frame.interpreter) }
    return .normal
  }
}

/// Runs an imported file once, and binds its names here.
final class ImportNode: Node {
  let code: ModuleCode
  /// From the global of the module to the target here.
  let bindings: [(index: Int, target: TargetNode)]
  init(_ code: ModuleCode, bindings: [(index: Int, target: TargetNode)], _ range: SourceRange) {
    self.code = code
    self.bindings = bindings
    super.init(range)
  }
  override func execute(_ frame: Frame) throws(Fault) -> Flow {
    let interpreter = frame.interpreter
    if !code.hasRun {
      code.hasRun = true
      do {
        try interpreter.execute(code)
      } catch {
        code.hasRun = false
        error.trace.append((function: "import", call: range))
        throw error
      }
    }
    for (index, target) in bindings {
      let value = interpreter.globals[index]
      if !value.isUnbound { try target.assign(value, frame) }
    }
    return .normal
  }
}

/// The statements of a file or of an entry, ready to run.
final class ModuleCode {
  let body: Node
  let slotCount: Int
  let module: Module
  var hasRun = false
  init(body: Node, slotCount: Int, module: Module) {
    self.body = body
    self.slotCount = slotCount
    self.module = module
  }
}
