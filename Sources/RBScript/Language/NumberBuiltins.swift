import Catalog
import Glibc
import RBSyntax
import Tensors

/// Arithmetic on numbers. The functions that torch has too take tensors as well (`SharedBuiltins`).
enum NumberBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "divmod", "The floored quotient and the remainder.",
      [Parameter("a", .number, "The dividend."), Parameter("b", .number, "The divisor.")], returns: "tuple",
      examples: [Example("print(divmod(-7, 2))", prints: "(-4, 1)")]
    ) { call in
      .tuple([
        try Operators.binary(.floorDivide, call["a"], call["b"], call.interpreter),
        try Operators.binary(.remainder, call["a"], call["b"], call.interpreter),
      ])
    },
    Builtin(
      "gcd", "The greatest common divisor of two ints.",
      [Parameter("a", .int, "An int."), Parameter("b", .int, "An int.")], returns: "int",
      examples: [Example("print(gcd(12, 18))", prints: "6")]
    ) { call in
      var (a, b) = (try call.int("a").magnitude, try call.int("b").magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      return .int(Int(truncatingIfNeeded: a))
    },
  ]
}

/// The methods of numbers, and their conversions.
enum NumberMethods {
  static let int: [Builtin] =
    [
      Builtin(
        "bit_length", "How many bits the number needs.", returns: "int",
        examples: [Example("print((5).bit_length())", prints: "3")]
      ) { call in
        guard case .int(let number) = call.receiver else { return .int(1) }
        return .int(Int.bitWidth - number.magnitude.leadingZeroBitCount)
      }
    ] + shared

  static let float: [Builtin] =
    [
      Builtin(
        "is_integer", "Whether the number is whole.", returns: "bool",
        examples: [Example("print((2.0).is_integer())", prints: "True")]
      ) { call in
        guard case .float(let number) = call.receiver else { return .bool(true) }
        return .bool(number.isFinite && number == number.rounded())
      }
    ] + shared

  /// What a tensor of one element answers to as well, so that a script need not care which it has.
  private static let shared: [Builtin] = [
    Builtin("item", "The number itself.", returns: "number", examples: [Example("print((3).item())", prints: "3")]) {
      $0.receiver
    }
  ]

  static let properties: [Property] = [
    Property("real", "The number itself.", get: { value, _ in value })
  ]

  /// `pow(base, exponent, modulo)` of ints, by squaring; with the divisor's sign.
  static func power(_ base: Int, _ exponent: Int, modulo divisor: Int) throws(Failure) -> Int {
    guard divisor != 0 else { throw .value("pow() cannot take a remainder by 0", argument: "mod") }
    guard exponent >= 0 else {
      throw .value("expected an exponent of at least 0, got \(exponent)", argument: "exponent")
    }
    let size = divisor.magnitude
    func product(_ a: UInt, _ b: UInt) -> UInt { size.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder }
    let rest = base.magnitude % size
    var square = base < 0 && rest != 0 ? size - rest : rest
    var result = 1 % size
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      left >>= 1
    }
    if divisor < 0, result != 0 { return -Int(size - result) }
    return Int(result)
  }

  /// A float cut towards zero.
  static func whole(_ number: Double) throws(Failure) -> Int {
    guard number.isFinite else {
      throw Failure(number.isNaN ? .value : .overflow, "\(PythonText.repr(number)) has no int")
    }
    guard number > -0x1p63, number < 0x1p63 else {
      throw Failure(.overflow, "\(PythonText.repr(number)) does not fit in an int of 64 bits")
    }
    return Int(number)
  }

  /// Python's `round`: halves go to the even neighbour; with digits, by the decimal text of the number.
  static func round(_ value: Value, digits: Int?) throws -> Value {
    switch value {
    case .bool(let flag): return .int(flag ? 1 : 0)
    case .int(let number):
      guard let digits, digits < 0 else { return value }
      if digits < -18 { return .int(0) }
      var unit = 1
      for _ in 0..<(-digits) { unit *= 10 }
      let rest = ((number % unit) + unit) % unit
      let units = number / unit - (number < 0 && rest != 0 ? 1 : 0)
      let up = rest * 2 > unit || (rest * 2 == unit && units % 2 != 0)
      let (rounded, isBeyond) = number.addingReportingOverflow(up ? unit - rest : -rest)
      guard !isBeyond else {
        throw Failure(.overflow, "\(number) rounded to \(digits) digits does not fit in 64 bits", argument: "ndigits")
      }
      return .int(rounded)
    case .float(let number):
      guard let digits else { return .int(try whole(number.rounded(.toNearestOrEven))) }
      guard number.isFinite, digits < 300 else { return value }
      if digits >= 0 { return .float(Double(PythonText.fixed(number, digits)) ?? number) }
      let unit = pow(10, -Double(digits))
      guard unit.isFinite else { return .float(number < 0 ? -0.0 : 0) }
      return .float((number / unit).rounded(.toNearestOrEven) * unit)
    default: throw Failure.type("expected a number or a tensor to round, got \(value.article)", argument: "x")
    }
  }
}
