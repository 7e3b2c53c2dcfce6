import Catalog
import Tensors

/// The attributes of tensors: properties, and all groups of operations.
enum TensorMethods {
  static let operations: [TensorOperation] =
    ShapeOperations.all + ConversionOperations.all + IndexOperations.all + ElementwiseOperations.all
    + SharedBuiltins.operations + ReductionOperations.all + SortOperations.all + ProductOperations.all
    + NewTensorOperations.all + CompositeOperations.all

  static let all: [Builtin] =
    operations.flatMap(\.methods) + RandomBuiltins.methods + ConversionOperations.methods
    + IndexOperations.methods + CompositeOperations.methods

  /// The functions of torch; a name that the language gives to something else is left to that.
  static let functions: [Builtin] = operations.compactMap(\.function)

  private static func property(
    _ name: String, _ summary: String, set: (@Sendable (Value, Value, Interpreter) throws -> Void)? = nil,
    _ get: @escaping @Sendable (Tensor) throws -> Value
  ) -> Property {
    Property(
      name, summary,
      get: { value, _ in
        guard let tensor = value.asTensor else { return .none }
        return try get(tensor)
      }, set: set)
  }

  static let properties: [Property] = [
    property("shape", "The sizes of the dimensions.") { .object(TupleObject($0.shape)) },
    property("dtype", "The type of the elements.") { .object(DTypeObject($0.dtype)) },
    property("device", "Where the tensor is.") { _ in .object(DeviceObject()) },
    property("ndim", "How many dimensions it has.") { .int($0.ndim) },
    property("T", "With the dimensions in reverse order.") { .tensor(try $0.reversedDims()) },
    property("mT", "With the last two dimensions swapped.") { .tensor(try $0.mT()) },
    property("nbytes", "The bytes of its elements.") { .int($0.numel * $0.dtype.size) },
    property("itemsize", "The bytes of one element.") { .int($0.dtype.size) },
    property("requires_grad", "False: there are no gradients.") { _ in .bool(false) },
    property("is_cuda", "False: tensors are on the CPU.") { _ in .bool(false) },
    property("grad", "None: there are no gradients.") { _ in .none },
    property(
      "data", "The tensor itself; assigning copies nothing and puts another tensor in its place.",
      set: { target, value, _ in
        guard let object = target.object(TensorObject.self), let tensor = value.asTensor else {
          throw Failure.type("expected a tensor, got \(value.article)")
        }
        object.tensor = tensor
      }
    ) { .tensor($0) },
    property("filename", "The file of a memory-mapped tensor.") { tensor in
      guard let file = tensor.memory.file, tensor.isMemoryMapped else {
        throw Failure(.attribute, "the tensor is not memory-mapped, so it has no filename")
      }
      return file.path.map { .object(PathObject($0)) } ?? .none
    },
  ]
}
