/// Unsafe: this file reads vectors of counts. `blocks` and `groups` hold whole groups and whole chunks of 64 counts (`init`
/// pads them), and every vector that is read lies within one of those, since ranks are checked to be below `count`. Addresses of words are given to
/// `rb_prefetch`, which reads nothing.

import CKernels

/// A set of small integers that counts and finds its members by rank.
///
/// One bit per possible member; for every block of 512 bits the members before it in its group of 64 blocks; for every
/// group the members before it. A member is found by its rank in three steps, each within a cache line or two of counts
/// or bits, which for ten million possible members take 1.3 MB. To change one costs O(capacity / 32768) additions in a
/// row.
struct RankedBits: Sendable {
  private static let wordsPerBlock = 8
  private static let bitsPerBlock = 512
  private static let blocksPerGroup = 64
  private static let groupsPerChunk = 64
  private static let bitsPerGroup = bitsPerBlock * blocksPerGroup

  /// Possible members are `0 ..< capacity`, a multiple of 512.
  let capacity: Int
  private(set) var count: Int
  private var words: [UInt64]
  /// Per block, the members before it in its group; the largest number for blocks beyond the capacity.
  private var blocks: [UInt16]
  /// Per group, the members before it; the largest number for groups beyond the capacity.
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
    while blocks.count % Self.blocksPerGroup != 0 || blocks.isEmpty { blocks.append(.max) }
    while groups.count % Self.groupsPerChunk != 0 || groups.isEmpty { groups.append(.max) }
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
    let lastBlock = min((group + 1) * Self.blocksPerGroup, capacity / Self.bitsPerBlock)
    for block in firstBlock..<max(firstBlock, lastBlock) { blocks[block] &+= change }
    let step: Int32 = isMember ? 1 : -1
    let lastGroup = (capacity + Self.bitsPerGroup - 1) / Self.bitsPerGroup
    for later in group + 1..<max(group + 1, lastGroup) { groups[later] &+= step }
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
    precondition(rank >= 0 && rank < count)
    let (block, left) = block(of: rank)
    return member(block, left, first: words[block * Self.wordsPerBlock].nonzeroBitCount)
  }

  /// How many ranks the words are asked for ahead of their use.
  private static let lead = 16

  /// Calls `body` with every place in `ranks` and the member with so many members below it, in order.
  ///
  /// Ranks are random, so every one misses the cache: the words are asked for some ranks ahead, so that memory brings them
  /// while `body` is busy with the ones before.
  @inline(__always)
  func forEach(_ ranks: [Int], _ body: (_ place: Int, _ member: Int) -> Void) {
    let count = count
    precondition(ranks.allSatisfy { $0 >= 0 && $0 < count })
    words.withUnsafeBufferPointer { words in
      withUnsafeTemporaryAllocation(of: (block: Int, left: Int).self, capacity: Self.lead) { ahead in
        for place in 0..<ranks.count + Self.lead {
          let slot = place % Self.lead
          if place >= Self.lead {
            let (block, left) = ahead[slot]
            body(place - Self.lead, member(block, left, first: words[block * Self.wordsPerBlock].nonzeroBitCount))
          }
          if place < ranks.count {
            ahead[slot] = block(of: ranks[place])
            if let base = words.baseAddress {
              // The words of an array are not aligned to cache lines, so that a block may lie in two.
              let first = base + ahead[slot].block * Self.wordsPerBlock
              rb_prefetch(first)
              rb_prefetch(first + Self.wordsPerBlock - 1)
            }
          }
        }
      }
    }
  }

  /// The last block with no more members before it, and how many are left within it. Counted without branches, which
  /// random ranks would make the processor guess wrong.
  private func block(of rank: Int) -> (block: Int, left: Int) {
    let group = groups.withUnsafeBytes { groups in
      var chunk = 0
      let step = Self.groupsPerChunk * MemoryLayout<Int32>.size
      var next = step
      while next < groups.count {
        chunk &+= groups.loadUnaligned(fromByteOffset: next, as: Int32.self) <= Int32(rank) ? 1 : 0
        next &+= step
      }
      let limit = SIMD16<Int32>(repeating: Int32(rank))
      var found = SIMD16<Int32>(repeating: 0)
      for part in 0..<4 {
        let sums = groups.loadUnaligned(fromByteOffset: chunk * step + part * 64, as: SIMD16<Int32>.self)
        found.replace(with: found &+ 1, where: sums .<= limit)
      }
      return chunk * Self.groupsPerChunk + Int(found.wrappedSum()) - 1
    }
    let left = rank - Int(groups[group])
    let block = blocks.withUnsafeBytes { blocks in
      let limit = SIMD16<UInt16>(repeating: UInt16(left))
      var found = SIMD16<UInt16>(repeating: 0)
      for part in 0..<4 {
        let offset = group * Self.blocksPerGroup * 2 + part * 32
        let sums = blocks.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt16>.self)
        found.replace(with: found &+ 1, where: sums .<= limit)
      }
      return group * Self.blocksPerGroup + Int(found.wrappedSum()) - 1
    }
    return (block, left - Int(blocks[block]))
  }

  /// The member of a block with `left` members of it below. - Parameter sum: The members in the block's first word.
  private func member(_ block: Int, _ left: Int, first sum: Int) -> Int {
    let first = block * Self.wordsPerBlock
    var (word, before, sum) = (first, 0, sum)
    words.withUnsafeBufferPointer { words in
      for i in first..<first &+ Self.wordsPerBlock &- 1 {
        if i > first { sum &+= words[i].nonzeroBitCount }
        let isPassed = (sum &- left &- 1) >> 63
        word &-= isPassed
        before = (sum & isPassed) | (before & ~isPassed)
      }
    }
    var bits = words[word]
    for _ in before..<left { bits &= bits - 1 }
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
