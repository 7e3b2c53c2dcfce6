/// Unsafe: `generate` fills a fresh tensor through its buffer, within its count.

import Catalog

/// Tensors made from a shape and a number.
extension Tensor {
  /// `torch.full`: the dtype is the number's where none is given.
  public static func full(_ shape: Shape, _ value: Scalar, _ dtype: DType? = nil) throws(Failure) -> Tensor {
    let dtype = dtype ?? value.dtype
    if value == .int(0) || value == .bool(false) { return try zeros(shape, dtype) }
    let result = try empty(shape, dtype)
    try result.fill(value)
    return result
  }

  public static func ones(_ shape: Shape, _ dtype: DType = .float32) throws(Failure) -> Tensor {
    try full(shape, 1, dtype)
  }

  /// A tensor without dimensions.
  public static func scalar(_ value: Scalar, _ dtype: DType? = nil) throws(Failure) -> Tensor {
    let result = try empty([], dtype ?? value.dtype)
    result.store(value, at: 0)
    return result
  }

  public func zerosLike(_ dtype: DType? = nil) throws(Failure) -> Tensor { try .zeros(shape, dtype ?? self.dtype) }
  public func onesLike(_ dtype: DType? = nil) throws(Failure) -> Tensor { try .ones(shape, dtype ?? self.dtype) }
  public func fullLike(_ value: Scalar, _ dtype: DType? = nil) throws(Failure) -> Tensor {
    try .full(shape, value, dtype ?? self.dtype)
  }

  /// Ones on the diagonal, zeros elsewhere.
  public static func eye(_ rows: Int, _ columns: Int? = nil, _ dtype: DType = .float32) throws(Failure) -> Tensor {
    let columns = columns ?? rows
    guard rows >= 0 else { throw .runtime("n must be greater or equal to 0, got \(rows)") }
    guard columns >= 0 else { throw .runtime("m must be greater or equal to 0, got \(columns)") }
    let result = try zeros([rows, columns], dtype)
    for i in 0..<min(rows, columns) { result.store(1, at: i * (columns + 1)) }
    return result
  }

  /// `size` elements computed from their positions.
  static func generate<T: Element>(_ size: Int, _ element: (Int) -> T) throws(Failure) -> Tensor {
    let result = try empty([size], T.dtype)
    var start = 0
    while start < size {
      let end = min(start + Interruption.chunk, size)
      result.withElements(T.self) { elements in
        for i in start..<end { elements[i] = element(i) }
      }
      start = end
      try Interruption.check()
    }
    return result
  }
}
