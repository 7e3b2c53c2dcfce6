/// Unsafe: casts the objects in slots of captured variables to `Cell` without a check. Invariant: the resolver lists
/// these slots as cells or captures of their function or comprehension, which puts a `Cell` into each before the code
/// that names it runs; values of the script go into the cell, never into the slot.

import Catalog
import RBSyntax

final class LocalNode: Node {
  let slot: Int
  let name: String
  init(slot: Int, name: String, _ range: SourceRange) {
    self.slot = slot
    self.name = name
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let value = frame[slot]
    if case .unbound = value { throw Fault.unassigned(name, at: range) }
    return value
  }
}

/// A variable in a cell: shared with inner or enclosing functions.
final class CellNode: Node {
  let slot: Int
  let name: String
  init(slot: Int, name: String, _ range: SourceRange) {
    self.slot = slot
    self.name = name
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    guard case .object(let object) = frame[slot] else { throw Fault.unassigned(name, at: range) }
    let value = unsafeDowncast(object, to: Cell.self).value
    if case .unbound = value { throw Fault.unassigned(name, at: range) }
    return value
  }
}

final class GlobalNode: Node {
  let index: Int
  let name: String
  /// What the name means until the script assigns it, where a builtin has it too.
  let builtin: Value?
  init(index: Int, name: String, builtin: Value?, _ range: SourceRange) {
    self.index = index
    self.name = name
    self.builtin = builtin
    super.init(range)
  }
  override func evaluate(_ frame: Frame) throws(Fault) -> Value {
    let value = frame.interpreter.globals[index]
    if case .unbound = value {
      if let builtin { return builtin }
      throw Fault.unassigned(name, at: range)
    }
    return value
  }
}

extension Fault {
  @inline(never) static func unassigned(_ name: String, at range: SourceRange) -> Fault {
    Fault(Failure(.name, "'\(name)' has no value here yet", help: "assign it before this place runs"), at: range)
  }
}

// MARK: - Targets

/// Where a value can be stored.
class TargetNode {
  let range: SourceRange
  init(_ range: SourceRange) { self.range = range }
  func assign(_ value: Value, _ frame: Frame) throws(Fault) {}
  func delete(_ frame: Frame) throws(Fault) {}
  /// Whether it is a variable that has this object as its value.
  func holds(_ value: Value, _ frame: Frame) -> Bool { false }
  /// Adds a text to the text that a variable has.
  func append(_ text: Value, _ frame: Frame) {}

  @inline(never) static func areSame(_ a: Value, _ b: Value) -> Bool {
    if case .object(let a) = a, case .object(let b) = b { a === b } else { false }
  }
}

final class LocalTarget: TargetNode {
  let slot: Int
  let name: String
  init(slot: Int, name: String, _ range: SourceRange) {
    self.slot = slot
    self.name = name
    super.init(range)
  }
  override func assign(_ value: Value, _ frame: Frame) { frame[slot] = value }
  override func holds(_ value: Value, _ frame: Frame) -> Bool { TargetNode.areSame(frame[slot], value) }
  override func append(_ text: Value, _ frame: Frame) { Value.append(text, to: &frame.slots[slot]) }
  override func delete(_ frame: Frame) throws(Fault) {
    if frame[slot].isUnbound { throw Fault.unassigned(name, at: range) }
    frame[slot] = .unbound
  }
}

final class CellTarget: TargetNode {
  let slot: Int
  let name: String
  init(slot: Int, name: String, _ range: SourceRange) {
    self.slot = slot
    self.name = name
    super.init(range)
  }
  override func assign(_ value: Value, _ frame: Frame) {
    if case .object(let object) = frame[slot] { unsafeDowncast(object, to: Cell.self).value = value }
  }
  override func holds(_ value: Value, _ frame: Frame) -> Bool {
    guard case .object(let object) = frame[slot] else { return false }
    return TargetNode.areSame(unsafeDowncast(object, to: Cell.self).value, value)
  }
  override func append(_ text: Value, _ frame: Frame) {
    if case .object(let object) = frame[slot] {
      Value.append(text, to: &unsafeDowncast(object, to: Cell.self).value)
    }
  }
  override func delete(_ frame: Frame) throws(Fault) {
    guard case .object(let cell as Cell) = frame[slot], !cell.value.isUnbound else {
      throw Fault.unassigned(name, at: range)
    }
    cell.value = .unbound
  }
}

final class GlobalTarget: TargetNode {
  let index: Int
  let name: String
  init(index: Int, name: String, _ range: SourceRange) {
    self.index = index
    self.name = name
    super.init(range)
  }
  override func assign(_ value: Value, _ frame: Frame) { frame.interpreter.globals[index] = value }
  override func holds(_ value: Value, _ frame: Frame) -> Bool {
    TargetNode.areSame(frame.interpreter.globals[index], value)
  }
  override func append(_ text: Value, _ frame: Frame) { Value.append(text, to: &frame.interpreter.globals[index]) }
  override func delete(_ frame: Frame) throws(Fault) {
    if frame.interpreter.globals[index].isUnbound { throw Fault.unassigned(name, at: range) }
    frame.interpreter.globals[index] = .unbound
  }
}

final class AttributeTarget: TargetNode {
  let base: Node
  let name: String
  init(_ base: Node, _ name: String, _ range: SourceRange) {
    self.base = base
    self.name = name
    super.init(range)
  }
  override func assign(_ value: Value, _ frame: Frame) throws(Fault) {
    let target = try base.evaluate(frame)
    do {
      guard case .object(let object) = target else {
        throw Failure(.attribute, "attributes of \(target.article) cannot be assigned")
      }
      try object.setAttribute(name, to: value, frame.interpreter)
    } catch { throw Fault.from(error, at: range) }
  }
  override func delete(_ frame: Frame) throws(Fault) {
    throw Fault(Failure(.attribute, "attributes cannot be deleted"), at: range)
  }
}

final class IndexTarget: TargetNode {
  let base: Node
  let index: Node
  init(_ base: Node, _ index: Node, _ range: SourceRange) {
    self.base = base
    self.index = index
    super.init(range)
  }
  override func assign(_ value: Value, _ frame: Frame) throws(Fault) {
    let target = try base.evaluate(frame)
    let key = try index.evaluate(frame)
    do {
      guard case .object(let object) = target else {
        throw Failure.type("a value of type '\(target.type.name)' does not take item assignment")
      }
      try object.setItem(key, to: value, frame.interpreter)
    } catch { throw Fault.from(error, at: range) }
  }
  override func delete(_ frame: Frame) throws(Fault) {
    let target = try base.evaluate(frame)
    let key = try index.evaluate(frame)
    do {
      guard case .object(let object) = target else {
        throw Failure.type("items of \(target.article) cannot be deleted")
      }
      try object.deleteItem(key, frame.interpreter)
    } catch { throw Fault.from(error, at: range) }
  }
}

/// `a, (b, *c) = …`
final class UnpackTarget: TargetNode {
  let targets: [TargetNode]
  let starred: Int?
  init(_ targets: [TargetNode], starred: Int?, _ range: SourceRange) {
    self.targets = targets
    self.starred = starred
    super.init(range)
  }

  override func assign(_ value: Value, _ frame: Frame) throws(Fault) {
    let items: [Value]
    do {
      items = try values(of: value, frame.interpreter)
    } catch { throw Fault.from(error, at: range) }
    guard let starred else {
      guard items.count == targets.count else { throw mismatch("\(targets.count)", items.count) }
      for (target, item) in zip(targets, items) { try target.assign(item, frame) }
      return
    }
    let after = targets.count - starred - 1
    guard items.count >= targets.count - 1 else { throw mismatch("at least \(targets.count - 1)", items.count) }
    for position in 0..<starred { try targets[position].assign(items[position], frame) }
    try targets[starred].assign(.list(Array(items[starred..<(items.count - after)])), frame)
    for position in 0..<after {
      try targets[starred + 1 + position].assign(items[items.count - after + position], frame)
    }
  }

  /// Takes one value more than there are targets, and no more: an iterator may be endless.
  private func values(of value: Value, _ interpreter: Interpreter) throws -> [Value] {
    if starred != nil { return try interpreter.array(value) }
    switch value {
    case .object(let list as ListObject): return list.items
    case .object(let tuple as TupleObject): return tuple.items
    default:
      let iterator = try interpreter.iterate(value)
      var items: [Value] = []
      while items.count <= targets.count, let item = try iterator.next(interpreter) { items.append(item) }
      return items
    }
  }

  private func mismatch(_ expected: String, _ got: Int) -> Fault {
    let shown = got > targets.count && starred == nil ? "more than \(targets.count)" : "\(got)"
    return Fault(.value("expected \(expected) values to unpack, got \(shown)"), at: range)
  }

  override func delete(_ frame: Frame) throws(Fault) { for target in targets { try target.delete(frame) } }
}

extension Fault {
  /// The fault of a loop whose items do not unpack, with what the loop should run over.
  @inline(never) func unpacking(_ source: Value, into target: TargetNode) -> Fault {
    guard let targets = (target as? UnpackTarget)?.targets, targets.count == 2, range == target.range else {
      return self
    }
    var failure = failure
    if source.asDict != nil {
      failure.help = "a dict gives its keys: write 'for k, v in d.items()'"
    } else if failure.kind == .type {
      failure.help = "write 'for i, x in enumerate(xs)' for items with their numbers"
    } else {
      return self
    }
    let hinted = Fault(failure, at: range)
    hinted.trace = trace
    return hinted
  }
}
