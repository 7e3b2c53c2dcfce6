import Catalog

extension TensorDict {
  /// Writes the files that `memmap` would, without mapping them. Only the first `rows` of every leaf's first dimension
  /// are written: the rest of each file is a hole, which reads as zeros and takes no disk space.
  /// - Parameter rows: nil for all.
  /// - Throws: `KeyError` for keys that the format keeps for itself, `TypeError` for values without a JSON form,
  ///   `OSError` where the disk is full.
  public func dump(to path: String, rows: Int? = nil) throws(Failure) {
    try writeMetadata(path)
    try dumpLeaves(to: path, rows: rows)
  }

  /// Writes the folders and their `meta.json` alone.
  public func writeMetadata(_ path: String) throws(Failure) {
    try writeMetadata(path, leading: [], isRoot: true)
  }

  private func dumpLeaves(to path: String, rows: Int?) throws(Failure) {
    let folder = tensorClass == nil ? path : path + "/_tensordict"
    for key in keys {
      let place = folder + "/" + FileNames.encode(key)
      switch entries[key] {
      case .tensor(let tensor)?: try tensor.dump(to: place + ".memmap", rows: rows)
      case .tensordict(let child)?: try child.dumpLeaves(to: place, rows: rows)
      default: continue
      }
    }
  }
}

extension Tensor {
  /// Writes the elements to a file, row-major, without a header; nothing for a tensor without elements.
  /// - Parameter rows: only so many of the first dimension's rows; the file has its full length all the same.
  public func dump(to path: String, rows: Int? = nil) throws(Failure) {
    if numel == 0 { return }
    var part = self
    if let rows, let size = shape.first, rows < size {
      part = view(shape: Shape([rows] + shape.dims.dropFirst()), strides: strides, offset: offset)
    }
    try MemoryMap.save(try part.contiguous(), to: path, length: numel * dtype.size)
  }
}
