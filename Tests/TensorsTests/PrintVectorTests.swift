import Testing

@testable import Tensors

@Suite struct PrintVectorTests {
  @Test func everyTensorOfTheVectorsPrintsAsTorchPrintsIt() throws {
    var checked = 0
    for item in try Vector.cases("print") {
      guard let dtype = Vector.dtype(item["dtype"]) else { continue }
      let shape = Vector.ints(item["shape"])
      let values: [Any]
      if let generator = item["generator"] as? String {
        let count = shape.reduce(1, *)
        values = (0..<count).map { i -> Any in generator.contains("float32") ? Double(Float(i) / 4) : i }
      } else {
        values = item["values"] as? [Any] ?? []
      }
      let tensor = try Vector.tensor(values, shape, dtype)
      #expect(tensor.text == item["text"] as? String, "\(item["id"] ?? "")")
      checked += 1
    }
    #expect(checked == 215)
  }

  @Test func aViewPrintsItsOwnElements() throws {
    let base = try Vector.tensor(Array(0..<6), [2, 3], .int64)
    let transposed = base.view(shape: [3, 2], strides: [1, 3], offset: 0)
    #expect(transposed.text == "tensor([[0, 3],\n        [1, 4],\n        [2, 5]])")
    #expect(base.view(shape: [2], strides: [3], offset: 2).text == "tensor([2, 5])")
    #expect(base.view(shape: [2, 2], strides: [0, 1], offset: 1).text == "tensor([[1, 2],\n        [1, 2]])")
  }

  @Test func aMappedTensorHasItsOwnPrefix() throws {
    let base = try Vector.tensor([1.0, 2.5, 3, 4], [2, 2], .float32)
    let mapped = Tensor(
      memory: base.memory, dtype: .float32, shape: [2, 2], strides: [2, 1], isMemoryMapped: true)
    #expect(
      mapped.text == "MemoryMappedTensor([[1.0000, 2.5000],\n                    [3.0000, 4.0000]])")
  }

  @Test func aHugeTensorIsNotReadWhole() throws {
    // Expanded to 10^15 elements: reading them all would never end.
    let base = try Tensor.zeros([1], .float32)
    let huge = base.view(shape: [100_000, 100_000, 100_000], strides: [0, 0, 0], offset: 0)
    #expect(huge.text.hasPrefix("tensor([[[0., 0., 0.,  ..., 0., 0., 0.],\n"))
  }

  @Test func optionsChangeThePrinting() throws {
    var options = PrintOptions()
    options.precision = 2
    let tensor = try Vector.tensor([1.12345, 2], [2], .float32)
    #expect(tensor.text(options: options) == "tensor([1.12, 2.00])")
    options.scientific = true
    #expect(tensor.text(options: options) == "tensor([1.12e+00, 2.00e+00])")
    options = PrintOptions()
    options.threshold = 5
    options.edgeItems = 2
    let long = try Vector.tensor(Array(0..<10), [10], .int64)
    #expect(long.text(options: options) == "tensor([0, 1,  ..., 8, 9])")
    options.edgeItems = 0
    #expect(long.text(options: options) == "tensor([...], size=(10,))")
  }
}
