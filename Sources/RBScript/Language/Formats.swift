import Catalog
import Tensors

/// `format(x, spec)` and the fields of f-strings.
enum Formats {
  static func format(_ value: Value, _ spec: String, _ interpreter: Interpreter) throws -> String {
    switch value {
    case .int(let number): return try PythonText.format(number, spec)
    case .bool(let flag): return try PythonText.format(flag, spec)
    case .float(let number): return try PythonText.format(number, spec)
    case .object(let object as StringObject): return try PythonText.format(object.text, spec)
    case .object(let object as TensorObject):
      // A tensor without dimensions formats as its number, as in torch.
      if let scalar = object.scalarValue { return try format(scalar, spec, interpreter) }
    default: break
    }
    guard spec.isEmpty else {
      throw Failure.type(
        "the format '\(spec)' does not work on \(value.article)", help: "str(…) or \"!s\" makes a text of it first"
      )
    }
    return try interpreter.str(value)
  }
}
