import Tensors

/// Builds the text of a value, and knows what it is inside of, so that a container that holds itself prints `[...]`.
public struct TextWriter {
  public var text = ""
  private var open: Set<ObjectIdentifier> = []
  private var written = 0
  let stackLimit: UInt
  /// How tensors are written: `set_printoptions`.
  let printOptions: PrintOptions

  init(stackLimit: UInt, printOptions: PrintOptions = PrintOptions()) {
    self.stackLimit = stackLimit
    self.printOptions = printOptions
  }

  public mutating func repr(_ value: Value) throws {
    written &+= 1
    if written & 0x3ff == 0 {
      try Interruption.check()
      try Memory.demand(text.utf8.count, of: 1, "characters")
    }
    switch value {
    case .unbound, .none: text += "None"
    case .bool(let flag): text += flag ? "True" : "False"
    case .int(let number): text += String(number)
    case .float(let number): text += PythonText.repr(number)
    case .object(let object): try object.repr(&self)
    }
  }

  public mutating func str(_ value: Value) throws {
    if case .object(let object) = value { try object.str(&self) } else { try repr(value) }
  }

  /// Writes a container's contents, or `again` where it is being written already.
  mutating func nested(
    _ object: Object, again: String, _ body: (inout TextWriter) throws -> Void
  ) throws {
    let identity = ObjectIdentifier(object)
    guard open.insert(identity).inserted else {
      text += again
      return
    }
    defer { open.remove(identity) }
    try NativeStack.check(limit: stackLimit)
    try body(&self)
  }

  mutating func list(_ items: [Value], open start: String, close end: String) throws {
    text += start
    for (index, item) in items.enumerated() {
      if index > 0 { text += ", " }
      try repr(item)
    }
    text += end
  }
}
