import Catalog
import Tensors

/// TorchRL's default layout: `storage/`, `sampler/`, `writer/`, `rng_state/`, `transform.t` and `buffer_metadata.json`. No
/// pickle is run, and `prefetch.pkl` is not read. `rbsh.json` beside them holds what TorchRL forgets, the row that was
/// written last; the batches that were made ahead are in `prefetch/`. TorchRL does not look at either.
struct DefaultLayout: DumpFormat {
  private static let version = 1

  let name = "torchrl"

  func recognises(_ path: String) -> Bool { FileSystem.exists(path + "/buffer_metadata.json") }

  func write(_ parts: DumpParts, to folder: String) throws(Failure) {
    try parts.storage.dump(to: folder + "/storage")
    try parts.sampler.dump(to: folder + "/sampler")
    try parts.writer.dump(to: folder + "/writer", of: parts.storage)
    if let generator = parts.generator { try DumpFolder.write(generator, to: folder) }
    try TransformState.dump(parts.transforms, to: folder + "/transform.t")
    var metadata = JSONObject()
    metadata["batch_size"] = parts.batchSize.map { .int($0) } ?? .null
    metadata["consume_after_n_samples"] = parts.sampler.recycler.map { .int($0.maxSampleCount) } ?? .null
    try DumpFile.write(metadata, to: folder + "/buffer_metadata.json")
    var own = JSONObject()
    own["version"] = .int(Self.version)
    own["last_cursor"] = parts.storage.lastCursor.map { .int($0) } ?? .null
    own["prefetch"] = .array(try PrefetchDump.encode(parts.jobs, folder: folder + "/prefetch"))
    try DumpFile.write(own, to: folder + "/rbsh.json")
  }

  func read(_ path: String, into parts: DumpParts) throws(Failure) -> DumpContents {
    let metadata = try DumpFile(path + "/buffer_metadata.json")
    guard metadata.fields["batch_size"] != nil else { throw metadata.wrong("batch_size", "a number or null") }
    let batchSize = try metadata.optionalInt("batch_size", in: 1...Int.max)
    var lastRow: Int?
    var prefetched: [JSONValue] = []
    if FileSystem.exists(path + "/rbsh.json") {
      let own = try DumpFile(path + "/rbsh.json")
      _ = try own.int("version", in: 1...Self.version)
      lastRow = try own.optionalInt("last_cursor", in: 0...Int.max)
      prefetched = own.fields["prefetch"]?.array ?? []
    }
    let (contents, storage) = try parts.storage.restore(from: path + "/storage", lastRow: lastRow)
    if let lastRow, lastRow >= contents.rowCapacity {
      throw .value("expected a last cursor of at most \(contents.rowCapacity - 1) in '\(path)', got \(lastRow)")
    }
    return DumpContents(
      count: contents.count, storage: storage,
      sampler: try parts.sampler.restore(from: path + "/sampler", contents),
      writer: try parts.writer.restore(from: path + "/writer", contents, of: parts.storage),
      transforms: try TransformState.restore(parts.transforms, from: path + "/transform.t"),
      generator: try DumpFolder.generator(in: path), batchSize: batchSize,
      jobs: try PrefetchDump.decode(
        prefetched, folder: path + "/prefetch", cells: contents.count, from: parts.storage, parts.pipeline))
  }
}
