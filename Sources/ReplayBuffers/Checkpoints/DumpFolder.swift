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
    let path = try target(path)
    let scratch = try FileSystem.makeUniqueDirectory(beside: path)
    // A signal that ends the process in the middle removes it, too.
    let owned = OwnedPaths()
    owned.add(wholeFolder: scratch)
    defer { owned.remove() }
    try write(scratch)
    try move(scratch, to: path)
  }

  /// The path without slashes at its end. A dump makes its own folder, and not those above it.
  /// - Throws: `FileNotFoundError` where the folder above is not there.
  static func target(_ path: String) throws(Failure) -> String {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    guard !path.isEmpty else { throw .value("expected a path, got an empty one", argument: "path") }
    let parent = FileSystem.directory(of: path)
    guard FileSystem.isDirectory(parent) else {
      throw Failure(.fileNotFound, "cannot dump to '\(path)': the folder '\(parent)' does not exist")
    }
    return path
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
}
