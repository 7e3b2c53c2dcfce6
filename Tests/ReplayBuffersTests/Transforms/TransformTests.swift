import Catalog
import ReplayBuffers
import Tensors
import Testing

@Suite struct TransformTests {
  static func make(_ name: String, _ values: [String: Tree] = [:]) throws -> any Transform {
    let spec = Components.transforms.first { $0.signatures.contains { $0.name == name || $0.aliases.contains(name) } }
    let made = try #require(spec).make(Arguments(name, values))
    return try #require(made as? any Transform)
  }

  static func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch let failure as Failure {
      return failure.description
    } catch { return "\(error)" }
  }

  private let data: TensorDict

  init() throws {
    data = TensorDict(batchSize: [2])
    try data.set("pixels", Tensor.zeros([2, 4, 6, 3], .uint8))
    try data.set(["next", "reward"], Tensor.ones([2, 1]))
  }

  private func key(_ name: String) -> Tree { .list([.string(name)]) }

  @Test func missingKeysNameTheNearest() throws {
    let image = try Self.make("to_tensor_image", ["in_keys": key("pixel")])
    let text = Self.message { _ = try image.forward(.tensordict(data)) }
    #expect(text.hasPrefix("KeyError: to_tensor_image() found no key 'pixel'"), "\(text)")
    #expect(text.hasSuffix("(did you mean 'pixels'?)"), "\(text)")
    let reward = Self.message {
      _ = try Self.make("RewardScaling", ["loc": .int(0), "scale": .int(1)]).forward(.tensordict(data))
    }
    #expect(reward.hasSuffix("(did you mean ('next', 'reward')?)"), "\(reward)")
  }

  @Test func wrongShapesAndKindsAreSaid() throws {
    func thrown(_ name: String, _ values: [String: Tree] = [:], on key: String, _ tensor: Tensor) throws -> String {
      let batch = TensorDict(batchSize: [])
      try batch.set(NestedKey(key), tensor)
      return Self.message { _ = try Self.make(name, values).forward(.tensordict(batch)) }
    }
    #expect(
      try thrown("ToTensorImage", on: "pixels", .zeros([4, 6]))
        == "RuntimeError: to_tensor_image() of 'pixels': expected an image of height × width × channels, got shape [4, 6]"
        + " (a frame has at least 3 dimensions)")
    #expect(try thrown("GrayScale", on: "pixels", .zeros([4, 6, 3])).hasPrefix("TypeError: gray_scale() of 'pixels'"))
    #expect(
      try thrown("Resize", ["w": .int(4)], on: "pixels", .zeros([4])).contains("got shape [4]"))
    #expect(try thrown("BinarizeReward", on: "reward", .zeros([4])).hasPrefix("RuntimeError: binarize_reward()"))
    #expect(
      Self.message { _ = try Self.make("gray_scale").forward(.int(3)) }
        == "TypeError: expected a tensordict for gray_scale(), got an int")
    #expect(
      Self.message { _ = try Self.make("unsqueeze", ["dim": .int(1)]) }.hasPrefix(
        "RuntimeError: expected a negative dim"))
    #expect(
      Self.message { _ = try Self.make("resize", ["w": .int(4), "interpolation": .string("bilinea")]) }
        .hasSuffix("(did you mean 'bilinear'?)"))
    #expect(
      Self.message {
        _ = try Self.make("to_tensor_image", ["in_keys": key("a"), "out_keys": .list([])])
      } == "ValueError: expected as many out_keys as in_keys (1), got 0")
  }

  @Test func transformsPrintAsTheExpressionThatBuildsThem() throws {
    #expect(try Self.make("ToTensorImage").text == "to_tensor_image()")
    #expect(
      try Self.make("unsqueeze", ["dim": .int(-1), "in_keys": key("a"), "out_keys": key("b")]).text
        == "unsqueeze(-1, in_keys: ['a'], out_keys: ['b'])")
    #expect(
      try Self.make(
        "exclude", ["excluded_keys": .tuple([.string("a"), .tuple([.string("next"), .string("a")])])]
      ).text == "exclude('a', ('next', 'a'))")
    #expect(
      try Self.make("reward_scaling", ["loc": .float(0.1), "scale": .int(2)]).text == "reward_scaling(0.1, 2)")
    #expect(
      try Self.make("cat_frames", ["N": .int(4), "dim": .int(-3), "padding": .string("constant")]).text
        == "cat_frames(N: 4, dim: -3, padding: 'constant')")
  }

  @Test func attributesRead() throws {
    let resize = try #require(try Self.make("resize", ["w": .int(4), "h": .int(5)]) as? any AttributeHolder)
    #expect(resize.attribute("w")?.isEqual(to: .int(4)) == true)
    #expect(resize.attribute("in_keys")?.isEqual(to: .list([.string("pixels")])) == true)
    #expect(resize.attribute("nothing") == nil)
  }

  @Test func extendingLeavesTheCallersDataAlone() throws {
    var options = ReplayBuffer.Options()
    options.storage = try TensorStorage.ram(4)
    let buffer = try ReplayBuffer(.plain, options)
    buffer.appendTransform(try Self.make("squeeze", ["dim": .int(-1), "in_keys_inv": key("x")]))
    let item = TensorDict(batchSize: [2])
    try item.set("x", Tensor.ones([2]))
    try buffer.extend(.tensordict(item))
    #expect(try item.tensor("x").shape == [2])
    let stored = try #require(try buffer.storage.read(.all).asTensordict)
    #expect(try stored.tensor("x").shape == [2, 1])
  }

  @Test func norm() throws {
    let norm = try ObservationNorm(loc: nil, scale: nil, keys: TransformKeys(["x"]))
    #expect(Self.message { _ = try norm.apply(.ones([2])) }.hasPrefix("RuntimeError: loc and scale are not known yet"))
    let values = try floatTensor([1, 2, 3, 4, 10], [5, 1])
    try norm.initialize(from: values, reducing: [0])
    let result = try norm.apply(values)
    #expect(abs(try result.mean().item().double) < 1e-6)
    #expect(abs(try result.std().item().double - 1) < 1e-6)
    let back = try norm.applyInverse(result)
    for (a, b) in zip(try back.scalars(), try values.scalars()) { #expect(abs(a.double - b.double) < 1e-5) }
    #expect(Self.message { try norm.initialize(from: values, reducing: [0]) }.contains("set already"))
  }

  @Test func hashesAreThoseOfSHA256() throws {
    let batch = TensorDict(batchSize: [])
    let hash = try Self.make(
      "Hash",
      ["in_keys": key("a"), "out_keys": key("h"), "in_keys_inv": key("a"), "out_keys_inv": key("h")])
    // Of "abc", and of 1000 times "a": more than one block.
    for (text, first) in [
      ("abc", [0xba, 0x78, 0x16, 0xbf]), (String(repeating: "a", count: 1000), [0x41, 0xed, 0xec, 0xe4]),
    ] {
      try batch.set("a", .string(text))
      _ = try hash.forward(.tensordict(batch))
      #expect(try batch.tensor("h").scalars().prefix(4).map(\.int) == first)
      try batch.remove("a")
      _ = try hash.inverse(.tensordict(batch))
      #expect(try batch.value("a").isEqual(to: .string(text)))
    }
  }
}
