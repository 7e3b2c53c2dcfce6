import Catalog
import RBSyntax
import Tensors

/// `float32`, `int64`, …
public final class DTypeObject: Object {
  override var mayHoldOthers: Bool { false }
  public let dtype: DType
  public init(_ dtype: DType) { self.dtype = dtype }
  override public var type: TypeInfo { .dtype }
  override public func isSame(as other: Object) -> Bool { (other as? DTypeObject)?.dtype == dtype }
  override public func key() -> DictKey { .dtype(dtype) }
  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? {
    guard operation == .equal else { return nil }
    return .bool(other.asDType == dtype)
  }
  override public func repr(_ writer: inout TextWriter) { writer.text += dtype.torchName }
}

extension Value {
  /// A dtype; Python's `int`, `float` and `bool` stand for int64, float64 and bool, as in torch.
  var asDType: DType? {
    switch self {
    case .object(let object as DTypeObject): return object.dtype
    case .object(let object as BuiltinObject):
      if object.builtin.makes === TypeInfo.int { return .int64 }
      if object.builtin.makes === TypeInfo.float { return .float64 }
      if object.builtin.makes === TypeInfo.bool { return .bool }
      return nil
    default: return nil
    }
  }
}

/// `device("cpu")`: there is one.
final class DeviceObject: Object {
  override var type: TypeInfo { .device }
  override func isSame(as other: Object) -> Bool { other is DeviceObject }
  override func key() -> DictKey { .string("cpu") }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? {
    guard operation == .equal else { return nil }
    return .bool(other.object(DeviceObject.self) != nil || other.asString == "cpu")
  }
  override func repr(_ writer: inout TextWriter) { writer.text += "device(type='cpu')" }
  override func str(_ writer: inout TextWriter) { writer.text += "cpu" }
}

/// A random number generator as a value.
public final class GeneratorObject: Object {
  public let generator: Generator
  public init(_ generator: Generator) { self.generator = generator }
  override public var type: TypeInfo { .generator }
  override public func isSame(as other: Object) -> Bool { (other as? GeneratorObject)?.generator === generator }
  override public func key() -> DictKey { .identity(ObjectIdentifier(generator)) }
  override public func repr(_ writer: inout TextWriter) { writer.text += generator.text }
}

/// A path of the file system: what `tempdir()` gives and `.filename` is.
public final class PathObject: Object {
  override var mayHoldOthers: Bool { false }
  public let path: String
  public init(_ path: String) { self.path = path }
  override public var type: TypeInfo { .path }
  override public func isSame(as other: Object) -> Bool { (other as? PathObject)?.path == path }
  override public func key() -> DictKey { .string(path) }
  override public func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? {
    guard let other = other.object(PathObject.self) else { return nil }
    return switch operation {
    case .equal: .bool(path == other.path)
    case .less: .bool(path < other.path)
    case .lessOrEqual: .bool(path <= other.path)
    }
  }
  /// `path / "name"`, `path + "/name"`
  override public func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? {
    // Texts join as they do where Python's tempfile gives a str.
    if operation == .add, let text = other.asString {
      return .object(PathObject(reflected ? text + path : path + text))
    }
    guard operation == .divide, !reflected, let name = other.asPath else { return nil }
    return .object(PathObject(name.hasPrefix("/") ? name : path + "/" + name))
  }
  override public func repr(_ writer: inout TextWriter) { writer.text += "PosixPath(\(PythonText.repr(path)))" }
  override public func str(_ writer: inout TextWriter) { writer.text += path }
}

extension Value {
  /// A str or a path.
  var asPath: String? { object(PathObject.self)?.path ?? asString }
}

extension TypeInfo {
  static let dtype = TypeInfo(
    TypeName.dtype.name, "The type of a tensor's elements.",
    properties: [
      Property("itemsize", "Bytes of one element.", get: { value, _ in .int(value.asDType?.size ?? 0) }),
      Property(
        "is_floating_point", "Whether elements are floats.",
        get: { value, _ in .bool(value.asDType?.isFloatingPoint ?? false) }),
    ])
  static let device = TypeInfo(
    "device", "Where tensors are: the CPU.", properties: [Property("type", "\"cpu\"", get: { _, _ in .string("cpu") })])
  static let generator = TypeInfo(
    TypeName.generator.name, "A random number generator.", methods: RandomBuiltins.generatorMethods)
  static let path = TypeInfo(
    TypeName.path.name, "A path of the file system.",
    properties: [
      Property(
        "name", "The last part.",
        get: { value, _ in .string(value.asPath?.split(separator: "/").last.map(String.init) ?? "") })
    ])
}
