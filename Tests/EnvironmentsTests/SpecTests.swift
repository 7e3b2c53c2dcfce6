import Catalog
import ReplayBuffers
import Tensors
import Testing

@testable import Environments

/// What a spec holds, element by element, and what it draws.
@Suite struct SpecTests {
  /// Whether one number, or one row of numbers, is in a spec: by the words of its domain.
  private func isIn(_ values: [Double], _ domain: LeafSpec.Domain) throws -> Bool {
    switch domain {
    case .unbounded: return true
    case .binary: return values.allSatisfy { $0 == 0 || $0 == 1 }
    case .categorical(let count): return values.allSatisfy { $0 >= 0 && $0 < Double(count) }
    case .oneHot: return values.filter { $0 == 1 }.count == 1 && values.filter { $0 == 0 }.count == values.count - 1
    case .bounded(let low, let high):
      let (low, high) = (try low.scalars().map(\.double), try high.scalars().map(\.double))
      return values.indices.allSatisfy { values[$0] >= low[$0] && values[$0] <= high[$0] }
    }
  }

  private func specs() throws -> [LeafSpec] {
    [
      try .bounded(-1, 2, [3], .int64), try .bounded(-1.5, 2, [3]), try .bounded(0, 0, [3], .int32),
      LeafSpec(
        [3], .float32, .bounded(low: try .fromElements([Float(-1), 0, 1]), high: try .fromElements([Float(1), 0, 2]))),
      LeafSpec([3], .int64, .categorical(3)), LeafSpec([3], .int8, .binary), .oneHot(3), LeafSpec([3], .float64),
    ]
  }

  @Test func membershipIsThatOfEveryElement() throws {
    var answers: Set<Bool> = []
    for spec in try specs() {
      for first in -2...3 {
        for second in -1...3 {
          for third in [0, 1, 2] {
            let values = [first, second, third].map { Double($0) }
            let tensor = try Tensor.fromElements(values).to(spec.dtype)
            let expected = try isIn(values, spec.domain)
            #expect(try spec.contains(tensor) == expected, "\(spec.text) \(values)")
            // The nearest value that is in it; one that is in it stays.
            let near = try spec.project(tensor)
            #expect(try spec.contains(near), "\(spec.text) \(values)")
            if expected { #expect(try near.scalars() == tensor.scalars()) }
            answers.insert(expected)
          }
        }
      }
    }
    #expect(answers == [true, false])
  }

  @Test func projectionIsToTheNearest() throws {
    func projected(_ spec: LeafSpec, _ values: [Double]) throws -> [Double] {
      try spec.project(try Tensor.fromElements(values).to(spec.dtype)).scalars().map(\.double)
    }
    #expect(try projected(.bounded(-1, 2, [4], .int64), [-9, -1, 2, 9]) == [-1, -1, 2, 2])
    #expect(try projected(.bounded(-1.5, 0.5, [3]), [-2, 0.25, 0.75]) == [-1.5, 0.25, 0.5])
    #expect(try projected(LeafSpec([4], .int64, .categorical(3)), [-1, 0, 2, 3]) == [0, 0, 2, 2])
    #expect(try projected(LeafSpec([3], .int8, .binary), [-3, 1, 7]) == [0, 1, 1])
    #expect(try projected(.oneHot(3), [1, 5, 2]) == [0, 1, 0])
    #expect(try projected(.oneHot(3), [0, 0, 0]) == [1, 0, 0])
  }

  @Test func shapesAndDTypesAreThoseOfTheSpec() throws {
    let spec = try LeafSpec.bounded(-1, 2, [2, 3])
    for shape in [[2, 3], [4, 2, 3], [1, 5, 2, 3], [0, 2, 3]] as [Shape] { #expect(try spec.contains(.zeros(shape))) }
    for shape in [[], [3], [3, 2], [2, 3, 1], [1, 3]] as [Shape] { #expect(try !spec.contains(.zeros(shape))) }
    #expect(try !spec.contains(.zeros([2, 3], .float64)))
    #expect(try spec.zero([4]).shape == [4, 2, 3] && spec.one().scalars().allSatisfy { $0.double == 1 })
    let wide = try spec.expanded([5])
    #expect(wide.shape == [5, 2, 3])
    #expect(try wide.contains(.ones([5, 2, 3])) && !wide.contains(.ones([2, 3])))
    #expect(throws: Failure.self) { try LeafSpec.bounded(2, 1, [1]) }
  }

  /// Every value turns up about as often as the others, both ends as well.
  @Test func drawsAreEvenUpToBothEnds() throws {
    let generator = Generator(seed: 8)
    for (spec, values) in [
      (try LeafSpec.bounded(-2, 3, [1], .int64), -2...3), (try .bounded(5, 6, [1], .int16), 5...6),
      (try .bounded(4, 4, [1], .int64), 4...4), (LeafSpec([1], .int64, .categorical(4)), 0...3),
      (LeafSpec([1], .bool, .binary), 0...1),
    ] as [(LeafSpec, ClosedRange<Int>)] {
      let drawn = try spec.random([6000], generator: generator).scalars().map(\.int)
      let counts = Dictionary(drawn.map { ($0, 1) }, uniquingKeysWith: +)
      #expect(Set(counts.keys) == Set(values), "\(spec.text)")
      let share = 6000 / values.count
      for (value, count) in counts { #expect(abs(count - share) < 6000 / 20, "\(value) of \(values)") }
    }
    let hot = try LeafSpec.oneHot(3).random([6000], generator: generator)
    for count in try hot.sum([0]).scalars() { #expect(abs(count.int - 2000) < 300) }
    let floats = try LeafSpec.bounded(-2, 3, [1]).random([6000], generator: generator).scalars().map(\.double)
    #expect(floats.allSatisfy { $0 >= -2 && $0 <= 3 })
    #expect((floats.min() ?? 0) < -1.99 && (floats.max() ?? 0) > 2.99)
    #expect(abs(floats.reduce(0, +) / 6000 - 0.5) < 0.1)
  }

  @Test func drawsAreTorchRLs() throws {
    // torch.manual_seed(0) before each; TorchRL 0.14.1.
    func drawn(_ spec: LeafSpec, _ shape: Shape = [6]) throws -> [Double] {
      try spec.random(shape, generator: Generator(seed: 0)).scalars().map(\.double)
    }
    #expect(try drawn(LeafSpec([], .int64, .categorical(5))) == [4, 4, 3, 0, 3, 4])
    #expect(try drawn(.bounded(-2, 3, [], .int64)) == [3, 2, 0, 3, 1, 2])
    #expect(try drawn(.oneHot(3), [2]) == [0, 0, 1, 1, 0, 0])
    #expect(
      try drawn(.bounded(-1, 3, [])) == [
        0.9850263595581055, 2.0728871822357178, -0.6460902690887451, -0.4718780517578125, 0.2296912670135498,
        1.5363147258758545,
      ])
  }

  @Test func compositesKeepTheirOrderAndTheirTree() throws {
    var spec = CompositeSpec(shape: [2])
    spec["b"] = .leaf(LeafSpec([2, 3]))
    spec[["in", "a"]] = .leaf(LeafSpec([2, 1], .int64, .categorical(2)))
    spec["a"] = .leaf(LeafSpec([2]))
    #expect(spec.leafKeys == ["b", ["in", "a"], "a"])
    #expect(spec["in"]?.shape == [2])
    spec["b"] = .leaf(LeafSpec([2, 4]))
    #expect(spec.leafKeys == ["b", ["in", "a"], "a"])
    let zero = try spec.zero()
    #expect(zero.batchSize == [2])
    #expect(try zero.tensor("b").shape == [2, 4] && zero.tensor(["in", "a"]).dtype == .int64)
    let drawn = try spec.random([5], generator: Generator(seed: 1))
    #expect(drawn.batchSize == [5, 2])
    #expect(try spec.contains(drawn))
    try drawn.set(["in", "a"], .full([5, 2, 1], 2, .int64))
    #expect(try !spec.contains(drawn))
    try drawn.remove(["in", "a"])
    #expect(try !spec.contains(drawn))
    spec[["in", "a"]] = nil
    #expect(spec.leafKeys == ["b", "a"])
    #expect(try spec.contains(drawn))
    #expect(spec[["none", "a"]] == nil)
    #expect(try spec.expanded([7]).zero().batchSize == [7, 2])
  }
}
