import Catalog
import Tensors

/// Python data as JSON beside the bytes of its tensors: the layout of dumps that TorchRL has none for (list storages,
/// batches made ahead). Plain JSON values stand for themselves; everything else is an object with one key that says
/// what it is. Tensors name the file of their bytes in the same folder.
struct TreeCodec {
  let folder: String
  private var files = 0

  init(folder: String) { self.folder = folder }

  // MARK: writing

  /// - Throws: `TypeError` for functions and other objects.
  mutating func encode(_ tree: Tree) throws(Failure) -> JSONValue {
    switch tree {
    case .none: return .null
    case .bool(let value): return .bool(value)
    case .int(let value): return .int(value)
    case .float(let value):
      return value.isFinite ? .float(value) : .object(["float": .string(PythonText.repr(value))])
    case .string(let text): return .string(text)
    case .size(let shape): return .object(["size": .shape(shape)])
    case .dtype(let dtype): return .object(["dtype": .string(dtype.torchName)])
    case .tensor(let tensor): return .object(["tensor": try encode(tensor)])
    case .tensordict(let data): return .object(["tensordict": try encode(data)])
    case .object(let object): throw .type("cannot dump the value \(object.text)")
    case .list, .tuple, .dict:
      func encoded(_ item: Tree) throws(Failure) -> JSONValue { try encode(item) }
      return try ContainerJSON.encode(tree, key: encoded, item: encoded) ?? .null
    }
  }

  private mutating func encode(_ items: [Tree]) throws(Failure) -> [JSONValue] {
    var result: [JSONValue] = []
    for item in items { result.append(try encode(item)) }
    return result
  }

  private mutating func encode(_ tensor: Tensor) throws(Failure) -> JSONValue {
    let name = "\(files).memmap"
    files += 1
    try FileSystem.makeDirectory(folder)
    try tensor.dump(to: folder + "/" + name)
    return .object(["file": .string(name), "dtype": .string(tensor.dtype.torchName), "shape": .shape(tensor.shape)])
  }

  private mutating func encode(_ data: TensorDict) throws(Failure) -> JSONValue {
    var result = JSONObject()
    result["shape"] = .shape(data.batchSize)
    result["device"] = data.device.map { .string($0.rawValue) } ?? .null
    if let form = data.tensorClass {
      result["class"] = .object(["name": .string(form.name), "fields": .array(form.fields.map { .string($0) })])
    }
    var entries: [JSONValue] = []
    for key in data.keys {
      guard let entry = try data.entry(NestedKey(key)) else { continue }
      let value: JSONValue
      switch entry {
      case .tensor(let tensor): value = .object(["tensor": try encode(tensor)])
      case .tensordict(let child): value = .object(["tensordict": try encode(child)])
      case .nonTensor(let plain): value = .object(["value": try encode(plain)])
      case .nonTensorStack(let items): value = .object(["values": .array(try encode(items))])
      }
      entries.append(.array([.string(key), value]))
    }
    result["entries"] = .array(entries)
    return .object(result)
  }

  // MARK: reading

  private var damaged: Failure { .value("the values of the dump in '\(folder)' are damaged") }

  func decode(_ value: JSONValue) throws(Failure) -> Tree {
    guard let object = value.object else { return Tree(json: value) }
    guard object.count == 1, let kind = object.keys.first, let content = object[kind] else { throw damaged }
    switch kind {
    case "float":
      guard let text = content.string, let number = Double(text) else { throw damaged }
      return .float(number)
    case "size":
      guard let shape = content.shape else { throw damaged }
      return .size(shape)
    case "dtype":
      guard let dtype = DType(named: content.string ?? "") else { throw damaged }
      return .dtype(dtype)
    case "tensor": return .tensor(try decodeTensor(content))
    case "tensordict": return .tensordict(try decodeTensorDict(content))
    default:
      guard let container = try ContainerJSON.decode(value, key: decode, item: decode) else { throw damaged }
      return container
    }
  }

  private func decodeItems(_ value: JSONValue) throws(Failure) -> [Tree] {
    guard let items = value.array else { throw damaged }
    var result: [Tree] = []
    for item in items { result.append(try decode(item)) }
    return result
  }

  private func decodeTensor(_ value: JSONValue) throws(Failure) -> Tensor {
    guard let name = value["file"]?.string, !name.contains("/"), let shape = value["shape"]?.shape,
      let dtype = DType(named: value["dtype"]?.string ?? "")
    else { throw damaged }
    let mapped = try Tensor.openMemoryMapped(folder + "/" + name, shape, dtype)
    // A copy, so that the dump is not changed by what happens to the item.
    let copy = try Tensor.empty(shape, dtype)
    copy.overwrite(with: mapped)
    return copy
  }

  private func decodeTensorDict(_ value: JSONValue) throws(Failure) -> TensorDict {
    guard let shape = value["shape"]?.shape, let entries = value["entries"]?.array else { throw damaged }
    var form: TensorClass?
    if let stored = value["class"] {
      form = TensorClass(
        name: stored["name"]?.string ?? "TensorClass", fields: (stored["fields"]?.array ?? []).compactMap(\.string))
    }
    let result = TensorDict(
      batchSize: shape, device: value["device"]?.string == nil ? nil : .cpu, tensorClass: form)
    for entry in entries {
      guard let pair = entry.array, pair.count == 2, let key = pair[0].string else { throw damaged }
      let decoded: TensorDict.Entry
      if let content = pair[1]["tensor"] {
        decoded = .tensor(try decodeTensor(content))
      } else if let content = pair[1]["tensordict"] {
        decoded = .tensordict(try decodeTensorDict(content))
      } else if let content = pair[1]["value"] {
        decoded = .nonTensor(try decode(content))
      } else if let content = pair[1]["values"] {
        decoded = .nonTensorStack(try decodeItems(content))
      } else {
        throw damaged
      }
      try result.set(NestedKey(key), entry: decoded)
    }
    return result
  }
}

/// A dump of a list storage, in a layout of our own: TorchRL has none. `items.json` holds every item, tensors are files
/// beside it.
extension ListStorage {
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try FileSystem.makeDirectory(folder)
    try ListDump.write(items, maxSize: maxSize, to: folder)
  }

  public func restore(
    from folder: String, lastRow: Int?
  ) throws(Failure) -> (contents: StoredContents, restore: Restore) {
    let values = try ListDump.read(from: folder, maxSize: maxSize)
    let contents = StoredContents(
      count: values.count, capacity: maxSize, rows: values.count, rowCapacity: maxSize)
    return (contents, { () throws(Failure) in self.lock.withLock { self.items = values } })
  }
}

/// The files of items that are no rows of tensors.
enum ListDump {
  static func write(_ items: [Tree], maxSize: Int, to folder: String) throws(Failure) {
    var codec = TreeCodec(folder: folder + "/tensors")
    var encoded: [JSONValue] = []
    for item in items { encoded.append(try codec.encode(item)) }
    try DumpFile.write(
      ["max_size": maxSize == .max ? .null : .int(maxSize), "items": .array(encoded)], to: folder + "/items.json")
  }

  static func read(from folder: String, maxSize: Int) throws(Failure) -> [Tree] {
    guard FileSystem.exists(folder + "/items.json") else {
      throw Failure(
        .fileNotFound, "the dump in '\(folder)' is none of a list storage",
        help: FileSystem.exists(folder + "/storage_metadata.json") ? "load it into a buffer over ram or memmap" : nil)
    }
    let file = try DumpFile(folder + "/items.json")
    let encoded = try file.array("items")
    guard encoded.count <= maxSize else {
      throw .runtime("expected a dump of at most \(maxSize) items, got \(encoded.count)")
    }
    let codec = TreeCodec(folder: folder + "/tensors")
    var items: [Tree] = []
    for item in encoded { items.append(try codec.decode(item)) }
    return items
  }
}
