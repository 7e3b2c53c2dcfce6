import Catalog

/// Powers as torch computes them: bit for bit for float32 (`reference/rng/SPEC.md` 2.10 and 2.11).
extension Tensor {
  static func power(_ a: Operand, _ b: Operand) throws(Failure) -> Tensor {
    let common = Operand.resultType([a, b])
    if case .tensor(let base) = a, case .scalar(let exponent) = b { return try base.power(exponent, common) }
    guard common != .bool else { throw .unimplemented("pow", for: .bool) }
    let shape = try broadcast(a.shape, b.shape)
    let (x, y) = (try a.prepared(common).expand(shape.dims), try b.prepared(common).expand(shape.dims))
    guard common == .float32 else {
      let out = try Tensor.empty(shape, x.dtype)
      try BinaryKernels.run(.power, out, x, y)
      return try out.to(common)
    }
    let out = try Tensor.empty(shape)
    try VectorPower.run(out, base: try x.contiguous(), exponent: try y.contiguous())
    return out
  }

  private func power(_ exponent: Scalar, _ common: DType) throws(Failure) -> Tensor {
    if common == .bool { return exponent.int == 0 ? try .full(shape, .bool(true), .bool) : try clone() }
    if !common.isFloatingPoint {
      guard exponent.int >= 0 else { throw .runtime("integers to negative integer powers are not allowed") }
      let base = try to(common)
      let out = try Tensor.empty(shape, common)
      try BinaryKernels.run(.power, out, base, try Tensor.scalar(exponent, common).expand(shape.dims))
      return out
    }
    let base = try to(common).to(common.computeType)
    let number = exponent.double
    let result: Tensor =
      switch number {
      case 0: try .full(shape, 1, base.dtype)
      case 1: try base.clone()
      case 2: try base.multiply(base)
      case 3: try base.multiply(base).multiply(base)
      case 0.5: try base.float(.sqrt)
      case -0.5: try base.float(.rsqrt)
      case -1: try base.float(.reciprocal)
      case -2: try base.multiply(base).float(.reciprocal)
      default: try base.generalPower(number)
      }
    return try result.to(common)
  }

  private func generalPower(_ exponent: Double) throws(Failure) -> Tensor {
    let source = try contiguous()
    let out = try Tensor.empty(shape, dtype)
    if dtype == .float64 {
      try UnaryKernels.map(out, source) { (x: Double) in Double.power(x, exponent) }
    } else {
      try VectorPower.run(out, base: source, exponent: exponent)
    }
    return out
  }
}
