import Testing

@testable import ReplayBuffers

@Suite("Ranked bits")
struct RankedBitsTests {
  /// Beyond 64 groups of 32,768 the counts have a third level; sparse and dense stretches meet at its borders.
  private func members(below capacity: Int) -> [Int] {
    var random = SystemRandomNumberGenerator()
    let chunk = 64 * 32_768
    var members: Set<Int> = [0, capacity - 1]
    for border in stride(from: chunk, to: capacity, by: chunk) { members.formUnion([border - 1, border]) }
    for _ in 0..<3000 { members.insert(.random(in: 0..<capacity, using: &random)) }
    let dense = Int.random(in: 0..<capacity - 2000, using: &random)
    members.formUnion(dense..<dense + 1500)
    return members.sorted()
  }

  @Test(arguments: [512, 40_960, 5_000_192])
  func membersAreFoundByRankAndByNeighbourAsInASortedList(capacity: Int) {
    let expected = capacity == 512 ? [3, 64, 127, 511] : members(below: capacity)
    var bits = RankedBits(capacity: capacity)
    for member in expected.shuffled() { bits.set(member, true) }
    check(bits, expected)
    let gone = Set(expected.indices.filter { $0 % 3 == 1 }.map { expected[$0] })
    for member in gone { bits.set(member, false) }
    check(bits, expected.filter { !gone.contains($0) })
  }

  private func check(_ bits: RankedBits, _ expected: [Int]) {
    #expect(bits.count == expected.count)
    #expect(expected.indices.map { bits.select($0) } == expected)
    #expect(expected.map { bits.rank($0) } == Array(expected.indices))
    #expect(expected.dropFirst().map { bits.previous(before: $0) } == expected.dropLast())
    #expect(zip(expected, expected.dropFirst()).allSatisfy { bits.next(from: $0 + 1) == $1 })
    #expect(bits.previous(before: expected[0]) == nil)
    let ranks = expected.indices.shuffled()
    for count in [0, 1, 15, 16, 17, ranks.count] where count <= ranks.count {
      let asked = Array(ranks.prefix(count))
      var places: [Int] = []
      var found: [Int] = []
      bits.forEach(asked) { place, member in
        places.append(place)
        found.append(member)
      }
      #expect(places == Array(0..<count))
      #expect(found == asked.map { expected[$0] })
    }
  }
}
