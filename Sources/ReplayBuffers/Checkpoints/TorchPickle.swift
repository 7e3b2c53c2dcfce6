/// Unsafe: appends the bytes of fixed-width integers, copied within the closures that lend them.

import Catalog
import Tensors

/// The opcodes of pickle's protocol 2 that plain data and tensors need.
private enum Opcode {
  static let proto: UInt8 = 0x80
  static let stop = UInt8(ascii: ".")
  static let mark = UInt8(ascii: "(")
  static let none = UInt8(ascii: "N")
  static let newTrue: UInt8 = 0x88
  static let newFalse: UInt8 = 0x89
  static let int8 = UInt8(ascii: "K")
  static let int16 = UInt8(ascii: "M")
  static let int32 = UInt8(ascii: "J")
  static let long: UInt8 = 0x8a
  static let float = UInt8(ascii: "G")
  static let unicode = UInt8(ascii: "X")
  static let global = UInt8(ascii: "c")
  static let reduce = UInt8(ascii: "R")
  static let build = UInt8(ascii: "b")
  static let persistent = UInt8(ascii: "Q")
  static let emptyTuple = UInt8(ascii: ")")
  static let tuple = UInt8(ascii: "t")
  static let tuple1: UInt8 = 0x85
  static let tuple2: UInt8 = 0x86
  static let tuple3: UInt8 = 0x87
  static let emptyList = UInt8(ascii: "]")
  static let append = UInt8(ascii: "a")
  static let appends = UInt8(ascii: "e")
  static let emptyDict = UInt8(ascii: "}")
  static let setItem = UInt8(ascii: "s")
  static let setItems = UInt8(ascii: "u")
  static let put8 = UInt8(ascii: "q")
  static let put32 = UInt8(ascii: "r")
  static let get8 = UInt8(ascii: "h")
  static let get32 = UInt8(ascii: "j")
}

/// The names that plain tensors need.
private enum Global {
  static let rebuild = "torch._utils _rebuild_tensor_v2"
  static let ordered = "collections OrderedDict"

  private static let storages: [DType: String] = [
    .bool: "Bool", .uint8: "Byte", .int8: "Char", .int16: "Short", .int32: "Int", .int64: "Long", .float16: "Half",
    .bfloat16: "BFloat16", .float32: "Float", .float64: "Double",
  ]
  static func storage(_ dtype: DType) -> String { "torch \(storages[dtype] ?? "")Storage" }
  static func dtype(ofStorage name: String) -> DType? { DType.allCases.first { storage($0) == name } }
}

/// Writes values as pickle's protocol 2 has them.
struct PickleWriter {
  private var bytes: [UInt8] = [Opcode.proto, 2]
  /// The tensors that were written, by the number of their data.
  private(set) var tensors: [Tensor] = []

  var finished: [UInt8] { bytes + [Opcode.stop] }

  mutating func write(_ value: Tree) throws(Failure) {
    switch value {
    case .none: bytes.append(Opcode.none)
    case .bool(let flag): bytes.append(flag ? Opcode.newTrue : Opcode.newFalse)
    case .int(let number): write(number)
    case .float(let number):
      bytes.append(Opcode.float)
      withUnsafeBytes(of: number.bitPattern.bigEndian) { bytes += $0 }
    case .string(let text): write(text)
    case .tensor(let tensor): try write(tensor)
    case .list(let items):
      bytes += [Opcode.emptyList, Opcode.mark]
      for item in items { try write(item) }
      bytes.append(Opcode.appends)
    case .tuple(let items):
      bytes.append(Opcode.mark)
      for item in items { try write(item) }
      bytes.append(Opcode.tuple)
    case .dict(let pairs):
      bytes += [Opcode.emptyDict, Opcode.mark]
      for (key, item) in pairs {
        try write(key)
        try write(item)
      }
      bytes.append(Opcode.setItems)
    case .size, .dtype, .tensordict, .object:
      throw .type("expected plain data to save, got \(value.article)")
    }
  }

  private mutating func write(_ number: Int) {
    if let small = Int32(exactly: number) {
      bytes.append(Opcode.int32)
      withUnsafeBytes(of: small.littleEndian) { bytes += $0 }
    } else {
      bytes += [Opcode.long, 8]
      withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }
  }

  private mutating func write(_ text: String) {
    bytes.append(Opcode.unicode)
    withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian) { bytes += $0 }
    bytes += Array(text.utf8)
  }

  private mutating func writeGlobal(_ name: String) {
    bytes.append(Opcode.global)
    for part in name.split(separator: " ") { bytes += Array("\(part)\n".utf8) }
  }

  /// `_rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)`, the storage as a persistent id.
  private mutating func write(_ tensor: Tensor) throws(Failure) {
    writeGlobal(Global.rebuild)
    bytes += [Opcode.mark, Opcode.mark]
    write("storage")
    writeGlobal(Global.storage(tensor.dtype))
    write(String(tensors.count))
    write("cpu")
    write(tensor.numel)
    bytes += [Opcode.tuple, Opcode.persistent]
    write(0)
    try write(.tuple(tensor.shape.dims.map { .int($0) }))
    try write(.tuple(tensor.shape.contiguousStrides.map { .int($0) }))
    bytes.append(Opcode.newFalse)
    writeGlobal(Global.ordered)
    bytes += [Opcode.emptyTuple, Opcode.reduce, Opcode.tuple, Opcode.reduce]
    tensors.append(tensor)
  }
}

/// Reads pickled plain data.
struct PickleReader {
  /// What may be on the stack: values, and the few names that tensors are rebuilt with.
  private enum Item {
    case value(Tree)
    case global(String)
    case storage(Tensor)
    case mark
  }

  /// The elements of a tensor's storage, by key, dtype and number.
  typealias Storage = (String, DType, Int) throws(Failure) -> Tensor

  private let bytes: ArraySlice<UInt8>
  private var at: Int
  private var stack: [Item] = []
  private var memo: [Int: Item] = [:]
  private let storage: Storage

  init(bytes: ArraySlice<UInt8>, storage: @escaping Storage) {
    self.bytes = bytes
    at = bytes.startIndex
    self.storage = storage
  }

  private static func refused(_ what: String) -> Failure { .value("it holds \(what), more than plain data") }
  private static let broken = Failure.value("its pickle is broken")

  mutating func read() throws(Failure) -> Tree {
    while true {
      let opcode = UInt8(try number(1))
      if opcode == Opcode.stop {
        let result = try value()
        guard stack.isEmpty else { throw Self.broken }
        return result
      }
      try step(opcode)
    }
  }

  private mutating func step(_ opcode: UInt8) throws(Failure) {
    switch opcode {
    case Opcode.proto: _ = try number(1)
    case Opcode.mark: stack.append(.mark)
    case Opcode.none: push(.none)
    case Opcode.newTrue: push(.bool(true))
    case Opcode.newFalse: push(.bool(false))
    case Opcode.int8: push(.int(try number(1)))
    case Opcode.int16: push(.int(try number(2)))
    case Opcode.int32: push(.int(Int(Int32(truncatingIfNeeded: try number(4)))))
    case Opcode.long: push(.int(try long()))
    case Opcode.float:
      push(.float(Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })))
    case Opcode.unicode:
      guard let text = String(validating: try take(try number(4)), as: UTF8.self) else { throw Self.broken }
      push(.string(text))
    case Opcode.global: stack.append(.global("\(try line()) \(try line())"))
    case Opcode.emptyTuple: push(.tuple([]))
    case Opcode.emptyList: push(.list([]))
    case Opcode.emptyDict: push(.dict([]))
    case Opcode.tuple: try pushTuple(try sinceMark())
    case Opcode.tuple1: try pushTuple(try pop(1))
    case Opcode.tuple2: try pushTuple(try pop(2))
    case Opcode.tuple3: try pushTuple(try pop(3))
    case Opcode.append: try append(try pop(1))
    case Opcode.appends: try append(try sinceMark())
    case Opcode.setItem: try set(try pop(2))
    case Opcode.setItems: try set(try sinceMark())
    case Opcode.put8: memo[try number(1)] = stack.last
    case Opcode.put32: memo[try number(4)] = stack.last
    case Opcode.get8: try recall(try number(1))
    case Opcode.get32: try recall(try number(4))
    case Opcode.persistent: try attach()
    case Opcode.reduce: try rebuild()
    case Opcode.build:
      // The attributes of an ordered dictionary (a module's metadata) say nothing about its contents.
      _ = try pop(1)
    default: throw Self.refused("the opcode \(opcode)")
    }
  }

  // MARK: bytes

  private mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count <= bytes.endIndex - at else { throw Self.broken }
    defer { at += count }
    return bytes[at..<at + count]
  }

  /// Little-endian, without a sign.
  private mutating func number(_ size: Int) throws(Failure) -> Int {
    try take(size).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  private mutating func long() throws(Failure) -> Int {
    let size = try number(1)
    guard size <= 8 else { throw Self.refused("an int of more than 64 bits") }
    let raw = try number(size)
    let shift = 64 - 8 * size
    return size == 0 ? 0 : (raw << shift) >> shift
  }

  private mutating func line() throws(Failure) -> String {
    guard let end = bytes[at...].firstIndex(of: UInt8(ascii: "\n")) else { throw Self.broken }
    defer { at = end + 1 }
    return String(decoding: bytes[at..<end], as: UTF8.self)
  }

  // MARK: the stack

  private mutating func push(_ value: Tree) { stack.append(.value(value)) }

  private mutating func value() throws(Failure) -> Tree {
    guard case .value(let value)? = stack.popLast() else { throw Self.broken }
    return value
  }

  private mutating func pop(_ count: Int) throws(Failure) -> [Item] {
    guard stack.count >= count else { throw Self.broken }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Containers that one file may fill: a value that nests deeper than the stack could not be freed.
  private static let mostContainers = 10_000
  private var containers = 0

  private mutating func countContainer() throws(Failure) {
    containers += 1
    guard containers <= Self.mostContainers else { throw Self.refused("over \(Self.mostContainers) containers") }
  }

  private mutating func sinceMark() throws(Failure) -> [Item] {
    guard let mark = stack.lastIndex(where: { if case .mark = $0 { true } else { false } }) else { throw Self.broken }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[(mark + 1)...])
  }

  private mutating func recall(_ place: Int) throws(Failure) {
    guard let item = memo[place] else { throw Self.broken }
    stack.append(item)
  }

  private static func values(_ items: [Item]) throws(Failure) -> [Tree] {
    var values: [Tree] = []
    for item in items {
      switch item {
      case .value(let value): values.append(value)
      case .global(let name): throw refused("'\(name)'")
      default: throw broken
      }
    }
    return values
  }

  /// The arguments of a tensor and of a persistent id hold names and storages, which no plain tuple does.
  private mutating func pushTuple(_ items: [Item]) throws(Failure) {
    try countContainer()
    if case .storage(let tensor)? = items.first { return push(.tensor(try Self.tensor(tensor, items))) }
    if items.count == 5, case .value(.string("storage")) = items[0], case .global(let name) = items[1],
      case .value(.string(let key)) = items[2], case .value(.int(let count)) = items[4], count >= 0
    {
      guard let dtype = Global.dtype(ofStorage: name) else { throw Self.refused("'\(name)'") }
      stack.append(.storage(try storage(key, dtype, count)))
      return
    }
    push(.tuple(try Self.values(items)))
  }

  private mutating func append(_ items: [Item]) throws(Failure) {
    try countContainer()
    guard case .list(let list) = try value() else { throw Self.broken }
    push(.list(list + (try Self.values(items))))
  }

  private mutating func set(_ items: [Item]) throws(Failure) {
    try countContainer()
    guard case .dict(var pairs) = try value(), items.count % 2 == 0 else { throw Self.broken }
    let values = try Self.values(items)
    for place in stride(from: 0, to: values.count, by: 2) { pairs.append((values[place], values[place + 1])) }
    push(.dict(pairs))
  }

  // MARK: tensors

  /// A persistent id: its tuple has become a storage already.
  private mutating func attach() throws(Failure) {
    guard case .storage? = stack.last else { throw Self.broken }
  }

  private mutating func rebuild() throws(Failure) {
    let arguments = try value()
    guard case .global(let name)? = stack.popLast() else { throw Self.broken }
    switch (name, arguments) {
    case (Global.ordered, .tuple(let items)) where items.isEmpty: push(.dict([]))
    case (Global.rebuild, .tensor): push(arguments)
    default: throw Self.refused("'\(name)'")
    }
  }

  private static func tensor(_ storage: Tensor, _ items: [Item]) throws(Failure) -> Tensor {
    guard items.count >= 4, case .value(.int(let offset)) = items[1], case .value(.tuple(let dims)) = items[2],
      case .value(.tuple(let steps)) = items[3]
    else { throw broken }
    func numbers(_ items: [Tree]) throws(Failure) -> [Int] {
      var numbers: [Int] = []
      for item in items {
        guard case .int(let number) = item, (0...Memory.limit).contains(number) else { throw broken }
        numbers.append(number)
      }
      return numbers
    }
    let sizes = try numbers(dims)
    let strides = try numbers(steps)
    guard sizes.count == strides.count, offset >= 0 else { throw broken }
    // In floating point, which cannot overflow: the last element must be within the storage.
    var (last, count) = (Double(offset), 1.0)
    for (size, stride) in zip(sizes, strides) {
      last += Double(size - 1) * Double(stride)
      count *= Double(max(size, 1))
    }
    guard count <= Double(Memory.limit) else { throw broken }
    if sizes.contains(0) { return try Tensor.empty(Shape(sizes), storage.dtype) }
    guard last < Double(storage.numel) else { throw broken }
    return storage.view(shape: Shape(sizes), strides: strides, offset: offset)
  }
}
