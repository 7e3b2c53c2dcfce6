/// numpy's float32 sine and cosine for small angles, which are not libm's: the polynomials of its vector kernels, with
/// fused multiply-adds. Good for |x| below pi / 4, where no reduction is needed; the tasks only ask within 0.1.
///
/// Source: numpy/_core/src/umath/loops_trigonometric.dispatch.cpp.
enum NumpyFloat {
  static func cosine(_ x: Float) -> Float {
    let square = x * x
    var sum: Float = -0x1.6c06dcp-10
    sum.addProduct(0x1.98e616p-16, square)
    sum = Float(0x1.55553cp-05).addingProduct(sum, square)
    sum = Float(-0x1.000000p-01).addingProduct(sum, square)
    return Float(1).addingProduct(sum, square)
  }

  static func sine(_ x: Float) -> Float {
    let square = x * x
    var sum = Float(-0x1.a06bbap-13).addingProduct(0x1.7d3bbcp-19, square)
    sum = Float(0x1.11119ap-07).addingProduct(sum, square)
    sum = Float(-0x1.555556p-03).addingProduct(sum, square)
    return x.addingProduct(sum * square, x)
  }
}
