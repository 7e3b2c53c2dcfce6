/// A set of small integers that counts and finds its members by rank.
///
/// One bit per possible member; for every block of 512 bits the members before it in its group of 64 blocks; for every
/// group the members before it. To find a member by rank are two binary searches and one cache line of bits, which for
/// ten million possible members stay within 1.3 MB. To change one costs O(capacity / 32768) additions in a row.
struct RankedBits: Sendable {
  private static let wordsPerBlock = 8
  private static let bitsPerBlock = 512
  private static let blocksPerGroup = 64
  private static let bitsPerGroup = bitsPerBlock * blocksPerGroup

  /// Possible members are `0 ..< capacity`, a multiple of 512.
  let capacity: Int
  private(set) var count: Int
  private var words: [UInt64]
  /// Per block, the members before it in its group.
  private var blocks: [UInt16]
  /// Per group, the members before it.
  private var groups: [Int32]

  init(capacity: Int) {
    self.init(words: [UInt64](repeating: 0, count: Self.roundedUp(capacity) / 64))
  }

  /// The set whose member `i` is bit `i % 64` of word `i / 64`. - Precondition: a multiple of 8 words.
  init(words: [UInt64]) {
    self.words = words
    capacity = words.count * 64
    var (blocks, groups): ([UInt16], [Int32]) = ([], [])
    blocks.reserveCapacity(words.count / Self.wordsPerBlock)
    var total = 0
    for block in 0..<words.count / Self.wordsPerBlock {
      if block % Self.blocksPerGroup == 0 { groups.append(Int32(total)) }
      blocks.append(UInt16(total - Int(groups[groups.count - 1])))
      for word in block * Self.wordsPerBlock..<(block + 1) * Self.wordsPerBlock { total += words[word].nonzeroBitCount }
    }
    (self.blocks, self.groups, count) = (blocks, groups, total)
  }

  /// The next capacity that a set can have.
  static func roundedUp(_ capacity: Int) -> Int { (max(capacity, 1) + bitsPerBlock - 1) / bitsPerBlock * bitsPerBlock }

  func contains(_ member: Int) -> Bool { words[member >> 6] >> UInt64(member & 63) & 1 == 1 }

  /// Puts a member in, or takes it out. Returns whether that changed the set.
  @discardableResult
  mutating func set(_ member: Int, _ isMember: Bool) -> Bool {
    guard contains(member) != isMember else { return false }
    words[member >> 6] ^= 1 << UInt64(member & 63)
    count += isMember ? 1 : -1
    let group = member / Self.bitsPerGroup
    let firstBlock = member / Self.bitsPerBlock + 1
    let change: UInt16 = isMember ? 1 : .max
    for block in firstBlock..<max(firstBlock, min((group + 1) * Self.blocksPerGroup, blocks.count)) {
      blocks[block] &+= change
    }
    let step: Int32 = isMember ? 1 : -1
    for later in group + 1..<max(group + 1, groups.count) { groups[later] &+= step }
    return true
  }

  /// The number of members below this one. - Parameter limit: `0 ... capacity`.
  func rank(_ limit: Int) -> Int {
    guard limit < capacity else { return count }
    let word = limit >> 6
    var found = Int(groups[limit / Self.bitsPerGroup]) + Int(blocks[limit / Self.bitsPerBlock])
    for i in word & ~(Self.wordsPerBlock - 1)..<word { found += words[i].nonzeroBitCount }
    return found + (words[word] & ((1 << UInt64(limit & 63)) - 1)).nonzeroBitCount
  }

  /// The member with this many members below it. - Precondition: `0 ..< count`.
  func select(_ rank: Int) -> Int {
    // The last group, then the last block in it, with no more members before it.
    var (group, size) = (0, groups.count)
    while size > 1 {
      let half = size / 2
      group += groups[group + half] <= Int32(rank) ? half : 0
      size -= half
    }
    var left = rank - Int(groups[group])
    var block = group * Self.blocksPerGroup
    size = min(Self.blocksPerGroup, blocks.count - block)
    while size > 1 {
      let half = size / 2
      block += Int(blocks[block + half]) <= left ? half : 0
      size -= half
    }
    left -= Int(blocks[block])
    var word = block * Self.wordsPerBlock
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

  /// How many words are looked through for a neighbour before it is found by rank.
  private static let reach = 8

  /// The first member that is not below this number.
  func next(from member: Int) -> Int? {
    guard member < capacity else { return nil }
    var word = member >> 6
    var bits = words[word] & (~0 << UInt64(member & 63))
    let end = min(word + Self.reach, words.count)
    while true {
      if bits != 0 { return word * 64 + bits.trailingZeroBitCount }
      word += 1
      if word >= end { break }
      bits = words[word]
    }
    let below = rank(member)
    return below < count ? select(below) : nil
  }

  /// The last member below this number.
  func previous(before member: Int) -> Int? {
    guard member > 0 else { return nil }
    var word = (member - 1) >> 6
    var bits = words[word] & (~0 >> UInt64(63 - (member - 1) & 63))
    let end = max(word - Self.reach, -1)
    while true {
      if bits != 0 { return word * 64 + 63 - bits.leadingZeroBitCount }
      word -= 1
      if word <= end { break }
      bits = words[word]
    }
    let below = rank(member)
    return below > 0 ? select(below - 1) : nil
  }
}
