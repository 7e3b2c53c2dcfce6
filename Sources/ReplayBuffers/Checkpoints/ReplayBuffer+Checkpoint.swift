import Catalog
import Tensors

extension ReplayBuffer {
  /// Writes the buffer to a folder.
  ///
  /// Everything is written to a new folder beside it first, which takes its name at the end: a failure leaves an earlier
  /// dump as it was. Batches that are being made ahead are waited for. Other files in the folder stay.
  /// - Throws: `RuntimeError` for a storage that was never written, `NotImplementedError` for one without a layout on
  ///   disk, `FileNotFoundError` where the folder above does not exist, `OSError` where the disk is full.
  /// - Complexity: O(items); rows without an item take no disk space.
  public func dump(to path: String, format: any DumpFormat = DumpFormats.standard) throws(Failure) {
    queue?.lock.lock()
    defer { queue?.lock.unlock() }
    let jobs = queue?.finishedJobs() ?? []
    try locked { (parts) throws(Failure) in
      let parts = dumpParts(parts, jobs)
      if parts.storage.columnStore?.isAllocated(in: path + "/storage") == true {
        // The columns are the files of the dump already.
        try format.write(parts, to: path)
        return
      }
      try DumpFolder.replace(path) { (scratch) throws(Failure) in try format.write(parts, to: scratch) }
    }
  }

  private func dumpParts(_ parts: BufferParts, _ jobs: [PrefetchJob] = []) -> DumpParts {
    DumpParts(
      storage: parts.storage, sampler: parts.sampler, writer: parts.writer, transforms: transform.children,
      generator: generatorValue, batchSize: fixedBatchSize, jobs: jobs, pipeline: pipeline)
  }

  /// Takes the contents of a dump of ours, or of TorchRL's, into a buffer of the same components. The buffer takes the
  /// dump's batch size and generator, and the sampler its exponents.
  ///
  /// Everything is read and checked before anything changes.
  /// - Throws: `FileNotFoundError` where a part is missing, `ValueError` for files that contradict each other,
  ///   `RuntimeError` where sizes, shapes or dtypes differ from the buffer's. The buffer is as it was then.
  public func load(from path: String) throws(Failure) {
    guard FileSystem.isDirectory(path) else {
      throw Failure(.fileNotFound, "there is no dump in '\(path)'")
    }
    let format = DumpFormats.of(path)
    try quiet { (parts) throws(Failure) in
      let contents = try format.read(path, into: dumpParts(parts))
      // From here on only the storage can fail, which comes first.
      try contents.storage()
      queue?.clear()
      parts.sampler.empty()
      let cells = Array(0..<contents.count)
      parts.storage.listeners.notifyAssigned(nil, in: parts.storage)
      parts.storage.listeners.notify(cells, in: parts.storage)
      parts.sampler.written(cells, in: parts.storage)
      try contents.sampler()
      try contents.writer()
      try contents.transforms()
      if let generator = contents.generator { generatorValue = generator }
      fixedBatchSize = contents.batchSize
      queue?.adopt(contents.jobs)
    }
  }
}
