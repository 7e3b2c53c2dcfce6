import Catalog
import RBSyntax
import Tensors

/// What lists, tuples, strings and ranges share.
enum Sequences {
  /// The position that a Python index means.
  static func position(_ index: Int, count: Int, of name: String) throws -> Int {
    let position = index < 0 ? index + count : index
    guard position >= 0, position < count else {
      throw Failure.index("index \(index) is out of range for a \(name) of length \(count)")
    }
    return position
  }

  /// The int that a key is; bools and whole tensors count as ints.
  static func index(_ key: Value, of name: String) throws -> Int {
    guard let index = key.wholeNumber else {
      throw Failure.type("expected an int or a slice to index a \(name), got \(key.article)")
    }
    return index
  }

  /// - Parameter bytes: What one item takes.
  static func checkRepetition(_ count: Int, _ times: Int, of bytes: Int = 1) throws {
    guard times > 0, let total = Counts.product([count, times]), total <= 1 << 31 else {
      guard times > 0 else { return }
      throw Failure(.memory, "repeating \(count) items \(times) times makes too long a sequence")
    }
    // The repeated part, and what is built of it.
    try Memory.demand(total, of: 2 * bytes, bytes == 1 ? "bytes of text" : "items")
  }

  /// Makes sure that a list can grow to so many items.
  @inline(__always) static func demand(items count: Int) throws(Failure) {
    if count > 1 << 17 { try Memory.demand(count, of: 2 * MemoryLayout<Value>.stride, "items") }
  }

  static func binary(
    _ items: [Value], _ operation: BinaryOperator, _ other: Value, reflected: Bool,
    same: (Value) -> [Value]?, make: ([Value]) -> Value
  ) throws -> Value? {
    switch operation {
    case .add:
      guard let others = same(other) else { return nil }
      try demand(items: items.count + others.count)
      return make(reflected ? others + items : items + others)
    case .multiply:
      let times: Int
      switch other {
      case .int(let count): times = count
      case .bool(let flag): times = flag ? 1 : 0
      default: return nil
      }
      try checkRepetition(items.count, times, of: MemoryLayout<Value>.stride)
      let copies = items.isEmpty ? 0 : max(0, times)
      var repeated: [Value] = []
      repeated.reserveCapacity(items.count * copies)
      var polled = 0
      for _ in 0..<copies {
        repeated += items
        polled += items.count
        if polled >= 1 << 16 {
          polled = 0
          try Interruption.check()
        }
      }
      return make(repeated)
    default: return nil
    }
  }

  static func compare(
    _ a: [Value], _ b: [Value], _ operation: ComparisonOperation, _ interpreter: Interpreter
  ) throws -> Bool {
    try NativeStack.check(limit: interpreter.stackLimit)
    if operation == .equal, a.count != b.count { return false }
    for (position, (x, y)) in zip(a, b).enumerated() {
      if position & 0xfff == 0xfff { try Interruption.check() }
      if x.isIdentical(to: y) { continue }
      guard try !Operators.areEqual(x, y, interpreter) else { continue }
      if operation == .equal { return false }
      return try Operators.truth(Operators.compare(operation, x, y, interpreter))
    }
    switch operation {
    case .equal: return true
    case .less: return a.count < b.count
    case .lessOrEqual: return a.count <= b.count
    }
  }
}

/// `slice(start, stop, step)`; parts left out are nil.
public final class SliceObject: Object {
  public let start: Value
  public let stop: Value
  public let step: Value
  public init(_ start: Value, _ stop: Value, _ step: Value) {
    self.start = start
    self.stop = stop
    self.step = step
  }
  override public var type: TypeInfo { .slice }

  struct Bounds {
    var start: Int
    var stop: Int
    var step: Int
    var positions: [Int] { Array(stride(from: start, to: stop, by: step)) }
    /// How many positions there are.
    var count: Int {
      guard step > 0 ? start < stop : start > stop else { return 0 }
      return Int(((stop - start).magnitude - 1) / step.magnitude) + 1
    }
  }

  /// A part as an int; nil for None.
  static func part(_ value: Value) throws -> Int? {
    if case .none = value { return nil }
    if case .unbound = value { return nil }
    return try Sequences.index(value, of: "slice")
  }

  /// Python's clamping of a slice to a length.
  func bounds(count: Int) throws -> Bounds {
    let step = try SliceObject.part(self.step) ?? 1
    guard step != 0 else { throw Failure.value("the step of a slice cannot be 0") }
    let low = step > 0 ? 0 : -1
    let high = step > 0 ? count : count - 1
    func clamp(_ value: Value, otherwise: Int) throws -> Int {
      guard let index = try SliceObject.part(value) else { return otherwise }
      return min(max(index < 0 ? index + count : index, low), high)
    }
    return Bounds(
      start: try clamp(start, otherwise: step > 0 ? low : high),
      stop: try clamp(stop, otherwise: step > 0 ? high : low), step: step)
  }

  func select<T>(_ items: [T]) throws -> [T] {
    let bounds = try bounds(count: items.count)
    if bounds.step == 1 { return Array(items[bounds.start..<max(bounds.start, bounds.stop)]) }
    return bounds.positions.map { items[$0] }
  }

  override public func repr(_ writer: inout TextWriter) throws {
    try writer.list([start, stop, step], open: "slice(", close: ")")
  }
}

/// `range(start, stop, step)`.
public final class RangeObject: Object {
  override var mayHoldOthers: Bool { false }
  public let start: Int
  public let stop: Int
  public let step: Int
  public init(start: Int, stop: Int, step: Int) {
    self.start = start
    self.stop = stop
    self.step = step
  }
  override public var type: TypeInfo { .range }

  public var count: Int {
    guard step > 0 ? start < stop : start > stop else { return 0 }
    // More than an int can count is as good as endless.
    return Int(clamping: (distance(to: stop) - 1) / step.magnitude &+ 1)
  }
  /// From the start, in the direction of the step; a distance of ints may be beyond them.
  func distance(to number: Int) -> UInt { UInt(bitPattern: step > 0 ? number &- start : start &- number) }
  func value(at position: Int) -> Int { start &+ position &* step }
  /// All of its ints. - Throws: `MemoryError` for more than fit.
  func values() throws -> [Value] {
    try Memory.demand(count, of: 4 * MemoryLayout<Value>.stride, "items")
    var result: [Value] = []
    result.reserveCapacity(count)
    for position in 0..<count {
      result.append(.int(value(at: position)))
      if position & 0xffff == 0xffff { try Interruption.check() }
    }
    return result
  }

  override public func truth() -> Bool { count > 0 }
  override public func length() -> Int { count }
  override public func iterate(_ interpreter: Interpreter) -> ValueIterator { RangeIterator(self) }
  override public func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    if let slice = key.object(SliceObject.self) {
      let bounds = try slice.bounds(count: count)
      return .object(
        RangeObject(start: value(at: bounds.start), stop: value(at: bounds.stop), step: step &* bounds.step))
    }
    let position = try Sequences.position(try Sequences.index(key, of: "range"), count: count, of: "range")
    return .int(value(at: position))
  }
  override public func contains(_ value: Value, _ interpreter: Interpreter) throws -> Bool {
    let number: Int
    switch value {
    case .int(let int): number = int
    case .bool(let flag): number = flag ? 1 : 0
    // Equal to an int where it is whole.
    case .float(let float):
      guard let int = Int(exactly: float) else { return false }
      number = int
    // A tensor may be equal to one, or to none; no other value is.
    case .object(is TensorObject):
      guard let int = value.wholeNumber else { return try super.contains(value, interpreter) }
      number = int
    case .object, .none, .unbound: return false
    }
    guard step > 0 ? (start <= number && number < stop) : (stop < number && number <= start) else { return false }
    return distance(to: number) % step.magnitude == 0
  }
  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .equal, let other = other.object(RangeObject.self) else { return nil }
    return .bool(
      count == other.count && (count == 0 || start == other.start && (count == 1 || step == other.step)))
  }
  override public func repr(_ writer: inout TextWriter) {
    writer.text += step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
  }
}

final class RangeIterator: ValueIterator {
  private var current: Int
  private var remaining: Int
  private let step: Int
  init(_ range: RangeObject) {
    current = range.start
    remaining = range.count
    step = range.step
  }
  override func next(_ interpreter: Interpreter) -> Value? { nextInt().map { .int($0) } }
  /// For loops call this one, without a box for the value.
  @inline(__always) final func nextInt() -> Int? {
    guard remaining > 0 else { return nil }
    remaining -= 1
    defer { current &+= step }
    return current
  }
}
