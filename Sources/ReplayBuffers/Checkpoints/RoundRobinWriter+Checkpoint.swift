import Catalog
import Tensors

/// `metadata.json` with the cursor and the write count, and the generations where they are tracked.
extension RoundRobinWriter {
  public func dump(to folder: String, of storage: any Storage) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try FileSystem.makeDirectory(folder)
    var object: JSONObject = ["cursor": .int(row), "write_count": .int(written)]
    if tracksGenerations, let counts = storage.listeners.generations?.counts {
      try Tensor.indices(counts).dump(to: folder + "/generation.memmap")
      object["generation_shape"] = .array([.int(counts.count)])
      object["generation_dtype"] = .string("torch.int64")
    }
    try DumpFile.write(object, to: folder + "/metadata.json")
  }

  public func restore(
    from folder: String, _ contents: StoredContents, of storage: any Storage
  ) throws(Failure) -> Restore {
    let file = try DumpFile(folder + "/metadata.json")
    // Rows beyond the filled ones cannot be next: they would leave a hole.
    let last = min(contents.rows, contents.rowCapacity - 1)
    let cursor = try file.int("cursor", in: 0...max(last, 0))
    let count = try file.optionalInt("write_count", in: 0...Int.max)
    var generations: SlotGenerations?
    if let shape = file.fields["generation_shape"]?.shape {
      guard shape.count == 1, shape[0] <= contents.rowCapacity else {
        throw file.wrong("generation_shape", "at most \(contents.rowCapacity) rows")
      }
      let counts = try Tensor.openMemoryMapped(folder + "/generation.memmap", shape, .int64)
      generations = SlotGenerations(counts: try integers(of: counts))
    }
    let restored = generations
    return { () throws(Failure) in
      self.lock.withLock {
        self.row = cursor
        if let count { self.written = count }
      }
      if let restored { storage.listeners.generations = restored }
    }
  }
}
