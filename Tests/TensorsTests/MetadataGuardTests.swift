import Catalog
import Testing

@testable import Tensors

/// What a folder's `meta.json` may say of its files, each thing broken alone.
@Suite struct MetadataGuardTests {
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try FileSystem.makeTemporaryDirectory(prefix: "rbsh-tests-")
    defer { try? FileSystem.removeTree(folder) }
    try body(folder)
  }

  /// `x` of shape [3, 2], `e` of shape [3, 0], and `n` with a `y` of shape [3].
  private func save(_ path: String) throws {
    let inner = try TensorDict([("y", .tensor(.zeros([3], .int64)))], batchSize: [3])
    let data = try TensorDict([("x", .tensor(.ones([3, 2]))), ("e", .tensor(.zeros([3, 0])))], batchSize: [3])
    try data.set("n", inner)
    try data.memmap(to: path)
  }

  /// How loading fails once a part of a text was replaced.
  private func failure(_ path: String, _ file: String, _ old: String, _ new: String) throws -> Failure? {
    try save(path)
    let text = try FileSystem.readText(path + "/" + file)
    try #require(text.contains(old))
    try FileSystem.write(text.replacing(old, with: new), to: path + "/" + file)
    return failure(path)
  }

  private func failure(_ path: String) -> Failure? {
    do { _ = try TensorDict.loadMemmap(path) } catch { return error }
    return nil
  }

  @Test func theShapesOfLeavesAreSizesThatFitTheirBatch() throws {
    try inFolder { folder in
      let path = folder + "/d"
      #expect(try failure(path, "meta.json", "[3,2]", "[3,1]") == nil)
      for (shape, says) in [
        ("[3,-1]", "to hold sizes"), ("[3,1.5]", "to hold sizes"), ("[3,null]", "to hold sizes"),
        ("3", "to be a list"), ("[2,2]", "contradicts itself"), ("[]", "contradicts itself"),
        ("[3,3]", "expected at least 36 bytes"),
      ] {
        let failure = try failure(path, "meta.json", "\"shape\":[3,2]", "\"shape\":\(shape)")
        #expect(
          failure?.kind == .value && failure?.message.contains(says) == true, "\(shape): \(failure?.message ?? "")")
      }
      let batch = try failure(
        path, "meta.json", "\"shape\":[3],\"device\":\"cpu\",\"_type\"", "\"shape\":[4],\"_type\"")
      #expect(batch?.message.contains("contradicts itself") == true)
      let nested = try failure(
        path, "n/meta.json", "\"shape\":[3],\"device\":\"cpu\",\"_type\"", "\"shape\":[2],\"_type\"")
      #expect(nested?.message.contains("contradicts itself") == true)
    }
  }

  @Test func kindsOfLeavesThatCannotBeReadAreSaid() throws {
    try inFolder { folder in
      let path = folder + "/d"
      let nested = try failure(
        path, "meta.json", "\"dtype\":\"torch.float32\",\"is_nested\":false",
        "\"dtype\":\"torch.float32\",\"is_nested\":true")
      #expect(nested?.kind == .type && nested?.message.contains("nested tensor") == true)
      let complex = try failure(path, "meta.json", "torch.float32", "torch.complex64")
      #expect(complex?.kind == .type && complex?.message.contains("torch.complex64") == true)
      let unknown = try failure(path, "n/meta.json", "tensordict._td.TensorDict", "my.Own")
      #expect(unknown?.kind == .runtime && unknown?.message.contains("unknown type") == true)
    }
  }

  @Test func filesAreAsLongAsTheirTensors() throws {
    try inFolder { folder in
      let path = folder + "/d"
      for (size, isFine) in [(24, true), (25, true), (23, false), (0, false)] {
        try save(path)
        try FileSystem.write([UInt8](repeating: 0, count: size), to: path + "/x.memmap")
        let failure = failure(path)
        #expect(isFine ? failure == nil : failure?.message.hasPrefix("expected at least 24 bytes") == true, "\(size)")
      }
      // Without elements there is nothing to keep.
      try save(path)
      #expect(!FileSystem.exists(path + "/e.memmap"))
      #expect(try TensorDict.loadMemmap(path).tensor("e").shape == [3, 0])
    }
  }

  /// Older dumps have files under the raw key, which must not lead elsewhere.
  @Test func keysDoNotLeadOutOfTheFolder() throws {
    try inFolder { folder in
      let path = folder + "/d"
      let up = try failure(path, "n/meta.json", "{\"y\":", "{\"..\":{\"type\":\"TensorDict\"},\"y\":")
      #expect(up?.kind == .fileNotFound && up?.message.contains("%2E%2E") == true)
      let here = try failure(path, "n/meta.json", "{\"y\":", "{\".\":{\"type\":\"TensorDict\"},\"y\":")
      #expect(here?.kind == .fileNotFound)
      let leaf = try failure(path, "n/meta.json", "{\"y\":", "{\"../x\":")
      #expect(leaf?.kind == .fileNotFound && leaf?.message.contains("..%2Fx.memmap") == true)
      // A raw name that stays inside is found.
      try save(path)
      try FileSystem.rename(path + "/n/y.memmap", to: path + "/n/a b.memmap")
      let text = try FileSystem.readText(path + "/n/meta.json").replacing("{\"y\":", with: "{\"a b\":")
      try FileSystem.write(text, to: path + "/n/meta.json")
      #expect(try TensorDict.loadMemmap(path).tensor(["n", "a b"]).shape == [3])
    }
  }

  @Test func stacksAreAlongTheirDimension() throws {
    try inFolder { folder in
      for part in 0..<3 {
        let data = try TensorDict([("x", .tensor(.full([2], .int(part))))], batchSize: [2])
        try data.memmap(to: "\(folder)/d/\(part)")
      }
      for (field, values) in [
        ("\"stack_dim\":0,", [0, 0, 1, 1, 2, 2]), ("\"stack_dim\":1,", [0, 1, 2, 0, 1, 2]),
        ("\"stack_dim\":-1,", [0, 1, 2, 0, 1, 2]), ("", [0, 0, 1, 1, 2, 2]),
      ] {
        let type = "\"_type\":\"\(MemoryMapFormat.lazyStackType)\""
        try FileSystem.write("{\(field)\(type)}", to: folder + "/d/meta.json")
        let loaded = try TensorDict.loadMemmap(folder + "/d")
        #expect(try loaded.tensor("x").ints() == values, "\(field)")
      }
    }
  }

  @Test func aTensorclassIsTheKnownOneOnlyWithItsFields() throws {
    try inFolder { folder in
      let saved = TensorClass(name: "Two", fields: ["a", "b"])
      try saved.instance([("a", .tensor(.zeros([4]))), ("b", .none)], batchSize: [4]).memmap(to: folder + "/t")
      let same = TensorClass(name: "Two", fields: ["b", "a", "c"])
      #expect(try TensorDict.loadMemmap(folder + "/t", classes: ["Two": same]).tensorClass === same)
      for fields in [["a"], ["b"], ["a", "c"], []] {
        let other = TensorClass(name: "Two", fields: fields)
        let loaded = try TensorDict.loadMemmap(folder + "/t", classes: ["Two": other])
        #expect(loaded.tensorClass?.fields == ["a", "b"])
      }
    }
  }
}
