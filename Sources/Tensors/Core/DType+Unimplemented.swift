import Catalog

extension Failure {
  /// An operation that torch has not for a dtype, with the dtype that it has it for.
  static func unimplemented(_ operation: String, _ manner: String = "", for dtype: DType) -> Failure {
    let other = dtype == .bool ? ".to(int64) or .to(float32)" : dtype.isFloatingPoint ? ".to(int64)" : ".to(float32)"
    return Failure(
      .notImplemented, "'\(operation)' \(manner)is not implemented for '\(dtype.name)'",
      help: "convert it with \(other)")
  }
}
