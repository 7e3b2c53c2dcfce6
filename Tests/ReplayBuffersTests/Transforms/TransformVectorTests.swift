import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// Results of TorchRL itself (`Generators/transform_vectors.py`).
@Suite struct TransformVectorTests {
  @Test func transformsAnswerAsTorchRLs() throws {
    for (_, test) in try VectorFolder.buffers.cases() {
      switch try test.string("kind") {
      case "resize": try resize(test)
      case "gray": try gray(test)
      case "crop": try crop(test)
      case "frames": try frames(test)
      case "vecnorm": try runningNorms(test)
      case let kind: throw test.failure("no test knows the kind '\(kind)'")
      }
      try test.finish()
    }
  }

  /// The generator's images: `(i * 37 + 11) % 256`, divided by 255 for floats.
  private func image(_ test: VectorFields, _ dtype: DType) throws -> Tensor {
    let shape = Shape(try test.ints("shape"))
    let image = try Tensor.fromElements((0..<shape.numel).map { UInt8(($0 * 37 + 11) % 256) }, shape)
    return dtype == .uint8 ? image : try image.to(dtype).divide(255)
  }

  private func dtype(_ test: VectorFields) throws -> DType {
    guard let dtype = DType(named: try test.string("dtype")) else { throw test.failure("there is no such dtype") }
    return dtype
  }

  private func size(_ test: VectorFields) throws -> (rows: Int, columns: Int) {
    let size = try test.ints("size")
    guard size.count == 2 else { throw test.failure("expected rows and columns for 'size'") }
    return (size[0], size[1])
  }

  private func bits(_ tensor: Tensor) throws -> [Int] {
    switch tensor.dtype {
    case .float32: try tensor.elements(Float.self).map { Int(Int32(bitPattern: $0.bitPattern)) }
    case .float64: try tensor.elements(Double.self).map { Int(Int64(bitPattern: $0.bitPattern)) }
    default: try tensor.scalars().map(\.int)
    }
  }

  /// Torchvision's, bit for bit.
  private func resize(_ test: VectorFields) throws {
    let (dtype, mode) = (try dtype(test), try test.string("mode"))
    let (rows, columns) = try size(test)
    let resize = try Resize(rows: rows, columns: columns, interpolation: #require(ResizeInterpolation(rawValue: mode)))
    let result = try resize.apply(image(test, dtype))
    #expect(try result.shape.dims == test.ints("shape").dropLast(2) + [rows, columns], "\(test.place)")
    let (found, expected) = (try bits(result), try test.ints("out"))
    #expect(found.count == expected.count, "\(test.place)")
    if dtype == .float64 && mode.hasPrefix("bi") {
      // Sums in float64 are grouped as torch's vectors of another width: the last bit may differ.
      for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 4, "\(test.place): \(mode)") }
    } else {
      #expect(found == expected, "\(test.place): \(mode) of \(dtype)")
    }
  }

  private func gray(_ test: VectorFields) throws {
    let gray = try GrayScale().apply(image(test, dtype(test)))
    #expect(try bits(gray) == test.ints("out"), "\(test.place)")
  }

  private func crop(_ test: VectorFields) throws {
    let (rows, columns) = try size(test)
    let crop = try Crop(rows: rows, columns: columns, origin: nil, keys: TransformKeys(["pixels"]))
    #expect(try bits(crop.apply(image(test, dtype(test)))) == test.ints("out"), "\(test.place)")
  }

  private func frames(_ test: VectorFields) throws {
    let shape = try test.ints("shape")
    let batch = Shape(shape.dropLast())
    let data = TensorDict(batchSize: batch)
    let values = try Tensor.fromElements(Array(0..<Shape(shape).numel), Shape(shape))
    try data.set("obs", values)
    try data.set(["next", "obs"], values.add(100))
    let done = try test.ints("done").map { Bool8($0 != 0) }
    try data.set(["next", "done"], Tensor.fromElements(done, Shape(batch.dims + [1])))
    var options = CatFrames.Options(frames: try test.int("frames"), dim: -1)
    guard let padding = CatFrames.Padding(rawValue: try test.string("padding")) else {
      throw test.failure("there is no such padding")
    }
    options.padding = padding
    options.paddingValue = .float(try test.double("padding_value", or: -1))
    options.future = try test.bool("future")
    if options.future { options.maskKey = "mask" }
    let keys =
      options.future
      ? try TransformKeys(["obs"], ["w"]) : try TransformKeys(["obs", ["next", "obs"]], ["w", ["next", "w"]])
    _ = try CatFrames(options, keys: keys).forward(.tensordict(data))
    #expect(try data.tensor("w").scalars().map(\.int) == test.ints("out"), "\(test.place)")
    let (key, name): (NestedKey, String) = options.future ? ("mask", "mask") : (["next", "w"], "next")
    #expect(try data.tensor(key).scalars().map(\.int) == test.ints(name), "\(test.place)")
  }

  private func runningNorms(_ test: VectorFields) throws {
    let shape = try test.ints("shape")
    let norm = try VecNorm(decay: test.double("decay", or: 0.9), keys: TransformKeys(["a"]))
    for (step, values) in try test.array("out").enumerated() {
      let data = TensorDict(batchSize: [shape[0]])
      try data.set("a", image(test, .float32).multiply(step + 1))
      try norm.normalise(data)
      let found = try data.tensor("a").scalars()
      let expected = (values.array ?? []).compactMap(\.double)
      #expect(found.count == expected.count, "\(test.place)")
      for (a, b) in zip(found, expected) { #expect(abs(a.double - b) < 2e-5, "\(test.place), call \(step)") }
    }
  }
}
