import Catalog
import Tensors

/// The folder of a dump as a whole.
enum DumpFolder {
  /// What a dump consists of; saving touches nothing else in a folder.
  private static let parts = [
    "storage", "sampler", "writer", "rng_state", "prefetch", "transform.t", "prefetch.pkl", "buffer_metadata.json",
    "rbsh.json",
  ]

  /// Lets the body write to a new folder beside `path`, which takes its name at the end.
  /// - Throws: what the body throws; an earlier dump is as it was then, and nothing is left behind.
  static func replace(_ path: String, _ write: (String) throws(Failure) -> Void) throws(Failure) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard !path.isEmpty else { throw .value("expected a path, got an empty one", argument: "path") }
    let parent = FileSystem.directory(of: path)
    guard FileSystem.isDirectory(parent) else {
      throw Failure(.fileNotFound, "cannot dump to '\(path)': the folder '\(parent)' does not exist")
    }
    let scratch = try FileSystem.makeUniqueDirectory(beside: path)
    do {
      try write(scratch)
      try move(scratch, to: path)
    } catch {
      try? FileSystem.removeTree(scratch)
      throw error
    }
  }

  private static func move(_ scratch: String, to path: String) throws(Failure) {
    if !FileSystem.exists(path), !FileSystem.isSymbolicLink(path) {
      return try FileSystem.rename(scratch, to: path)
    }
    guard FileSystem.isDirectory(path) else {
      throw Failure(.fileExists, "cannot dump to '\(path)': it is a file")
    }
    if !FileSystem.isSymbolicLink(path), try FileSystem.list(path).isEmpty {
      return try FileSystem.rename(scratch, to: path)
    }
    for part in parts {
      try FileSystem.removeTree(path + "/" + part)
      if FileSystem.exists(scratch + "/" + part) {
        try FileSystem.rename(scratch + "/" + part, to: path + "/" + part)
      }
    }
    try FileSystem.removeTree(scratch)
  }

  /// `rng_state/`: torch's state of a buffer's own generator.
  static func write(_ generator: Generator, to path: String) throws(Failure) {
    let data = TensorDict(batchSize: [])
    try data.set("rng_state", entry: .tensor(try generator.state()))
    try data.dump(to: path + "/rng_state")
  }

  /// The generator of a dump; nil where it has none.
  static func generator(in path: String) throws(Failure) -> Generator? {
    guard FileSystem.exists(path + "/rng_state") else { return nil }
    let generator = Generator()
    try generator.setState(try TensorDict.loadMemmap(path + "/rng_state").tensor("rng_state"))
    return generator
  }

  /// An empty state dict as `torch.save` writes it in its older form; TorchRL asks for one per member of an ensemble.
  static let emptyState: [UInt8] = {
    let digits = Array(
      ("80028a0a6cfc9c46f9206aa850192e80024de9032e80027d710028581000000070726f746f636f6c5f76657273696f6e71014de903580d00"
        + "00006c6974746c655f656e6469616e710288580a000000747970655f73697a657371037d710428580500000073686f727471054b0258"
        + "03000000696e7471064b0458040000006c6f6e6771074b0475752e800263636f6c6c656374696f6e730a4f726465726564446963740a"
        + "7100295271012e80025d71002e").utf8)
    func value(_ digit: UInt8) -> UInt8 { digit < 0x3a ? digit - 0x30 : digit - 0x57 }
    return stride(from: 0, to: digits.count, by: 2).map { value(digits[$0]) << 4 | value(digits[$0 + 1]) }
  }()
}
