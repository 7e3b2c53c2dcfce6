import Catalog

extension TensorDict {
  /// Writes every leaf to a file of its own and maps it from there (`memmap`): folder and `meta.json` per level, as
  /// tensordict lays them out.
  ///
  /// - Parameters:
  ///   - path: the folder, made where it is missing; nil for files without names.
  ///   - copyExisting: allows leaves that are in other files already to be copied.
  ///   - existsOK: allows writing over files that are there.
  /// - Returns: a new tensordict over the files, locked, on the device cpu. Writes to it are seen in the files at once.
  /// - Throws: `RuntimeError` for links and for leaves that are in other files, `OSError` and its kinds by the system.
  @discardableResult
  public func memmap(
    to path: String? = nil, copyExisting: Bool = false, existsOK: Bool = true
  ) throws(Failure) -> TensorDict {
    try mapped(path) { (tensor: Tensor, file: String?) throws(Failure) -> Tensor in
      try tensor.memoryMapped(to: file, copyExisting: copyExisting, existsOK: existsOK)
    }
  }

  /// As `memmap`, but this tensordict itself then holds the mapped leaves (`memmap_`).
  public func memmapInPlace(
    to path: String? = nil, copyExisting: Bool = false, existsOK: Bool = true
  ) throws(Failure) {
    adopt(try memmap(to: path, copyExisting: copyExisting, existsOK: existsOK))
    lock()
  }

  private func adopt(_ other: TensorDict) {
    device = other.device
    isMemoryMapped = true
    for key in keys {
      guard let theirs = other.entries[key] else { continue }
      if case .tensordict(let child)? = entries[key], case .tensordict(let mapped) = theirs {
        child.adopt(mapped)
      } else {
        entries[key] = theirs
      }
    }
  }

  /// Sparse files of zeros for `leading` rows shaped like `row`: a storage's memory.
  ///
  /// Every leaf gets the shape `leading + its own`; the batch size is `leading + row.batchSize`. All `meta.json` files
  /// are complete before the first data file is made. Takes no time or disk space in proportion to the size.
  /// - Throws: `RuntimeError` where a leaf's file is there already, unless `existsOK`; then its data is kept.
  public static func emptyMemmap(
    like row: TensorDict, leading: Shape, path: String? = nil, existsOK: Bool = false
  ) throws(Failure) -> TensorDict {
    if let path, !existsOK {
      for (key, tensor) in row.leaves where tensor.numel > 0 {
        let file = path + "/" + key.path.map(FileNames.encode).joined(separator: "/") + ".memmap"
        if FileSystem.exists(file) {
          throw .runtime("the file '\(file)' already exists", help: "existsok: True takes it with its data")
        }
      }
    }
    return try row.mapped(path, leading: leading) { (tensor: Tensor, file: String?) throws(Failure) -> Tensor in
      try Tensor.memoryMapped(file, leading + tensor.shape, tensor.dtype, existsOK: existsOK)
    }
  }

  /// Lays out folders and `meta.json` files first, then makes the leaves.
  private func mapped(
    _ path: String?, leading: Shape = [], _ leaf: (Tensor, String?) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    if let path { try writeMetadata(path, leading: leading, isRoot: true) }
    let result = try mappedLeaves(path, leading, leaf)
    result.lock()
    return result
  }

  private func mappedLeaves(
    _ path: String?, _ leading: Shape, _ leaf: (Tensor, String?) throws(Failure) -> Tensor
  ) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: try (leading + batchSize).counted(), device: .cpu, tensorClass: tensorClass)
    result.isMemoryMapped = true
    let folder = path.map { tensorClass == nil ? $0 : $0 + "/_tensordict" }
    for key in keys {
      let place = folder.map { $0 + "/" + FileNames.encode(key) }
      switch entries[key] {
      case .tensor(let tensor)?:
        result.store(key, .tensor(try leaf(tensor, place.map { $0 + ".memmap" })))
      case .tensordict(let child)?:
        result.store(key, .tensordict(try child.mappedLeaves(place, leading, leaf)))
      case .nonTensor(let value)?: result.store(key, .nonTensor(value))
      case .nonTensorStack(let values)?: result.store(key, .nonTensorStack(values))
      case nil: continue
      }
    }
    return result
  }

  func writeMetadata(_ path: String, leading: Shape, isRoot: Bool) throws(Failure) {
    if !isRoot && FileSystem.isSymbolicLink(path) {
      throw .runtime("refusing to write a tensordict through the symbolic link '\(path)'")
    }
    try FileSystem.makeDirectory(path)
    var folder = path
    if let tensorClass {
      var metadata: [(key: Tree, value: Tree)] = [(.string("_type"), .string("<class '__main__.\(tensorClass.name)'>"))]
      for field in tensorClass.fields where entries[field] == nil { metadata.append((.string(field), .none)) }
      try FileSystem.write(Tree.dict(metadata).json().text(), to: path + "/meta.json")
      folder = path + "/_tensordict"
      try FileSystem.makeDirectory(folder)
    }
    var metadata: [(key: Tree, value: Tree)] = []
    for key in keys {
      guard let entry = entries[key] else { continue }
      guard !["shape", "device", "_type"].contains(key) else {
        throw .key("cannot save the key '\(key)': the format keeps that name for itself", help: "rename the key first")
      }
      metadata.append((.string(key), MemoryMapFormat.description(of: entry, leading: leading)))
      let place = folder + "/" + FileNames.encode(key)
      switch entry {
      case .tensordict(let child): try child.writeMetadata(place, leading: leading, isRoot: false)
      case .nonTensor, .nonTensorStack:
        try FileSystem.makeDirectory(place)
        let content = try MemoryMapFormat.nonTensorMetadata(entry, key: key, device: device)
        try FileSystem.write(content, to: place + "/meta.json")
      case .tensor: continue
      }
    }
    metadata.append((.string("shape"), .list((leading + batchSize).dims.map { .int($0) })))
    metadata.append((.string("device"), .string("cpu")))
    metadata.append((.string("_type"), .string(MemoryMapFormat.tensordictType)))
    try FileSystem.write(Tree.dict(metadata).json().text(), to: folder + "/meta.json")
  }
}

/// The texts of `meta.json`.
enum MemoryMapFormat {
  static let tensordictType = "<class 'tensordict._td.TensorDict'>"
  static let nonTensorType = "<class 'tensordict.tensorclass.NonTensorData'>"
  static let nonTensorStackType = "<class 'tensordict.tensorclass.NonTensorStack'>"
  static let lazyStackType = "<class 'tensordict._lazy.LazyStackedTensorDict'>"

  static func description(of entry: TensorDict.Entry, leading: Shape) -> Tree {
    func type(_ name: String) -> Tree { .dict([(.string("type"), .string(name))]) }
    switch entry {
    case .tensor(let tensor):
      return .dict([
        (.string("device"), .string("cpu")),
        (.string("shape"), .list((leading + tensor.shape).dims.map { .int($0) })),
        (.string("dtype"), .string(tensor.dtype.torchName)),
        (.string("is_nested"), .bool(false)),
      ])
    case .tensordict(let child): return type(child.typeName)
    case .nonTensor: return type("NonTensorData")
    case .nonTensorStack: return type("NonTensorStack")
    }
  }

  /// - Throws: `TypeError` where the value has no JSON form (tensordict would pickle it).
  static func nonTensorMetadata(
    _ entry: TensorDict.Entry, key: String, device: Device?
  ) throws(Failure) -> String {
    var fields: [(key: Tree, value: Tree)] = []
    switch entry {
    case .nonTensorStack(let values):
      fields = [
        (.string("_type"), .string(nonTensorStackType)), (.string("stack_dim"), .int(0)),
        (.string("device"), device.map { .string($0.rawValue) } ?? .none), (.string("data"), .list(values)),
      ]
    case .nonTensor(let value):
      fields = [
        (.string("_type"), .string(nonTensorType)), (.string("data"), value), (.string("_is_non_tensor"), .bool(true)),
        (.string("_metadata"), .none),
      ]
    default: break
    }
    do {
      return try Tree.dict(fields).json().text()
    } catch {
      throw .type(
        "cannot save the value of key '\(key)': \(error.message)",
        help: "None, numbers, strings, and lists and dicts of them can be saved")
    }
  }
}
