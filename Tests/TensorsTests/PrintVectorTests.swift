import TestSupport
import Testing

@testable import Tensors

@Suite struct PrintVectorTests {
  @Test func everyTensorOfTheVectorsPrintsAsTorchPrintsIt() throws {
    for item in try VectorFolder.tensors.cases(.tensorText) {
      let shape = try item.ints("shape")
      let text = try item.string("text")
      // A formula stands for the values of long tensors.
      let formula = item.has("generator") ? try Formula(item.string("generator"), item) : nil
      let values = try formula?.values(Shape(shape).numel) ?? item.array("values")
      item.describes("values")
      guard let dtype = try Vector.dtype(item) else { continue }
      #expect(try Vector.tensor(values, shape, dtype).text == text, "\(item.place)")
      try item.finish()
    }
  }

  /// `arange(n)*k`, or `arange(n,float32)/k` with a division in float32.
  private struct Formula {
    let count: Int
    let factor: Int?
    let divisor: Float?

    init(_ text: String, _ item: VectorFields) throws {
      if let match = text.wholeMatch(of: /arange\((\d+)\)\*(-?\d+)/) {
        (count, factor, divisor) = (Int(match.1) ?? 0, Int(match.2), nil)
      } else if let match = text.wholeMatch(of: /arange\((\d+),float32\)\/(-?[\d.]+)/) {
        (count, factor, divisor) = (Int(match.1) ?? 0, nil, Float(match.2))
      } else {
        throw item.failure("no test knows the formula '\(text)'")
      }
    }

    func values(_ numel: Int) throws -> [JSONValue] {
      guard numel == count else { throw VectorError(description: "\(count) values do not fill \(numel) elements") }
      return (0..<count).map { i in
        if let factor { return .int(i * factor) }
        return .float(Double(Float(i) / (divisor ?? 1)))
      }
    }
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
