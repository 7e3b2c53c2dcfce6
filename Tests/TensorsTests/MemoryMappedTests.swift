import Catalog
import Foundation
import TestSupport
import Tensors
import Testing

@Suite struct MemoryMappedTests {
  /// A folder that the test removes.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = try FileSystem.makeTemporaryDirectory(prefix: "rbsh_test_")
    defer { try? FileSystem.removeTree(folder) }
    try body(folder)
  }

  private func kind(_ body: () throws(Failure) -> Void) -> FailureKind? {
    do {
      try body()
      return nil
    } catch {
      return error.kind
    }
  }

  private func numbers(_ values: [JSONValue]) -> [Double] {
    values.compactMap { VectorFields.number($0) ?? $0.bool.map { $0 ? 1 : 0 } }
  }

  @Test func tensordictsOwnFoldersLoad() throws {
    for fixture in try DumpFixture.all(.tensordict) {
      let expected = try fixture.expected()
      try fixture.withDump { path in
        let td = try TensorDict.loadMemmap(path)
        #expect(try td.batchSize.dims == expected.ints("batch_size"), "\(fixture.name)")
        #expect(td.isMemoryMapped && td.isLocked)
        let leaves = try expected.fields("leaves")
        #expect(!leaves.names.isEmpty)
        for name in leaves.names {
          let leaf = try leaves.fields(name)
          let tensor = try td.tensor(NestedKey(DumpFixture.key(name)))
          #expect(try tensor.dtype.torchName == leaf.string("dtype"), "\(leaf.place)")
          #expect(try tensor.shape.dims == leaf.ints("shape"), "\(leaf.place)")
          // An empty tensor has no file.
          #expect(tensor.isMemoryMapped == (tensor.numel > 0), "\(leaf.place)")
          #expect(try tensor.elements(Double.self) == numbers(leaf.array("values")), "\(leaf.place)")
          try leaf.finish()
        }
      }
      try expected.finish()
    }
  }

  @Test func storagesOfTorchRLLoad() throws {
    for fixture in try DumpFixture.all(.buffer) where !fixture.isUnreadable {
      try fixture.withDump { path in
        // A storage of bare tensors is no tensordict's folder.
        guard try FileSystem.list(path + "/storage").contains("meta.json") else { return }
        let td = try TensorDict.loadMemmap(path + "/storage")
        let leaves = try fixture.expected().fields("leaves")
        for name in leaves.names {
          let leaf = try leaves.fields(name)
          let tensor = try td.tensor(NestedKey(DumpFixture.key(name)))
          #expect(try tensor.dtype.torchName == leaf.string("dtype"), "\(leaf.place)")
          #expect(try tensor.shape.dims == leaf.ints("full_shape"), "\(leaf.place)")
          let first = try numbers(leaf.array("first_values"))
          #expect(try Array(tensor.elements(Double.self).prefix(first.count)) == first, "\(leaf.place)")
        }
      }
    }
  }

  @Test func savedTensordictsHaveTensordictsLayout() throws {
    try inFolder { folder in
      let td = try sampleTensorDict()
      try td.set("e", .zeros([3, 0]))
      try td.set("k/ x", .ones([3]))
      try td.set("no", Tree.none)
      let path = folder + "/x/y"
      try td.memmap(to: path)
      #expect(
        try FileSystem.list(path)
          == ["a.memmap", "k%2F%20x.memmap", "meta.json", "n", "no", "s", "st"])
      #expect(
        try FileSystem.readText(path + "/meta.json")
          == #"{"a":{"device":"cpu","shape":[3,2],"dtype":"torch.int64","is_nested":false},"n":{"type":"TensorDict"},"#
          + #""s":{"type":"NonTensorData"},"st":{"type":"NonTensorStack"},"#
          + #""e":{"device":"cpu","shape":[3,0],"dtype":"torch.float32","is_nested":false},"#
          + #""k/ x":{"device":"cpu","shape":[3],"dtype":"torch.float32","is_nested":false},"#
          + #""no":{"type":"NonTensorData"},"shape":[3],"device":"cpu","_type":"<class 'tensordict._td.TensorDict'>"}"#)
      #expect(
        try FileSystem.readText(path + "/s/meta.json")
          == #"{"_type":"<class 'tensordict.tensorclass.NonTensorData'>","data":"hi","_is_non_tensor":true,"_metadata":null}"#
      )
      #expect(
        try FileSystem.readText(path + "/st/meta.json")
          == #"{"_type":"<class 'tensordict.tensorclass.NonTensorStack'>","stack_dim":0,"device":null,"data":["x","y","z"]}"#
      )
      #expect(try FileSystem.size(of: path + "/a.memmap") == 48)
      let loaded = try TensorDict.loadMemmap(path)
      #expect(try loaded.tensor("a").ints() == [0, 1, 2, 3, 4, 5])
      #expect(try loaded.value("st").text == "['x', 'y', 'z']")
      #expect(try loaded.value("no").isNone && loaded.tensor("e").shape == [3, 0])
    }
  }

  @Test func writesReachTheFile() throws {
    try inFolder { folder in
      let mapped = try sampleTensorDict().memmap(to: folder + "/d")
      try mapped.setAt("a", [.int(0)], to: .int(9))
      #expect(try TensorDict.loadMemmap(folder + "/d").tensor("a").ints() == [9, 9, 2, 3, 4, 5])
      #expect(kind { () throws(Failure) in try mapped.set("q", .zeros([3])) } == .runtime)
      #expect(try mapped.tensor("a").filename() == folder + "/d/a.memmap")
    }
  }

  @Test func onlyBasicReadsStayMapped() throws {
    try inFolder { folder in
      let mapped = try sampleTensorDict().memmap(to: folder + "/d")
      #expect(try mapped.get([.int(0)]).tensor("a").isMemoryMapped)
      #expect(try mapped.get([.slice(start: 0, stop: 2, step: nil)]).tensor("a").isMemoryMapped)
      #expect(try !mapped.get([.tensor(.fromElements([0, 1]))]).tensor("a").isMemoryMapped)
      #expect(try !mapped.clone().tensor("a").isMemoryMapped)
      #expect(
        mapped.text.contains(
          "a: MemoryMappedTensor(shape=torch.Size([3, 2]), device=cpu, dtype=torch.int64, is_shared=True)"))
      let anonymous = try sampleTensorDict().memmap()
      #expect(anonymous.text.contains("dtype=torch.int64, is_shared=False)"))
      #expect(kind { () throws(Failure) in _ = try anonymous.tensor("a").filename() } == .runtime)
    }
  }

  @Test func savingOverItselfCopiesNothingAndElsewhereMustBeAsked() throws {
    try inFolder { folder in
      let mapped = try sampleTensorDict().memmap(to: folder + "/d")
      let again = try mapped.memmap(to: folder + "/d")
      #expect(try again.tensor("a").memory === mapped.tensor("a").memory)
      #expect(kind { () throws(Failure) in try mapped.memmap(to: folder + "/e") } == .runtime)
      let copy = try mapped.memmap(to: folder + "/e", copyExisting: true)
      #expect(try copy.tensor("a").filename() == folder + "/e/a.memmap")
      #expect(kind { () throws(Failure) in try sampleCopy().memmap(to: folder + "/e", existsOK: false) } == .runtime)
    }
  }

  private func sampleCopy() throws(Failure) -> TensorDict {
    try TensorDict([("a", .tensor(.zeros([3, 2])))], batchSize: [3])
  }

  @Test func badFoldersAreRefused() throws {
    try inFolder { folder in
      let path = folder + "/d"
      func load() throws(Failure) { _ = try TensorDict.loadMemmap(path) }
      #expect(kind(load) == .fileNotFound)
      try sampleTensorDict().memmap(to: path)
      #expect(truncate(path + "/a.memmap", 40) == 0)
      #expect(kind(load) == .value)
      unlink(path + "/a.memmap")
      #expect(kind(load) == .fileNotFound)
      try sampleTensorDict().memmap(to: path)
      try FileSystem.removeTree(path + "/n")
      #expect(kind(load) == .fileNotFound)
      try FileSystem.write("{\"shape\":[3]}", to: path + "/meta.json")
      #expect(kind(load) == .runtime)
      try FileSystem.write("{\"shape\":", to: path + "/meta.json")
      #expect(kind(load) == .value)
      let reserved = try TensorDict([("shape", .tensor(.zeros([3])))], batchSize: [3])
      #expect(kind { () throws(Failure) in try reserved.memmap(to: folder + "/r") } == .key)
    }
  }

  @Test func linksAndForeignFoldersAreRefused() throws {
    try inFolder { folder in
      try sampleCopy().memmap(to: folder + "/d")
      try FileSystem.makeDirectory(folder + "/l")
      #expect(symlink(folder + "/d/a.memmap", folder + "/l/a.memmap") == 0)
      #expect(kind { () throws(Failure) in try sampleCopy().memmap(to: folder + "/l") } == .runtime)
      let error = #expect(throws: Failure.self) { try sampleCopy().memmap(to: "/proc/rbsh") }
      #expect(error?.kind == .fileNotFound || error?.kind == .permission)
      #expect(error?.message.contains("'/proc/rbsh'") == true)
      #expect(kind { () throws(Failure) in try sampleCopy().memmap(to: folder + "/d/a.memmap/x") } == .os)
    }
  }

  @Test func emptyStoragesAreSparseAndComplete() throws {
    try inFolder { folder in
      let row = try sampleTensorDict().get([.int(0)])
      let path = folder + "/s"
      let storage = try TensorDict.emptyMemmap(like: row, leading: [1_000_000], path: path)
      #expect(storage.batchSize == [1_000_000])
      #expect(try storage.tensor("a").shape == [1_000_000, 2])
      #expect(try FileSystem.size(of: path + "/a.memmap") == 16_000_000)
      var status = stat()
      #expect(stat(path + "/a.memmap", &status) == 0 && status.st_blocks < 1000)
      try storage.set([.int(7)], to: row)
      #expect(
        kind { () throws(Failure) in _ = try TensorDict.emptyMemmap(like: row, leading: [10], path: path) } == .runtime)
      let shared = try TensorDict.emptyMemmap(like: row, leading: [1_000_000], path: path, existsOK: true)
      #expect(try shared.tensor("a").scalar(at: [7, 1]) == .int(1))
      #expect(
        kind { () throws(Failure) in
          _ = try TensorDict.emptyMemmap(like: row, leading: [1 << 45], path: folder + "/huge")
        } == .os)
    }
  }

  @Test func tensorclassesAreKeptBelowTheirOwnFolder() throws {
    try inFolder { folder in
      let pair = TensorClass(name: "Two", fields: ["images", "labels"])
      let made = try pair.instance([("images", .tensor(.zeros([4]))), ("labels", .none)], batchSize: [4])
      try made.memmap(to: folder + "/t")
      #expect(try FileSystem.readText(folder + "/t/meta.json") == #"{"_type":"<class '__main__.Two'>","labels":null}"#)
      let known = try TensorDict.loadMemmap(folder + "/t", classes: ["Two": pair])
      #expect(known.tensorClass === pair)
      let unknown = try TensorDict.loadMemmap(folder + "/t")
      #expect(unknown.tensorClass?.name == "Two" && unknown.tensorClass?.fields == ["images", "labels"])
      #expect(try unknown.tensor("images").shape == [4] && unknown.value("labels").isNone)
    }
  }

  @Test func valuesWithoutJSONFormCannotBeSaved() throws {
    try inFolder { folder in
      let td = try TensorDict([("x", .dtype(.int8))], batchSize: [])
      #expect(kind { () throws(Failure) in try td.memmap(to: folder + "/d") } == .type)
    }
  }

  @Test func keysAreEncodedReversiblyForFiles() {
    #expect(FileNames.encode("") == "%" && FileNames.encode(".") == "%2E" && FileNames.encode("..") == "%2E%2E")
    #expect(
      FileNames.encode("a/b<c>:\"|?*\\ %\u{0}\u{1f}\u{7f}é.x") == "a%2Fb%3Cc%3E%3A%22%7C%3F%2A%5C%20%25%00%1F%7Fé.x")
  }

  @Test func foldersAreMadeListedAndRemoved() throws {
    try inFolder { folder in
      try FileSystem.makeDirectory(folder + "/a/b/c")
      try FileSystem.makeDirectory(folder + "/a/b/c")
      try FileSystem.write("text", to: folder + "/a/f")
      #expect(kind { () throws(Failure) in try FileSystem.makeDirectory(folder + "/a/f") } == .fileExists)
      #expect(try FileSystem.list(folder + "/a") == ["b", "f"])
      try FileSystem.removeTree(folder + "/a")
      #expect(!FileSystem.exists(folder + "/a"))
      try FileSystem.removeTree(folder + "/a")
      #expect(FileSystem.directory(of: "/a") == "/" && FileSystem.directory(of: "a/b/") == "a")
    }
  }
}
