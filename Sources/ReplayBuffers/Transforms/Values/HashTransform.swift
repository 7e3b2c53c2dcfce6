import Catalog
import Tensors

/// Replaces values by their hash, and, where it keeps a repertoire, hashes by their values again.
public final class HashTransform: PairedTransform, DeclaredTransform {
  public let keys: TransformKeys
  private let function: (any Callback)?
  private let seed: Tree?
  private let lock = RecursiveLock()
  private let givenRepertoire: [Pair]?
  // Touched under `lock` only; nil keeps none.
  nonisolated(unsafe) private var repertoire: [String: Tree]?

  /// A hash, as the tuple of its numbers, and the value that it stands for.
  public typealias Pair = (key: Tree, value: Tree)

  /// - Parameters:
  ///   - function: Gives a tensor for a value (and the seed, where there is one); nil for SHA-256 of the value's text
  ///     as 32 bytes.
  ///   - seed: What goes before the text.
  ///   - repertoire: Values that are known from the start; nil for none.
  public init(
    _ function: (any Callback)? = nil, seed: Tree? = nil, repertoire given: [Pair]? = nil, keys: TransformKeys
  ) {
    self.keys = keys
    self.function = function
    self.seed = seed
    givenRepertoire = given
    if let given {
      repertoire = Dictionary(given.map { (PythonText.repr($0.key), $0.value) }) { $1 }
    } else {
      repertoire = keys.inverseWrites.isEmpty ? nil : [:]
    }
  }

  public func visitReferences(_ visitor: ReferenceVisitor) { visitor.visit(function) }
  public var isNative: Bool { function == nil }
  public var hasInverse: Bool { !keys.inverseWrites.isEmpty }

  public func forward(_ data: Tree) throws(Failure) -> Tree {
    let data = try tensordict(data)
    for (source, target) in zip(keys.reads, keys.writes) {
      let value = try data.inputEntry(source, "hash_transform").tree
      let hash = try self.hash(value)
      let name = try self.name(of: hash)
      lock.withLock { repertoire?[name] = value }
      try data.set(target, hash)
    }
    return .tensordict(data)
  }

  /// The text of all numbers of a hash, in tuples.
  private func name(of hash: Tensor) throws(Failure) -> String {
    func numbers(_ tensor: Tensor) throws(Failure) -> Tree {
      guard tensor.ndim > 0 else { return FieldKind<Scalar>.scalar.encode(try tensor.item()) }
      return .tuple(try tensor.unbind(0).map { (part) throws(Failure) in try numbers(part) })
    }
    return PythonText.repr(try numbers(hash))
  }

  private func hash(_ value: Tree) throws(Failure) -> Tensor {
    if let function {
      let given = try function.call([value] + (seed.map { [$0] } ?? []))
      guard case .tensor(let hash) = given else {
        throw .value("expected a tensor from hash_fn, got \(given.article)", argument: "hash_fn")
      }
      return hash
    }
    var text = PythonText.str(value)
    if case .none = value { text = "" }
    if let seed { text = PythonText.str(seed) + text }
    return try .fromElements(SHA256.digest(Array(text.utf8)))
  }

  public func inverse(_ data: Tree) throws(Failure) -> Tree? {
    let data = try tensordict(data)
    for (target, source) in zip(keys.inverseWrites, keys.inverseReads) {
      let hash = try data.input(source, "hash_transform")
      let name = try self.name(of: hash)
      guard let value = lock.withLock({ repertoire?[name] }) else {
        throw .key("hash_transform() has not seen the value of the hash at key \(source.text)")
      }
      try data.set(target, value)
    }
    return .tensordict(data)
  }

  static let function = Field<HashTransform, (any Callback)?>(
    "hash_fn", .optional(.function), default: nil, "Takes a value, gives a tensor; None for SHA-256.",
    labelOnly: true, attribute: .hidden
  ) { $0.function }
  static let seed = Field<HashTransform, Tree>(
    "seed", .any, default: .none, "Goes before the value, or to hash_fn as its second argument.", labelOnly: true,
    attribute: .hidden
  ) { $0.seed ?? Tree.none }
  static let useRawNontensor = Field<HashTransform, Bool>.accepted(
    "use_raw_nontensor", .bool, default: false, "Accepted for TorchRL's sake.", labelOnly: true)
  static let repertoire = Field<HashTransform, Tree>(
    "repertoire", .any, default: .none,
    "A dict of values that are known from the start, by the tuple of the numbers of their hash.", labelOnly: true,
    attribute: .hidden
  ) { $0.givenRepertoire.map { .dict($0) } ?? Tree.none }

  public var spec: ComponentSpec { Self.spec }
  public static let spec = ComponentSpec(
    .transform, "hash_transform", "Hash", parent: "UnaryTransform",
    "Replaces values by their hash: 32 bytes of SHA-256.",
    fields: requiredKeyFields() + inverseKeyFields() + [function, seed, useRawNontensor, repertoire],
    examples: [
      Example(
        "td = tensordict({\"a\": \"abc\"})\nprint(hash_transform([\"a\"], [\"b\"])(td)[\"b\"][:3])",
        prints: "tensor([186, 120,  22], dtype=torch.uint8)")
    ]
  ) { (arguments) throws(Failure) -> any TreeObject in
    var (known, seed): ([Pair]?, Tree?) = (nil, try arguments[seed])
    if case .none? = seed { seed = nil }
    switch try arguments[repertoire] {
    case .none: break
    case .dict(let pairs): known = pairs
    case let other:
      throw .unfit("repertoire", expected: "a dict", got: other, help: "by hash: {(186, 120, 22): \"abc\"}")
    }
    return HashTransform(
      try arguments[function], seed: seed, repertoire: known, keys: try TransformKeys(arguments, reading: nil))
  }
}

/// FIPS 180-4.
enum SHA256 {
  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of the
  /// first 8.
  private static let (rounds, start): ([UInt32], [UInt32]) = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    /// The largest x with x to the `power` at most `prime << (32 * power)`: the root's 32 fractional bits are its low half.
    func root(_ prime: UInt64, _ power: Int) -> UInt32 {
      var (low, high): (UInt64, UInt64) = (0, 1 << 37)
      while high - low > 1 {
        let middle = (low + high) / 2
        if fits(middle, power, prime) { low = middle } else { high = middle }
      }
      return UInt32(truncatingIfNeeded: low)
    }
    return (primes.map { root($0, 3) }, primes.prefix(8).map { root($0, 2) })
  }()

  /// Whether `x` to the `power` is at most `prime << (32 * power)`, in exact arithmetic on 32-bit limbs.
  private static func fits(_ x: UInt64, _ power: Int, _ prime: UInt64) -> Bool {
    var limbs: [UInt64] = [1]
    for _ in 0..<power {
      var product = [UInt64](repeating: 0, count: limbs.count + 2)
      for (place, limb) in limbs.enumerated() {
        var carry: UInt64 = 0
        for (shift, factor) in [x & 0xffff_ffff, x >> 32].enumerated() {
          let sum = product[place + shift] + limb * factor + carry
          product[place + shift] = sum & 0xffff_ffff
          carry = sum >> 32
        }
        product[place + 2] += carry
      }
      limbs = product
    }
    var bound = [UInt64](repeating: 0, count: limbs.count)
    bound[power] = prime
    for (a, b) in zip(limbs.reversed(), bound.reversed()) where a != b { return a < b }
    return true
  }

  static func digest(_ message: [UInt8]) -> [UInt8] {
    var bytes = message + [0x80]
    while bytes.count % 64 != 56 { bytes.append(0) }
    let length = UInt64(message.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: length >> shift)) }
    var state = start
    func rotated(_ x: UInt32, _ n: UInt32) -> UInt32 { (x >> n) | (x << (32 - n)) }
    for block in stride(from: 0, to: bytes.count, by: 64) {
      var words = (0..<16).map { word in
        (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(bytes[block + word * 4 + $1]) }
      }
      for t in 16..<64 {
        let (w15, w2) = (words[t - 15], words[t - 2])
        let s0 = rotated(w15, 7) ^ rotated(w15, 18) ^ (w15 >> 3)
        let s1 = rotated(w2, 17) ^ rotated(w2, 19) ^ (w2 >> 10)
        words.append(words[t - 16] &+ s0 &+ words[t - 7] &+ s1)
      }
      var h = state
      for t in 0..<64 {
        let s1 = rotated(h[4], 6) ^ rotated(h[4], 11) ^ rotated(h[4], 25)
        let choice = (h[4] & h[5]) ^ (~h[4] & h[6])
        let t1 = h[7] &+ s1 &+ choice &+ rounds[t] &+ words[t]
        let s0 = rotated(h[0], 2) ^ rotated(h[0], 13) ^ rotated(h[0], 22)
        let majority = (h[0] & h[1]) ^ (h[0] & h[2]) ^ (h[1] & h[2])
        h = [t1 &+ s0 &+ majority, h[0], h[1], h[2], h[3] &+ t1, h[4], h[5], h[6]]
      }
      for place in 0..<8 { state[place] = state[place] &+ h[place] }
    }
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
  }
}
