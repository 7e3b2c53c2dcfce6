/// Unsafe: writes elements through raw pointers. Invariants:
/// - A run's pointer and stride come from a `Tensor`, whose initialiser has checked that every element lies in its
///   memory, and from an order of its dimensions, which `forEachRun` checks; the tensor is alive while the body runs.
/// - `T` is always the type of the tensor's `dtype`, which `forEachRun` checks.

import Catalog

extension Tensor {
  /// The dimensions from the innermost (smallest stride) to the outermost, as torch's TensorIterator orders them.
  ///
  /// A permuted tensor is so visited in memory order and a slice in logical order. Dimensions that cannot be told
  /// apart (stride 0) keep their order. The insertion sort is TensorIterator's, ambiguity included.
  var dimensionsByStride: [Int] {
    var order = Array(shape.dims.indices.reversed())
    guard order.count > 1 else { return order }
    for i in 1..<order.count {
      var current = i
      for other in stride(from: i - 1, through: 0, by: -1) {
        let a = order[other]
        let b = order[current]
        if strides[a] == 0 || strides[b] == 0 { continue }
        if strides[a] > strides[b] || (strides[a] == strides[b] && shape[a] > shape[b]) {
          order.swapAt(other, current)
          current = other
        } else if strides[a] < strides[b] {
          break
        }
      }
    }
    return order
  }

  /// Calls `body` with the first element, the count and the stride of every run along the innermost of `order`.
  @inline(__always)
  func forEachRun<T: Element>(
    _ type: T.Type, order: [Int], _ body: (UnsafeMutablePointer<T>, Int, Int) -> Void
  ) {
    let total = numel
    guard total > 0 else { return }
    precondition(T.dtype == dtype && (isContiguous || order.sorted() == Array(0..<ndim)))
    let first = address.assumingMemoryBound(to: T.self)
    defer { withExtendedLifetime(self) {} }
    if isContiguous {
      body(first, total, 1)
      return
    }
    let inner = order[0]
    let outer = Array(order.dropFirst())
    var counters = [Int](repeating: 0, count: outer.count)
    var place = 0
    for _ in 0..<(total / shape[inner]) {
      body(first + place, shape[inner], strides[inner])
      for (i, dim) in outer.enumerated() {
        counters[i] += 1
        place += strides[dim]
        if counters[i] < shape[dim] { break }
        place -= counters[i] * strides[dim]
        counters[i] = 0
      }
    }
  }

  /// Reads every element in row-major order, whatever the strides, until an interruption is requested. `T` must be the type of `dtype`.
  @inline(__always)
  func forEachInLogicalOrder<T: Element>(_ type: T.Type, _ body: (T) -> Void) {
    forEachRun(T.self, order: shape.dims.indices.reversed()) { pointer, count, stride in
      for start in Swift.stride(from: 0, to: count, by: Interruption.chunk) {
        if Interruption.isRequested { return }
        for i in start..<min(start + Interruption.chunk, count) { body(pointer[i * stride]) }
      }
    }
  }

  /// All elements as doubles, in row-major order.
  func doublesInLogicalOrder() throws(Failure) -> [Double] {
    try Memory.demand(numel, of: 8, "elements")
    var values = [Double]()
    values.reserveCapacity(numel)
    switch dtype {
    case .bool: forEachInLogicalOrder(Bool8.self) { values.append($0.double) }
    case .uint8: forEachInLogicalOrder(UInt8.self) { values.append($0.double) }
    case .int8: forEachInLogicalOrder(Int8.self) { values.append($0.double) }
    case .int16: forEachInLogicalOrder(Int16.self) { values.append($0.double) }
    case .int32: forEachInLogicalOrder(Int32.self) { values.append($0.double) }
    case .int64: forEachInLogicalOrder(Int.self) { values.append($0.double) }
    case .float16: forEachInLogicalOrder(Float16.self) { values.append($0.double) }
    case .bfloat16: forEachInLogicalOrder(BFloat16.self) { values.append($0.double) }
    case .float32: forEachInLogicalOrder(Float.self) { values.append($0.double) }
    case .float64: forEachInLogicalOrder(Double.self) { values.append($0.double) }
    }
    if values.count < numel { throw Failure(.interrupted, "interrupted") }
    return values
  }

  /// Writes the values that `draw` gives, in torch's order of visit, rounded to the dtype.
  @inline(__always)
  func fill(drawing draw: () -> Double) {
    let order = isContiguous ? [] : dimensionsByStride
    switch dtype {
    case .bool: fill(Bool8.self, order) { Bool8(from: draw()) }
    case .uint8: fill(UInt8.self, order) { UInt8(from: draw()) }
    case .int8: fill(Int8.self, order) { Int8(from: draw()) }
    case .int16: fill(Int16.self, order) { Int16(from: draw()) }
    case .int32: fill(Int32.self, order) { Int32(from: draw()) }
    case .int64: fill(Int.self, order) { Int(from: draw()) }
    case .float16: fill(Float16.self, order) { Float16(from: draw()) }
    case .bfloat16: fill(BFloat16.self, order) { BFloat16(from: draw()) }
    case .float32: fill(Float.self, order) { Float(from: draw()) }
    case .float64: fill(Double.self, order) { draw() }
    }
  }

  /// The same for integers.
  @inline(__always)
  func fill(drawingInts draw: () -> Int) {
    let order = isContiguous ? [] : dimensionsByStride
    switch dtype {
    case .bool: fill(Bool8.self, order) { Bool8(from: draw()) }
    case .uint8: fill(UInt8.self, order) { UInt8(from: draw()) }
    case .int8: fill(Int8.self, order) { Int8(from: draw()) }
    case .int16: fill(Int16.self, order) { Int16(from: draw()) }
    case .int32: fill(Int32.self, order) { Int32(from: draw()) }
    case .int64: fill(Int.self, order) { draw() }
    case .float16: fill(Float16.self, order) { Float16(from: draw()) }
    case .bfloat16: fill(BFloat16.self, order) { BFloat16(from: draw()) }
    case .float32: fill(Float.self, order) { Float(from: draw()) }
    case .float64: fill(Double.self, order) { Double(from: draw()) }
    }
  }

  @inline(__always)
  func fill<T: Element>(_ type: T.Type, _ order: [Int], drawing draw: () -> T) {
    forEachRun(T.self, order: order) { pointer, count, stride in
      for start in Swift.stride(from: 0, to: count, by: Interruption.chunk) {
        // Cut short: the callers look for an interruption when all is drawn.
        if Interruption.isRequested { return }
        let end = min(start + Interruption.chunk, count)
        if stride == 1 {
          for i in start..<end { pointer[i] = draw() }
        } else {
          for i in start..<end { pointer[i * stride] = draw() }
        }
      }
    }
  }
}

extension Generator {
  /// torch's `randperm`: a forward Fisher-Yates shuffle, or from (2^32 - 1) / 20 elements on, torch's 64-bit one.
  func fillPermutation(_ values: UnsafeMutableBufferPointer<Int>) {
    let count = values.count
    withEngine { engine in
      if count < Int(UInt32.max) / 20 {
        for i in 0..<count {
          if i & 0xffff == 0, Interruption.isRequested { return }
          values[i] = i
        }
        guard count > 1 else { return }
        for i in 0..<(count - 1) {
          if i & 0xffff == 0, Interruption.isRequested { return }
          let other = i + Int(engine.next32() % UInt32(count - i))
          let value = values[i]
          values[i] = values[other]
          values[other] = value
        }
      } else {
        for i in 0..<count {
          if i & 0xffff == 0, Interruption.isRequested { return }
          let other = Int(engine.next64() % UInt64(i + 1))
          values[i] = values[other]
          values[other] = i
        }
      }
    }
  }
}
