import Catalog
import RBSyntax
import Tensors

/// `[a, *b]` and `(a, *b)`.
final class SequenceNode: Node {
  let items: [(node: Node, isSpread: Bool)]
  let isTuple: Bool
  init(_ items: [(node: Node, isSpread: Bool)], isTuple: Bool, _ range: SourceRange) {
    self.items = items
    self.isTuple = isTuple
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    var values: [Value] = []
    values.reserveCapacity(items.count)
    for (node, isSpread) in items {
      let value = try node.evaluate(frame)
      if isSpread {
        values += try node.located { try frame.interpreter.array(value) }
      } else {
        values.append(value)
      }
    }
    return isTuple ? .tuple(values) : .list(values)
  }
}

final class DictNode: Node {
  /// A nil key spreads the value.
  let entries: [(key: Node?, value: Node)]
  init(_ entries: [(key: Node?, value: Node)], _ range: SourceRange) {
    self.entries = entries
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let dict = DictObject()
    for (keyNode, valueNode) in entries {
      guard let keyNode else {
        let value = try valueNode.evaluate(frame)
        try valueNode.located {
          guard let other = value.asDict else {
            throw Failure.type("expected a dict behind '**', got \(value.article)")
          }
          for entry in other.entries { try dict.set(entry.key, entry.value) }
        }
        continue
      }
      let key = try keyNode.evaluate(frame)
      let value = try valueNode.evaluate(frame)
      try keyNode.located { try dict.set(key, value) }
    }
    return .object(dict)
  }
}

/// `[e for x in xs if c]` and `{k: v for …}`. Its variables have slots of their own.
final class ComprehensionNode: Node {
  enum Clause {
    case each(TargetNode, Node)
    case condition(Node)
  }
  let clauses: [Clause]
  /// The key of a dict comprehension.
  let key: Node?
  let element: Node
  /// Slots of variables that functions inside capture: they get a fresh cell each time.
  let cellSlots: [Int]
  /// All slots of its variables; emptied at the end.
  let slots: [Int]
  init(
    _ clauses: [Clause], key: Node?, element: Node, slots: [Int], cellSlots: [Int], _ range: SourceRange
  ) {
    self.clauses = clauses
    self.key = key
    self.element = element
    self.slots = slots
    self.cellSlots = cellSlots
    super.init(range)
  }

  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    for slot in cellSlots { frame[slot] = .object(frame.interpreter.newCell(.unbound)) }
    defer { for slot in slots { frame[slot] = .unbound } }
    if let key {
      let dict = DictObject()
      try run(0, frame) { () throws(Fault) in
        let name = try key.evaluate(frame)
        let value = try element.evaluate(frame)
        try key.located { try dict.set(name, value) }
      }
      return .object(dict)
    }
    var values: [Value] = []
    try run(0, frame) { () throws(Fault) in
      values.append(try element.evaluate(frame))
      if values.count & 0xfff == 0 {
        try element.located { try Memory.demand(values.count, of: 4 * MemoryLayout<Value>.stride, "items") }
      }
    }
    return .list(values)
  }

  private func run(_ position: Int, _ frame: Frame, _ body: () throws(Fault) -> Void) throws(Fault) {
    guard position < clauses.count else { return try body() }
    switch clauses[position] {
    case .condition(let node):
      if try node.test(frame) { try run(position + 1, frame, body) }
    case .each(let target, let source):
      let interpreter = frame.interpreter
      let iterable = try source.evaluate(frame)
      let iterator = try source.located { try interpreter.iterate(iterable) }
      while let item = try source.located({ try iterator.next(interpreter) }) {
        if frame.interpreter.isInterrupted { throw Fault.interrupted(at: range) }
        do throws(Fault) {
          try target.assign(item, frame)
        } catch { throw error.unpacking(iterable, into: target) }
        try run(position + 1, frame, body)
      }
    }
  }
}

extension Fault {
  @inline(never) static func interrupted(at range: SourceRange) -> Fault {
    Fault(Interruption.failure(), at: range)
  }
}

/// `a[1:2:3]`'s index.
final class SliceNode: Node {
  let lower: Node?
  let upper: Node?
  let step: Node?
  init(lower: Node?, upper: Node?, step: Node?, _ range: SourceRange) {
    self.lower = lower
    self.upper = upper
    self.step = step
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let start = try lower?.evaluate(frame) ?? .none
    let stop = try upper?.evaluate(frame) ?? .none
    let stride = try step?.evaluate(frame) ?? .none
    return .object(SliceObject(start, stop, stride))
  }
}

/// An f-string.
final class FormatNode: Node {
  enum Part {
    case text(String)
    case value(Node, label: String?, conversion: Expression.FormatField.Conversion, spec: FormatNode?)
  }
  let parts: [Part]
  init(_ parts: [Part], _ range: SourceRange) {
    self.parts = parts
    super.init(range)
  }

  override func evaluate(_ frame: Frame) throws(Fault) -> Value { .string(try text(frame)) }

  func text(_ frame: Frame) throws(Fault) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .value(let node, let label, let conversion, let specNode):
        let value = try node.evaluate(frame)
        let spec = try specNode?.text(frame)
        result += label ?? ""
        let interpreter = frame.interpreter
        result += try node.located {
          switch conversion {
          case .repr: try Formats.format(.string(try interpreter.repr(value)), spec ?? "", interpreter)
          case .str: try Formats.format(.string(try interpreter.str(value)), spec ?? "", interpreter)
          case .none:
            label != nil && spec == nil
              ? try interpreter.repr(value) : try Formats.format(value, spec ?? "", interpreter)
          }
        }
      }
    }
    return result
  }
}

/// `fn(a) { … }`, `x -> e`: a function object with the cells it captures.
final class FunctionNode: Node {
  let code: FunctionCode
  /// The slots of the enclosing frame whose cells it takes along.
  let captures: [Int]
  init(_ code: FunctionCode, captures: [Int], _ range: SourceRange) {
    self.code = code
    self.captures = captures
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let cells = captures.map { slot -> Cell in
      if case .object(let cell as Cell) = frame[slot] { return cell }
      return Cell(.unbound)
    }
    return .object(FunctionObject(code, cells: cells))
  }
}
