import Catalog
import Testing

@testable import Tensors

@Suite struct GeneratorTests {
  @Test func onlyTheLow32BitsOfASeedFeedTheEngine() {
    let draws = [7, 7 + 1 << 32].map { Generator().manualSeed($0).integers(count: 5) }
    #expect(draws[0] == draws[1])
    #expect(Generator().manualSeed(-1).integers(count: 3) == Generator(seed: 0xffff_ffff).integers(count: 3))
    #expect(Generator().manualSeed(-1).initialSeed == UInt64.max)
    #expect(Generator().initialSeed == 67_280_421_310_721)
  }

  @Test func seedsOutsideTheirRangeAreRefused() throws {
    #expect(try Generator().manualSeed(1.7).initialSeed == 1)
    #expect(try Generator().manualSeed(-1.7).initialSeed == UInt64.max)
    #expect(try Generator().manualSeed(0x1p63).initialSeed == 1 << 63)
    #expect(throws: Failure.self) { try Generator().manualSeed(0x1p64) }
    #expect(throws: Failure.self) { try Generator().manualSeed(Double.nan) }
    #expect(throws: Failure.self) { try Generator().manualSeedNumpy(-1) }
    #expect(throws: Failure.self) { try Generator().manualSeedNumpy(1 << 32) }
    // numpy.random.seed(5); numpy.random.uniform(0, 3, 3)
    let draws = try Generator().manualSeedNumpy(5).uniformNumpy(0, 3, count: 3)
    #expect(draws == [0.6659795132692184, 2.6121969185321294, 0.6201574660182793])
  }

  @Test func aStateContinuesTheStreamFromAnyPosition() throws {
    for drawn in [0, 1, 3, 623, 624, 625, 2000] {
      let generator = Generator(seed: 11)
      if drawn > 0 { _ = generator.uniforms32(count: drawn) }
      if drawn % 2 == 1 { _ = generator.normal() }
      let state = try generator.state()
      let other = Generator(seed: 3)
      try other.setState(state)
      #expect(other.initialSeed == 11)
      #expect(Vector.firstDifference(try other.state(), (0..<5056).map { Vector.element(state, $0).int }) == nil)
      #expect(generator.normal() == other.normal())
      #expect(generator.integers(below: 1 << 40, count: 700) == other.integers(below: 1 << 40, count: 700))
    }
  }

  @Test func statesThatAreNoneAreRefused() throws {
    let generator = Generator()
    #expect(kind { try generator.setState(.zeros([5], .uint8)) } == .runtime)
    #expect(kind { try generator.setState(.zeros([5056], .uint8)) } == .runtime)
    #expect(kind { try generator.setState(.zeros([5056], .float32)) } == .type)
  }

  @Test func wrongArgumentsFailAsInTorch() throws {
    let g = Generator()
    #expect(kind { _ = try Tensor.randint(5, below: 5, [2], generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randint(0, below: 257, [2], .uint8, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randint(-1, below: 3, [2], .uint8, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randint(0, below: 256, [2], .uint8, generator: g) } == nil)
    #expect(kind { _ = try Tensor.randint(0, below: 3, [2], .bool, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randint(0, below: 70000, [2], .float16, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randint(Int.min, below: Int.max, [2], generator: g) } == nil)
    #expect(kind { _ = try Tensor.randint(0, below: 5, [-1], generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randperm(-1, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randperm(256, .uint8, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randperm(2049, .float16, generator: g) } == nil)
    #expect(kind { _ = try Tensor.randperm(2050, .float16, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.randperm(3, .bool, generator: g) } == .notImplemented)
    #expect(kind { _ = try Tensor.rand([3], .int64, generator: g) } == .notImplemented)
    #expect(kind { _ = try Tensor.randn([3], .bool, generator: g) } == .notImplemented)
    #expect(kind { try Tensor.zeros([3]).fillUniform(from: 2, to: 1, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillUniform(to: .infinity, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillUniform(from: -3e38, to: 3e38, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillNormal(std: -1, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillExponential(rate: 0, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3], .int32).fillExponential(generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillGeometric(p: 1, generator: g) } == .runtime)
    #expect(kind { try Tensor.zeros([3]).fillBernoulli(p: 1.5, generator: g) } == .runtime)
    #expect(kind { _ = try Tensor.bernoulli(.zeros([3], .int64), generator: g) } == .notImplemented)
    let expanded = try Tensor.zeros([1]).view(shape: [3], strides: [0], offset: 0)
    #expect(kind { try expanded.fillNormal(generator: g) } == .runtime)
  }

  @Test func multinomialRefusesBadWeights() throws {
    let g = Generator()
    func draw(_ weights: [Double], _ count: Int, _ replacement: Bool = false) -> FailureKind? {
      kind {
        let tensor = try Vector.tensor(weights, [weights.count], .float32)
        _ = try Tensor.multinomial(tensor, count: count, replacement: replacement, generator: g)
      }
    }
    #expect(draw([0, 1], 2) == nil)
    #expect(draw([0, 1], 3) == .runtime)
    #expect(draw([0, 1], 3, true) == nil)
    #expect(draw([0, 1], 0) == .runtime)
    #expect(draw([0, 0], 1) == .runtime)
    #expect(draw([0, 0], 2, true) == .runtime)
    #expect(draw([1, -1], 1) == .runtime)
    #expect(draw([1, .infinity], 2, true) == .runtime)
    #expect(draw([1, .nan], 2, true) == .runtime)
    #expect(draw([], 1, true) == .runtime)
  }

  /// `randint(-2^62, 2^62, dtype=float64)` of torch's: 2^62 - 1 is rounded up, but its spacing is that below 2^62.
  @Test func boundsThatRoundToAPowerOfTwoMoveByTheSpacingBelowIt() throws {
    let drawn = try Tensor.randint(
      -(1 << 62), below: 1 << 62, [2], .float64, generator: Generator(seed: 2_376_289_930))
    #expect(Vector.firstDifference(drawn, [-1.4744816362744088e16, 3.3206310593937475e18]) == nil)
  }

  @Test func arraysDrawWhatTensorsDraw() throws {
    let array = try Generator(seed: 4).integers(-3, below: 9, count: 300)
    let tensor = try Tensor.randint(-3, below: 9, [300], generator: Generator(seed: 4))
    #expect(Vector.firstDifference(tensor, array) == nil)
    let order = Generator(seed: 4).permutation(50)
    #expect(Vector.firstDifference(try Tensor.randperm(50, generator: Generator(seed: 4)), order) == nil)
    #expect(order.sorted() == Array(0..<50))
    let floats = Generator(seed: 4).uniforms32(count: 9)
    #expect(
      Vector.firstDifference(try Tensor.rand([9], generator: Generator(seed: 4)), floats.map { Double($0) }) == nil)
  }

  @Test func theFastRemainderIsTheRemainder() {
    let generator = Generator(seed: 9)
    for divisor in [1, 2, 3, 7, 10, 255, 256, 1000, 65537, (1 << 28) - 1] as [UInt64] {
      let modulus = Modulus32(divisor)
      for value in [0, 1, UInt32.max, UInt32.max - 1, UInt32(divisor), UInt32(divisor) - 1, generator.nextUInt32()] {
        #expect(modulus(value) == Int(UInt64(value) % divisor))
      }
    }
  }

  @Test func severalThreadsMayDrawFromOneGenerator() async throws {
    let generator = Generator(seed: 1)
    let drawn = await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 { group.addTask { generator.integers(below: 1 << 50, count: 100) } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    // Each fill is a run of the one stream, in some order.
    let stream = Generator(seed: 1).integers(below: 1 << 50, count: 800)
    let chunks = Set((0..<8).map { Array(stream[($0 * 100)..<($0 * 100 + 100)]) })
    #expect(Set((0..<8).map { Array(drawn[($0 * 100)..<($0 * 100 + 100)]) }) == chunks)
  }

  private func kind(_ body: () throws -> Void) -> FailureKind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? Failure)?.kind
    }
  }
}

extension Generator {
  fileprivate func integers(below high: Int = 1 << 20, count: Int) -> [Int] {
    (try? integers(0, below: high, count: count)) ?? []
  }
}
