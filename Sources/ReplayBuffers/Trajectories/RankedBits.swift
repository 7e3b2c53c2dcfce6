/// A set of small integers that counts and finds its members by rank in O(log capacity).
///
/// One bit per possible member, and a Fenwick tree over the counts of blocks of 512 bits: for ten million possible
/// members 1.4 MB in all, and 15 steps through 160 kB to find one.
struct RankedBits: Sendable {
  private static let wordsPerBlock = 8
  private static let bitsPerBlock = 512

  /// Possible members are `0 ..< capacity`, a multiple of 512.
  let capacity: Int
  private(set) var count: Int
  private var words: [UInt64]
  /// `sums[b]`, from 1: the members in the blocks that end with block `b - 1` and that the tree's node `b` stands for.
  private var sums: [Int32]
  /// The largest power of two that is not above the number of blocks.
  private let topStep: Int

  init(capacity: Int) {
    self.init(words: [UInt64](repeating: 0, count: Self.roundedUp(capacity) / 64))
  }

  /// The set whose member `i` is bit `i % 64` of word `i / 64`. - Precondition: a multiple of 8 words.
  init(words: [UInt64]) {
    self.words = words
    capacity = words.count * 64
    let blocks = words.count / Self.wordsPerBlock
    var counts = [Int32](repeating: 0, count: blocks + 1)
    var total = 0
    for block in 0..<blocks {
      var members = 0
      for word in block * Self.wordsPerBlock..<(block + 1) * Self.wordsPerBlock {
        members += words[word].nonzeroBitCount
      }
      counts[block + 1] += Int32(members)
      total += members
      let parent = (block + 1) + ((block + 1) & -(block + 1))
      if parent <= blocks { counts[parent] += counts[block + 1] }
    }
    sums = counts
    count = total
    var step = 1
    while step * 2 <= blocks { step *= 2 }
    topStep = step
  }

  /// The next capacity that a set can have.
  static func roundedUp(_ capacity: Int) -> Int { (max(capacity, 1) + bitsPerBlock - 1) / bitsPerBlock * bitsPerBlock }

  func contains(_ member: Int) -> Bool { words[member >> 6] >> UInt64(member & 63) & 1 == 1 }

  /// Puts a member in, or takes it out. Returns whether that changed the set.
  @discardableResult
  mutating func set(_ member: Int, _ isMember: Bool) -> Bool {
    guard contains(member) != isMember else { return false }
    words[member >> 6] ^= 1 << UInt64(member & 63)
    let change: Int32 = isMember ? 1 : -1
    count += Int(change)
    var node = member / Self.bitsPerBlock + 1
    while node < sums.count {
      sums[node] += change
      node += node & -node
    }
    return true
  }

  /// The number of members below this one. - Parameter limit: `0 ... capacity`.
  func rank(_ limit: Int) -> Int {
    let block = limit / Self.bitsPerBlock
    var found = 0
    var node = block
    while node > 0 {
      found += Int(sums[node])
      node -= node & -node
    }
    let word = limit >> 6
    for i in block * Self.wordsPerBlock..<word { found += words[i].nonzeroBitCount }
    if limit & 63 != 0 { found += (words[word] & ((1 << UInt64(limit & 63)) - 1)).nonzeroBitCount }
    return found
  }

  /// The member with this many members below it. - Precondition: `0 ..< count`.
  func select(_ rank: Int) -> Int {
    var rest = Int32(rank)
    var block = 0
    var step = topStep
    while step > 0 {
      let next = block + step
      if next < sums.count, sums[next] <= rest {
        block = next
        rest -= sums[next]
      }
      step /= 2
    }
    var word = block * Self.wordsPerBlock
    var left = Int(rest)
    while true {
      let members = words[word].nonzeroBitCount
      if left < members { break }
      left -= members
      word += 1
    }
    var bits = words[word]
    for _ in 0..<left { bits &= bits - 1 }
    return word * 64 + bits.trailingZeroBitCount
  }

  /// The first member that is not below this number.
  func next(from member: Int) -> Int? {
    guard member < capacity else { return nil }
    // Most neighbours are near: the rest of the word first.
    let bits = words[member >> 6] >> UInt64(member & 63)
    if bits != 0 { return member + bits.trailingZeroBitCount }
    let below = rank(member)
    return below < count ? select(below) : nil
  }

  /// The last member below this number.
  func previous(before member: Int) -> Int? {
    let offset = member & 63
    if offset != 0 {
      let bits = words[member >> 6] << UInt64(64 - offset)
      if bits != 0 { return member - 1 - bits.leadingZeroBitCount }
    }
    let below = rank(member)
    return below > 0 ? select(below - 1) : nil
  }
}
