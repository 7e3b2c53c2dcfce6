import Foundation
import ReplayBuffers
import Tensors
import TestSupport
import Testing

/// Results of TorchRL itself (`Generators/transform_vectors.py`).
@Suite struct TransformVectorTests {
  static func cases(_ kind: String) throws -> [[String: Any]] {
    let data = try Data(contentsOf: Fixtures.url("Tests/ReplayBuffersTests/Vectors/transforms.json"))
    let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let all = try #require(object?["cases"] as? [[String: Any]])
    let found = all.filter { $0["kind"] as? String == kind }
    #expect(!found.isEmpty, "no cases of kind \(kind)")
    return found
  }

  /// The generator's images: `(i * 37 + 11) % 256`, divided by 255 for floats.
  static func image(_ shape: [Int], _ dtype: DType) throws -> Tensor {
    let bytes = (0..<Shape(shape).numel).map { UInt8(($0 * 37 + 11) % 256) }
    let image = try Tensor.fromElements(bytes, Shape(shape))
    return dtype == .uint8 ? image : try image.to(dtype).divide(255)
  }

  static func bits(_ tensor: Tensor) throws -> [Int] {
    switch tensor.dtype {
    case .float32: try tensor.elements(Float.self).map { Int(Int32(bitPattern: $0.bitPattern)) }
    case .float64: try tensor.elements(Double.self).map { Int(Int64(bitPattern: $0.bitPattern)) }
    default: try tensor.scalars().map(\.int)
    }
  }

  @Test func resizingEqualsTorchvisionBitForBit() throws {
    for test in try Self.cases("resize") {
      let dtype = try #require(DType(named: test["dtype"] as? String ?? ""))
      let (mode, size) = (test["mode"] as? String ?? "", test["size"] as? [Int] ?? [])
      let shape = test["shape"] as? [Int] ?? []
      let resize = try Resize(
        rows: size[0], columns: size[1], interpolation: #require(ResizeInterpolation(rawValue: mode)))
      let result = try resize.apply(Self.image(shape, dtype))
      #expect(result.shape.dims == shape.dropLast(2) + size)
      let expected = test["out"] as? [Int] ?? []
      let found = try Self.bits(result)
      if dtype == .float64 && mode.hasPrefix("bi") {
        // Sums in float64 are grouped as torch's vectors of another width: the last bit may differ.
        for (a, b) in zip(found, expected) { #expect(abs(a - b) <= 4, "\(mode) \(shape) to \(size)") }
      } else {
        #expect(found == expected, "\(mode) of \(dtype) \(shape) to \(size)")
      }
    }
  }

  @Test func grayImagesEqualTorchRLs() throws {
    for test in try Self.cases("gray") {
      let dtype = try #require(DType(named: test["dtype"] as? String ?? ""))
      let gray = try GrayScale().apply(Self.image([3, 4, 5], dtype))
      #expect(try Self.bits(gray) == test["out"] as? [Int])
    }
  }

  @Test func cropsOfTheMiddleAreTorchvisions() throws {
    for test in try Self.cases("crop") {
      let (shape, size) = (test["shape"] as? [Int] ?? [], test["size"] as? [Int] ?? [])
      let crop = try Crop(rows: size[0], columns: size[1], origin: nil, keys: TransformKeys(["pixels"]))
      #expect(try Self.bits(crop.apply(Self.image(shape, .uint8))) == test["out"] as? [Int], "\(shape) to \(size)")
    }
  }

  @Test func framesEqualTorchRLs() throws {
    for test in try Self.cases("frames") {
      let done = (test["done"] as? [Int] ?? []).map { Bool8($0 != 0) }
      let values = try Tensor.fromElements(Array(0..<54), [3, 9, 2])
      let data = TensorDict(batchSize: [3, 9])
      try data.set("obs", values)
      try data.set(["next", "obs"], values.add(100))
      try data.set(["next", "done"], Tensor.fromElements(done, [3, 9, 1]))
      var options = CatFrames.Options(frames: test["frames"] as? Int ?? 0, dim: -1)
      options.padding = try #require(CatFrames.Padding(rawValue: test["padding"] as? String ?? ""))
      options.paddingValue = -1
      options.future = test["future"] as? Bool ?? false
      if options.future { options.maskKey = "mask" }
      let keys =
        options.future
        ? try TransformKeys(["obs"], ["w"]) : try TransformKeys(["obs", ["next", "obs"]], ["w", ["next", "w"]])
      _ = try CatFrames(options, keys: keys).forward(.tensordict(data))
      let name = "\(options.padding), \(options.frames) frames, future \(options.future)"
      #expect(try data.tensor("w").scalars().map(\.int) == test["out"] as? [Int], "\(name)")
      if options.future {
        #expect(try data.tensor("mask").scalars().map(\.int) == test["mask"] as? [Int], "\(name)")
      } else {
        #expect(try data.tensor(["next", "w"]).scalars().map(\.int) == test["next"] as? [Int], "\(name)")
      }
    }
  }

  @Test func runningNormsEqualTorchRLs() throws {
    let expected = try #require(try Self.cases("vecnorm")[0]["out"] as? [[Double]])
    let norm = try VecNorm(decay: 0.9, keys: TransformKeys(["a"]))
    for (step, values) in expected.enumerated() {
      let data = TensorDict(batchSize: [4])
      try data.set("a", Self.image([4, 3], .float32).multiply(step + 1))
      try norm.normalise(data)
      for (a, b) in zip(try data.tensor("a").scalars(), values) { #expect(abs(a.double - b) < 2e-5) }
    }
  }
}
