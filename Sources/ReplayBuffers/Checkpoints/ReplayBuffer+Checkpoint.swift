import Catalog
import Tensors

/// Dumps in TorchRL's default layout: `storage/`, `sampler/`, `writer/`, `rng_state/`, `transform.t` and
/// `buffer_metadata.json`. No pickle is run. `rbsh.json` beside them holds what TorchRL forgets: the row that was written last, and the
/// batches that were made ahead are in `prefetch/`. TorchRL does not look at either.
extension ReplayBuffer {
  private static let version = 1

  /// Writes the buffer to a folder.
  ///
  /// Everything is written to a new folder beside it first, which takes its name at the end: a failure leaves an earlier
  /// dump as it was. Batches that are being made ahead are waited for. Other files in the folder stay.
  /// - Throws: `RuntimeError` for a storage that was never written, `NotImplementedError` for one without a layout on
  ///   disk, `FileNotFoundError` where the folder above does not exist, `OSError` where the disk is full.
  /// - Complexity: O(items); rows without an item take no disk space.
  public func dump(to path: String) throws(Failure) {
    queue?.lock.lock()
    defer { queue?.lock.unlock() }
    let jobs = queue?.finishedJobs() ?? []
    try locked { (parts) throws(Failure) in
      if storageValue.columnStore?.isAllocated(in: path + "/storage") == true {
        // The columns are the files of the dump already.
        try write(to: path, jobs)
        return
      }
      try DumpFolder.replace(path) { (scratch) throws(Failure) in try write(to: scratch, jobs) }
    }
  }

  private func write(to path: String, _ jobs: [PrefetchJob]) throws(Failure) {
    try storageValue.dump(to: path + "/storage")
    try samplerValue.dump(to: path + "/sampler")
    try writerValue.dump(to: path + "/writer", of: storageValue)
    if let generatorValue { try DumpFolder.write(generatorValue, to: path) }
    try TransformState.dump(transform.children, to: path + "/transform.t")
    var metadata = JSONObject()
    metadata["batch_size"] = fixedBatchSize.map { .int($0) } ?? .null
    metadata["consume_after_n_samples"] =
      samplerValue.recycler.map { .int($0.maxSampleCount) } ?? .null
    try DumpFile.write(metadata, to: path + "/buffer_metadata.json")
    var own = JSONObject()
    own["version"] = .int(Self.version)
    own["last_cursor"] = storageValue.lastCursor.map { .int($0) } ?? .null
    own["prefetch"] = .array(try PrefetchDump.encode(jobs, folder: path + "/prefetch"))
    try DumpFile.write(own, to: path + "/rbsh.json")
  }

  /// Takes the contents of a dump of ours, or of TorchRL's, into a buffer of the same components. The buffer takes the
  /// dump's batch size and generator, and the sampler its exponents.
  ///
  /// Everything is read and checked before anything changes. `prefetch.pkl` is not read.
  /// - Throws: `FileNotFoundError` where a part is missing, `ValueError` for files that contradict each other,
  ///   `RuntimeError` where sizes, shapes or dtypes differ from the buffer's. The buffer is as it was then.
  public func load(from path: String) throws(Failure) {
    guard FileSystem.isDirectory(path) else {
      throw Failure(.fileNotFound, "there is no dump in '\(path)'")
    }
    try quiet { (parts) throws(Failure) in
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
      let (contents, restoreStorage) = try storageValue.restore(from: path + "/storage", lastRow: lastRow)
      if let lastRow, lastRow >= contents.rowCapacity {
        throw .value("expected a last cursor of at most \(contents.rowCapacity - 1) in '\(path)', got \(lastRow)")
      }
      let restoreSampler = try samplerValue.restore(from: path + "/sampler", contents)
      let restoreWriter = try writerValue.restore(from: path + "/writer", contents, of: storageValue)
      let restoreTransforms = try TransformState.restore(transform.children, from: path + "/transform.t")
      let generator = try DumpFolder.generator(in: path)
      let jobs = try PrefetchDump.decode(
        prefetched, folder: path + "/prefetch", cells: contents.count, from: storageValue, pipeline)
      // From here on only the storage can fail, which comes first.
      try restoreStorage()
      queue?.clear()
      samplerValue.empty()
      let cells = (0..<contents.count).map { $0 }
      storageValue.listeners.notifyAssigned(nil, in: storageValue)
      storageValue.listeners.notify(cells, in: storageValue)
      samplerValue.written(cells, in: storageValue)
      try restoreSampler()
      try restoreWriter()
      try restoreTransforms()
      if let generator { generatorValue = generator }
      fixedBatchSize = batchSize
      queue?.adopt(jobs)
    }
  }
}

/// Batches that were made ahead, with the rows that they were drawn from.
enum PrefetchDump {
  static func encode(_ jobs: [PrefetchJob], folder: String) throws(Failure) -> [JSONValue] {
    var codec = TreeCodec(folder: folder)
    var result: [JSONValue] = []
    for job in jobs {
      // A batch that failed is drawn anew after loading.
      guard let outcome = job.outcome, case .success(let data) = outcome, case .success(let draw) = job.draw else {
        break
      }
      var object = JSONObject()
      object["batch_size"] = .int(job.batchSize)
      object["cells"] = try codec.encode(.tensor(draw.cells))
      object["is_coordinates"] = .bool(draw.isCoordinates)
      object["info"] = try codec.encode(.dict(draw.info))
      object["data"] = try codec.encode(data)
      result.append(.object(object))
    }
    return result
  }

  static func decode(
    _ values: [JSONValue], folder: String, cells count: Int, from storage: any Storage, _ pipeline: Pipeline
  ) throws(Failure) -> [PrefetchJob] {
    let codec = TreeCodec(folder: folder)
    var jobs: [PrefetchJob] = []
    for value in values {
      guard let size = value["batch_size"]?.int, case .tensor(let cells) = try codec.decode(value["cells"] ?? .null),
        case .dict(let info) = try codec.decode(value["info"] ?? .null), let data = value["data"],
        cells.dtype == .int64, try integers(of: cells).allSatisfy({ (0..<count).contains($0) })
      else { throw .value("the batches made ahead in '\(folder)' are damaged") }
      let draw = Draw(cells: cells, info: info, isCoordinates: value["is_coordinates"]?.bool ?? false)
      jobs.append(
        PrefetchJob(draw: draw, data: try codec.decode(data), batchSize: size, storage: storage, pipeline: pipeline))
    }
    return jobs
  }
}
