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

  public init?(named name: String) {
    let bare = name.hasPrefix("torch.") ? String(name.dropFirst(6)) : name
    guard let found = DType.allCases.first(where: { $0.name == bare }) else { return nil }
    self = found
  }
}
