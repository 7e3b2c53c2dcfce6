import Catalog
import Tensors

/// The limits of dtypes, and how tensors are printed.
enum NumberFormatBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "finfo", "The limits of a float dtype: .min, .max, .eps, .tiny, .smallest_normal, .resolution, .bits.",
      [.optional("type", .dtype, default: "float32", "A float dtype.")], returns: "finfo",
      examples: [Example("print(finfo(float32).eps)", prints: "1.1920928955078125e-07")]
    ) { call in
      let dtype = try call.dtype("type") ?? .float32
      guard dtype.isFloatingPoint else {
        throw Failure.type("\(dtype.name) is no float dtype", help: "iinfo(…) has the limits of ints", argument: "type")
      }
      return .object(LimitsObject(dtype))
    },
    Builtin(
      "iinfo", "The limits of an int dtype: .min, .max, .bits.", [Parameter("type", .dtype, "An int dtype.")],
      returns: "iinfo", examples: [Example("print(iinfo(uint8).max)", prints: "255")]
    ) { call in
      let dtype = try call.dtype("type") ?? .int64
      guard dtype.isInteger else {
        throw Failure.type("\(dtype.name) is no int dtype", help: "finfo(…) has the limits of floats", argument: "type")
      }
      return .object(LimitsObject(dtype))
    },
    Builtin(
      "get_default_dtype", "The dtype of floats that are given none: float32.", returns: "dtype",
      examples: [Example("print(get_default_dtype())", prints: "torch.float32")]
    ) { _ in .object(DTypeObject(.float32)) },
    Builtin(
      "can_cast", "Whether a dtype may be stored in another in place: never floats in ints, nor numbers in bools.",
      [Parameter("from_", .dtype, "The dtype."), Parameter("to", .dtype, "The other.")], returns: "bool",
      examples: [Example("print(can_cast(int64, float32), can_cast(float32, int64))", prints: "True False")]
    ) { call in
      guard let from = try call.dtype("from_"), let to = try call.dtype("to") else {
        throw call.wrong("to", expected: "a dtype")
      }
      return .bool(from.canCast(to: to))
    },
    Builtin(
      "set_printoptions", "Sets how tensors are printed from here on; what is not given stays as it is.",
      [
        .optional("precision", .int, "Digits behind the point; 4 at first."),
        .optional("threshold", .number, "Tensors of more elements are summarised; 1000 at first."),
        .optional("edgeitems", .int, "Elements shown at each end of a summary; 3 at first."),
        .optional("linewidth", .int, "Characters in a line; 80 at first."),
        .optional("profile", .choice(["default", "short", "full"]), "All of the above at once."),
        .optional("sci_mode", .bool, "Whether floats are in scientific notation; None lets the values decide."),
      ], examples: [Example("set_printoptions(precision: 2); print(tensor(pi))", prints: "tensor(3.14)")]
    ) { call in
      var options = call.interpreter.printOptions
      if let profile = try call.optionalString("profile") {
        options = PrintOptions()
        if profile == "short" { (options.precision, options.edgeItems) = (2, 2) }
        if profile == "full" { options.threshold = .max }
      }
      if let precision = try call.optionalInt("precision") {
        options.precision = try atLeast(0, precision, "precision")
      }
      if let threshold = try call.optionalDouble("threshold") {
        guard !threshold.isNaN else { throw call.wrong("threshold", expected: "a number") }
        options.threshold = threshold < 0x1p62 ? Int(max(threshold, -1)) : .max
      }
      if let items = try call.optionalInt("edgeitems") { options.edgeItems = try atLeast(0, items, "edgeitems") }
      if let width = try call.optionalInt("linewidth") { options.lineWidth = try atLeast(1, width, "linewidth") }
      options.scientific = call.has("sci_mode") ? try call.bool("sci_mode", default: false) : nil
      call.interpreter.printOptions = options
      return .none
    },
  ]

  private static func atLeast(_ least: Int, _ number: Int, _ argument: String) throws(Failure) -> Int {
    guard number >= least, number <= 1 << 20 else {
      throw .value("expected an int from \(least) to \(1 << 20), got \(number)", argument: argument)
    }
    return number
  }
}

/// `finfo(float32)`, `iinfo(int64)`
final class LimitsObject: Object {
  let dtype: DType
  init(_ dtype: DType) { self.dtype = dtype }

  override var type: TypeInfo { dtype.isFloatingPoint ? .finfo : .iinfo }
  override func isSame(as other: Object) -> Bool { (other as? LimitsObject)?.dtype == dtype }
  override var hasOwnAttributes: Bool { true }
  override func attributeNames() -> [String] { values.map(\.name) }
  override func attribute(_ name: String, _ interpreter: Interpreter) -> Value? {
    values.first { $0.name == name }?.value
  }

  private var values: [(name: String, value: Value)] {
    let common: [(name: String, value: Value)] = [
      ("bits", .int(dtype.size * 8)), ("dtype", .string(dtype.name)),
    ]
    let (low, high) = (Value(dtype.limits.low), Value(dtype.limits.high))
    guard dtype.isFloatingPoint else { return [("min", low), ("max", high)] + common }
    let (epsilon, tiny, resolution) = floats
    return [
      ("resolution", .float(resolution)), ("min", low), ("max", high), ("eps", .float(epsilon)),
      ("smallest_normal", .float(tiny)), ("tiny", .float(tiny)),
    ] + common
  }

  private var floats: (epsilon: Double, tiny: Double, resolution: Double) {
    switch dtype {
    case .float16: (0x1p-10, 0x1p-14, 1e-3)
    case .bfloat16: (0x1p-7, 0x1p-126, 1e-2)
    case .float64: (Double.ulpOfOne, .leastNormalMagnitude, 1e-15)
    default: (Double(Float.ulpOfOne), Double(Float.leastNormalMagnitude), 1e-6)
    }
  }

  /// Its numbers are written with six digits, those of ints too, as torch does.
  override func repr(_ writer: inout TextWriter) throws {
    let shown = try values.filter { $0.name != "bits" && $0.name != "dtype" }.map { name, value in
      let number = value.scalar?.double ?? 0
      return "\(name)=" + (try PythonText.format(number, "g"))
    }
    writer.text += "\(type.name)(" + shown.joined(separator: ", ") + ", dtype=\(dtype.name))"
  }
}

extension TypeInfo {
  static let finfo = TypeInfo("finfo", "The limits of a float dtype.")
  static let iinfo = TypeInfo("iinfo", "The limits of an int dtype.")
}
