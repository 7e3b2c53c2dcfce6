import Catalog
import Tensors

/// `metadata.json` with the cursor and the write count, and the generations where they are tracked.
extension RoundRobinWriter {
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try FileSystem.makeDirectory(folder)
    try DumpFile.write(["cursor": .int(row), "write_count": .int(written)], to: folder + "/metadata.json")
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let file = try DumpFile(folder + "/metadata.json")
    // Rows beyond the filled ones cannot be next: they would leave a hole.
    let last = min(contents.rows, contents.rowCapacity - 1)
    let cursor = try file.int("cursor", in: 0...max(last, 0))
    let count = try file.optionalInt("write_count", in: 0...Int.max)
    return { () throws(Failure) in
      self.lock.withLock {
        self.row = cursor
        if let count { self.written = count }
      }
    }
  }
}
