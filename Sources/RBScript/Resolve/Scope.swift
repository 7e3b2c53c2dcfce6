import RBSyntax

/// Where a variable of a function lives.
struct Variable {
  let slot: Int
  /// Shared with inner functions, or taken from an enclosing one: the slot holds a `Cell`.
  let isCell: Bool
}

/// One function (or the top level of a file) while it is being resolved.
final class Scope {
  let parent: Scope?
  /// The top level: its own names are globals, and only comprehensions have slots.
  let isModule: Bool
  let nonlocals: Set<String>
  private var variables: [String: Variable] = [:]
  /// The variables of the comprehensions being resolved, innermost last.
  private var comprehensions: [[String: Variable]] = []
  private(set) var slotCount = 0
  private(set) var cellSlots: [Int] = []
  /// Cells taken from the parent's frame at the making of the function: (slot there, slot here).
  private(set) var captures: [(parent: Int, slot: Int)] = []
  /// Functions that a call can be checked against: bound once, by a `fn` statement.
  var checkable: [String: Binder] = [:]
  var loopDepth = 0

  init(parent: Scope?, isModule: Bool, nonlocals: Set<String> = []) {
    self.parent = parent
    self.isModule = isModule
    self.nonlocals = nonlocals
  }

  func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  func declare(_ name: String, isCell: Bool) {
    let slot = newSlot()
    variables[name] = Variable(slot: slot, isCell: isCell)
    if isCell { cellSlots.append(slot) }
  }

  func beginComprehension() { comprehensions.append([:]) }
  func endComprehension() { comprehensions.removeLast() }
  func declareInComprehension(_ name: String, isCell: Bool) -> Variable {
    if let known = comprehensions[comprehensions.count - 1][name] { return known }
    let variable = Variable(slot: newSlot(), isCell: isCell)
    comprehensions[comprehensions.count - 1][name] = variable
    return variable
  }

  /// The variable of this function that a name means, taken from an enclosing function if need be; nil where no
  /// function has it.
  func variable(_ name: String) -> Variable? {
    for names in comprehensions.reversed() {
      if let found = names[name] { return found }
    }
    if let found = variables[name] { return found }
    guard let outer = parent?.variable(name) else { return nil }
    let variable = Variable(slot: newSlot(), isCell: true)
    captures.append((parent: outer.slot, slot: variable.slot))
    variables[name] = variable
    return variable
  }

  /// Whether the name is this function's own, not an enclosing one's.
  func owns(_ name: String) -> Bool { comprehensions.contains { $0[name] != nil } || variables[name] != nil }
}
