import Catalog
import Tensors

/// Cuts a random stretch of a given length out of every sequence of a batch.
public final class RandomCropTensorDict: DeclaredTransform {
  private let length: Int
  private let dim: Int
  private let maskKey: NestedKey?

  /// - Parameters:
  ///   - dim: The batch dimension along which sequences lie.
  ///   - maskKey: Marks the steps that count: they come first in each sequence.
  public init(_ length: Int, dim: Int = -1, maskKey: NestedKey? = nil) throws(Failure) {
    guard length >= 1 else {
      throw .unfit("sub_seq_len", expected: "a length of at least 1", got: length)
    }
    self.length = length
    self.dim = dim
    self.maskKey = maskKey
  }

  /// Draws from torch's global stream, as TorchRL does.
  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    guard data.ndim > 0 else {
      throw .runtime("random_crop_tensordict() expects data with a batch dimension, got batch size []")
    }
    let axis = try Tensor.wrapExisting(dim: dim, rank: data.ndim)
    let size = data.batchSize[axis]
    guard size >= length else {
      throw .runtime(
        "cannot cut \(length) steps out of sequences of \(size)",
        help: "use a shorter sub_seq_len, or sample longer sequences")
    }
    var shape = data.batchSize.dims
    shape[axis] = 1
    let first: Tensor
    if let maskKey, data.contains(maskKey) {
      let mask = try data.input(maskKey, "random_crop_tensordict")
      guard mask.shape == data.batchSize else {
        throw .value(
          "expected a mask of shape \(data.batchSize.dims) at key \(maskKey.text), got \(mask.shape.dims)")
      }
      let lengths = try mask.cumsum(axis).maximum(dim: axis, keepdim: true).values
      guard try !lengths.lt(length).any().item().isTrue else {
        throw .runtime("cannot cut \(length) steps out of a sequence whose mask leaves fewer")
      }
      first = try Tensor.rand(Shape(shape)).multiply(lengths.subtract(length)).to(.int64)
    } else if size == length {
      first = try .zeros(Shape(shape), .int64)
    } else {
      first = try .randint(0, below: size - length, Shape(shape))
    }
    var steps = [Int](repeating: 1, count: data.ndim)
    steps[axis] = length
    let offsets = try Tensor.indices(Array(0..<length)).view(steps)
    return .tensordict(try data.gather(axis, try first.add(offsets)))
  }

  static let subSeqLen = Field<RandomCropTensorDict, Int>(
    "sub_seq_len", .int, "How many steps, at least 1."
  ) { $0.length }
  static let sampleDim = Field<RandomCropTensorDict, Int>(
    "sample_dim", .int, default: -1, "The batch dimension along which sequences lie."
  ) { $0.dim }
  static let maskKey = Field<RandomCropTensorDict, NestedKey?>(
    "mask_key", .optional(.key), default: nil, "The key of marks of the steps that count."
  ) { $0.maskKey }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "random_crop_tensordict", "RandomCropTensorDict", also: ["random_crop_tensor_dict"],
    "Cuts a random stretch out of every sequence of a batch.", fields: [subSeqLen, sampleDim, maskKey],
    examples: [
      Example(
        "manual_seed(0)\ntd = tensordict({\"a\": arange(6)}, [6])\nprint(random_crop_tensordict(2)(td)[\"a\"])",
        prints: "tensor([0, 1])")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    try RandomCropTensorDict(
      try arguments[subSeqLen], dim: try arguments[sampleDim], maskKey: try arguments[maskKey])
  }
}
