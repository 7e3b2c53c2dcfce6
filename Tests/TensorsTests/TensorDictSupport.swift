import Tensors

/// The tensordict most tests look at: batch [3], a nested one, a value for all and a value for each row.
func sampleTensorDict() throws -> TensorDict {
  try TensorDict(
    [
      ("a", .tensor(integers([3, 2]))), ("n", .dict([(.string("b"), .tensor(.zeros([3])))])), ("s", .string("hi")),
      ("st", .list([.string("x"), .string("y"), .string("z")])),
    ], batchSize: [3])
}

/// 0, 1, 2, … under a shape.
func integers(_ shape: Shape) throws -> Tensor { try .fromElements(Array(0..<shape.numel), shape) }

extension Tensor {
  func ints() throws -> [Int] { try elements(Int.self) }
}

extension Tree {
  var text: String { PythonText.repr(self) }
}

extension TensorDict {
  /// Batch size and shape of every leaf, for comparisons at a glance.
  var shapes: String {
    "\(batchSize.dims) "
      + leaves.map { "\($0.key.path.joined(separator: "."))\($0.tensor.shape.dims)" }.joined(separator: " ")
  }
}
