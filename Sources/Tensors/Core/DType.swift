/// The element types of tensors, in the order of torch's type promotion within a category.
///
/// Complex, quantised and unsigned 16/32/64-bit types are out of scope; `init(named:)` says so.
public enum DType: UInt8, Sendable, CaseIterable {
  case bool, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64

  /// Bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16, .float16, .bfloat16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// `float32`, as torch spells it without its prefix.
  public var name: String { String(describing: self) }
  /// `torch.float32`, as it is printed and as `meta.json` spells it.
  public var torchName: String { "torch." + name }

  public var isFloatingPoint: Bool { rawValue >= DType.float16.rawValue }
  /// An integer type; bool is none.
  public var isInteger: Bool { self != .bool && !isFloatingPoint }

  /// The least and the largest finite number of it.
  public var limits: (low: Scalar, high: Scalar) {
    func floats(_ largest: Double) -> (low: Scalar, high: Scalar) { (.float(-largest), .float(largest)) }
    switch self {
    case .bool: return (.bool(false), .bool(true))
    case .uint8: return (.int(0), .int(255))
    case .int8, .int16, .int32, .int64:
      let largest = Int.max >> (64 - size * 8)
      return (.int(-largest - 1), .int(largest))
    case .float16: return floats(65504)
    case .bfloat16: return floats(0x1.fep127)
    case .float32: return floats(Double(Float.greatestFiniteMagnitude))
    case .float64: return floats(.greatestFiniteMagnitude)
    }
  }

  /// torch's other dtypes, by name.
  public static let outOfScope: Set<String> = [
    "complex32", "complex64", "complex128", "cfloat", "cdouble", "chalf", "uint16", "uint32", "uint64", "quint8",
    "qint8",
    "qint32", "float8_e4m3fn", "float8_e5m2",
  ]
  /// What there is, for messages about those.
  public static let scope =
    "complex, quantised and unsigned 16, 32 and 64 bit dtypes are out of scope; there are "
    + allCases.map(\.name).joined(separator: ", ")

  public init?(named name: String) {
    let bare = name.hasPrefix("torch.") ? String(name.dropFirst(6)) : name
    guard let found = DType.allCases.first(where: { $0.name == bare }) else { return nil }
    self = found
  }
}
