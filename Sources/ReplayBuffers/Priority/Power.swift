/// Unsafe: copies the elements of a contiguous tensor into an array.

import Catalog
import Tensors

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Powers of priorities and weights, in torch's arithmetic: which bits come out depends on how many values are raised
/// together, so whole vectors go through.
enum Power {
  static func floats(_ values: [Float], _ exponent: Double) throws(Failure) -> [Float] {
    var values = values
    if VectorPower.raise(&values, to: exponent) { return values }
    let raised = try Tensor.floats(values).pow(exponent)
    return raised.withElements(Float.self) { Array($0) }
  }

  static func double(_ value: Double, _ exponent: Double) -> Double { pow(value, exponent) }
}
