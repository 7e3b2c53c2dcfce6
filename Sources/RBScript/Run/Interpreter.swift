import Catalog
import RBSyntax
import Synchronization
import Tensors

/// What pictures and plots must know of a terminal.
public struct OutputTerminal {
  /// Its width now, in characters.
  public var columns: () -> Int
  public var isColored: Bool

  public init(columns: @escaping () -> Int, isColored: Bool) {
    self.columns = columns
    self.isColored = isColored
  }
}

/// Runs rbs: holds the top-level names, the value stack and the sources for diagnostics.
///
/// One interpreter belongs to one thread at a time. Output goes through the sink given; nothing here prints.
public final class Interpreter {
  let stack = ValueStack()
  let globals = GlobalTable()
  let cycles = CycleCollector()
  /// The value on its way out of a function, between `return` and the end of its body.
  var returned: Value = .none
  var depth = 0
  public internal(set) var stackLimit: UInt = 0
  /// The thread that runs it.
  let thread = Atomic<UInt>(0)
  /// The deepest nesting of script calls.
  public static let depthLimit = 5_000

  public var output: (String) -> Void
  /// Hands on what the sink holds back; `print(…, flush: True)` calls it.
  public var flush: () -> Void = {}
  /// Shows how far something has come, in place, where somebody watches; nil elsewhere. An empty text clears the line.
  public var showStatus: ((String) -> Void)?
  /// Takes what a program that runs is warned of.
  public var showWarning: (Diagnostic) -> Void = { _ in }
  /// The terminal that the output goes to; nil where it goes elsewhere.
  public var terminal: OutputTerminal?
  /// What `help`, completion and "did you mean" see beside the builtins.
  public internal(set) var main: Module
  /// Imported files by full path; an inner nil while one is being resolved.
  var imported: [String: ModuleCode?] = [:]
  public internal(set) var sources: [SourceText] = []
  /// The arguments behind the script's name: the list `argv`.
  public var scriptArguments: [String] = [] {
    didSet { argumentList = ListObject(scriptArguments.map { .string($0) }) }
  }
  private(set) var argumentList = ListObject([])
  /// Folders that live until the run ends.
  let temporaryFolders = OwnedPaths()
  /// How tensors are printed.
  var printOptions = PrintOptions()
  /// The texts of one character of ASCII, which iterating over a text gives again and again.
  private(set) lazy var characters: [Value] = (0..<128).map { .string(String(Unicode.Scalar(UInt8($0)))) }
  /// Reads a file for `import`; nil where it cannot be read.
  public var readFile: (String) -> String? = { _ in nil }

  public init(output: @escaping (String) -> Void) {
    self.output = output
    MemoryWatch.start()
    main = Module(path: nil)
  }

  deinit { close() }

  /// Whether Ctrl-C was pressed. Polled at each pass of a loop.
  @inline(__always) final var isInterrupted: Bool { Interruption.requested.load(ordering: .relaxed) }

  static let tooDeep = Failure(
    .recursion, "the recursion is deeper than \(depthLimit) calls", help: "does it stop at all? a loop may do")

  // MARK: Calls

  public func call(_ function: Value, _ arguments: [Value]) throws -> Value {
    try call(function, CallArguments(arguments))
  }

  public func call(_ function: Value, _ arguments: CallArguments) throws -> Value {
    guard case .object(let object) = function else {
      throw Failure.type("expected a function, got \(function.article)")
    }
    return try object.call(arguments, self)
  }

  /// Runs a function whose arguments lie on the stack from `base` on, one per parameter, and takes them off.
  func run(_ function: FunctionObject, base: Int) throws(Fault) -> Value {
    let code = function.code
    defer { stack.pop(to: base) }
    depth &+= 1
    defer { depth &-= 1 }
    if depth > Interpreter.depthLimit || !stack.hasRoom(for: code.slotCount) {
      throw Fault(Interpreter.tooDeep)
    }
    if NativeStack.isExhausted(limit: stackLimit) { throw Fault(Interpreter.tooDeep) }
    stack.pushUnbound(code.slotCount &- (stack.top &- base))
    let frame = Frame(slots: stack.base + base, interpreter: self)
    for (slot, cell) in zip(code.capturedSlots, function.cells) { frame[slot] = .object(cell) }
    for slot in code.cellSlots { frame[slot] = .object(newCell(frame[slot])) }
    if !code.isPlain { try fillDefaults(code, frame) }
    _ = try code.body.execute(frame)
    let result = returned
    returned = .none
    return result
  }

  /// A variable for functions to share.
  func newCell(_ value: Value) -> Cell {
    let cell = Cell(value)
    cycles.track(cell)
    return cell
  }

  private func fillDefaults(_ code: FunctionCode, _ frame: Frame) throws(Fault) {
    for (slot, node) in code.defaults.enumerated() {
      guard let node else { continue }
      if case .object(let cell as Cell) = frame[slot] {
        if cell.value.isUnbound { cell.value = try node.evaluate(frame) }
      } else if frame[slot].isUnbound {
        frame[slot] = try node.evaluate(frame)
      }
    }
  }

  // MARK: Values

  public func iterate(_ value: Value) throws -> ValueIterator {
    guard case .object(let object) = value else {
      throw Failure.type(
        "expected something to iterate over, got \(value.article)",
        help: value.type === TypeInfo.int ? "range(n) gives the ints below n" : nil)
    }
    return try object.iterate(self)
  }

  /// All values that iterating gives.
  public func array(_ value: Value) throws -> [Value] {
    switch value {
    case .object(let list as ListObject): return list.items
    case .object(let tuple as TupleObject): return tuple.items
    case .object(let range as RangeObject): return try range.values()
    default:
      if let count = value.asTensor?.shape.first {
        try Memory.demand(count, of: 4 * MemoryLayout<Value>.stride, "items")
      }
      let iterator = try iterate(value)
      var items: [Value] = []
      while let item = try iterator.next(self) {
        items.append(item)
        if items.count & 0xfff == 0 {
          try Interruption.check()
          try Memory.demand(items.count, of: 4 * MemoryLayout<Value>.stride, "items")
        }
      }
      return items
    }
  }

  public func truth(_ value: Value) throws -> Bool { try Operators.truth(value) }

  public func length(_ value: Value) throws -> Int {
    guard case .object(let object) = value else {
      throw Failure.type("a value of type '\(value.type.name)' has no length")
    }
    return try object.length()
  }

  public func repr(_ value: Value) throws -> String {
    var writer = TextWriter(stackLimit: stackLimit, printOptions: printOptions)
    try writer.repr(value)
    return writer.text
  }

  public func str(_ value: Value) throws -> String {
    if let text = value.asString { return text }
    var writer = TextWriter(stackLimit: stackLimit, printOptions: printOptions)
    try writer.str(value)
    return writer.text
  }

  /// `value.name`
  public func attribute(_ name: String, of value: Value) throws -> Value {
    let found: Value?
    if case .object(let object) = value {
      found = try object.attribute(name, self)
    } else {
      found = try value.type.attribute(name, of: value, self)
    }
    if let found { return found }
    let names: [String]
    if case .object(let object) = value { names = object.attributeNames() } else { names = value.type.attributeNames() }
    throw Failure(
      .attribute, "\(TypeName.withArticle(value.type.name)) has no attribute '\(name)'",
      help: itemHint(name, of: value) ?? ForeignNames.hint(name, of: value.type)
        ?? Suggestion.didYouMean(name, among: names) ?? ForeignNames.hint(near: name, of: value.type)
        ?? Registry.owners(of: name, instead: value.type)
        ?? (value.type === TypeInfo.namespace ? ForeignNames.hint(name) : nil)
        ?? "'help(x)' lists what \(value.type.article) has")
  }

  /// Keys are no attributes.
  private func itemHint(_ name: String, of value: Value) -> String? {
    let holds =
      value.object(TensorDictObject.self)?.tensordict.keys.contains(name)
      ?? value.asDict.map { $0.entries.contains { $0.key.asString == name } }
    return holds == true ? "a key is read as an item: x[\"\(name)\"]" : nil
  }
}

/// The top-level names of one file (or of the session), and where their values are.
public final class Module {
  let path: String?
  var names: [String: Int] = [:]
  /// Names that the file binds, in order; what `import` takes over.
  var order: [String] = []
  init(path: String?) { self.path = path }
}
