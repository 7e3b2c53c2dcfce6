import Catalog

extension TensorDict {
  /// Maps a folder that `memmap` (of tensordict, or ours) wrote. Writes to the result go to the files.
  ///
  /// Stricter than tensordict, which drops keys without a file and lengthens short ones silently: both are errors here.
  /// - Parameter classes: the tensorclasses that are known, by name; an unknown one is made from the stored fields.
  /// - Throws: `FileNotFoundError`, `ValueError` for files that contradict their `meta.json`, `RuntimeError` for types
  ///   that are none of tensordict's, `TypeError` for pickled values.
  public static func loadMemmap(_ path: String, classes: [String: TensorClass] = [:]) throws(Failure) -> TensorDict {
    guard case .tensordict(let result) = try load(path, parent: [], classes) else {
      throw .type("expected a tensordict in '\(path)', got a single value")
    }
    result.lock()
    return result
  }

  private static func load(
    _ path: String, parent: Shape, _ classes: [String: TensorClass]
  ) throws(Failure) -> Entry {
    let metadata = try Metadata(path + "/meta.json")
    let type = try metadata.string("_type")
    switch type {
    case MemoryMapFormat.tensordictType:
      return .tensordict(try loadTensorDict(path, metadata, classes))
    case MemoryMapFormat.nonTensorType:
      guard let value = metadata.fields["data"] else { throw pickled(path) }
      return .nonTensor(value)
    case MemoryMapFormat.nonTensorStackType:
      guard case .list(let values)? = metadata.fields["data"] else { throw pickled(path) }
      return .nonTensorStack(values)
    case MemoryMapFormat.lazyStackType:
      return .tensordict(try loadStack(path, metadata, classes))
    default:
      guard FileSystem.isDirectory(path + "/_tensordict") else {
        throw .runtime("'\(path)/meta.json' names the unknown type \(type)")
      }
      return .tensordict(try loadInstance(path, metadata, type, classes))
    }
  }

  private static func pickled(_ path: String) -> Failure {
    .type("the value in '\(path)' is a Python pickle, which is not read here")
  }

  private static func loadTensorDict(
    _ path: String, _ metadata: Metadata, _ classes: [String: TensorClass]
  ) throws(Failure) -> TensorDict {
    var batchSize: Shape = []
    if let size = metadata.fields["shape"] { batchSize = try metadata.shape(size, "shape") }
    var device: Device?
    if case .string(let name)? = metadata.fields["device"], name != "None" { device = .cpu }
    let result = TensorDict(batchSize: try batchSize.counted(), device: device)
    result.isMemoryMapped = true
    for key in metadata.order {
      guard case .dict(let pairs)? = metadata.fields[key] else { continue }
      let description = Metadata(path: metadata.path, pairs: pairs)
      if description.fields["type"] != nil {
        let entry = try load(try folder(path, key), parent: batchSize, classes)
        result.store(key, try result.checked(entry, key, metadata.path))
      } else if let shape = description.fields["shape"], description.fields["dtype"] != nil {
        let tensor = try loadLeaf(path, key, try description.shape(shape, key), description)
        result.store(key, try result.checked(.tensor(tensor), key, metadata.path))
      }
    }
    return result
  }

  private func checked(_ entry: Entry, _ key: String, _ path: String) throws(Failure) -> Entry {
    do {
      return try fitting(entry, NestedKey(key))
    } catch {
      throw .value("'\(path)' contradicts itself: \(error.message)")
    }
  }

  /// The nested folder, by its encoded name or by the older raw one.
  private static func folder(_ path: String, _ key: String) throws(Failure) -> String {
    let place = path + "/" + FileNames.encode(key)
    if FileSystem.isDirectory(place) { return place }
    if FileNames.isSafeRaw(key), FileSystem.isDirectory(path + "/" + key) { return path + "/" + key }
    throw Failure(.fileNotFound, "the folder '\(place)' of key '\(key)' is missing")
  }

  private static func loadLeaf(
    _ path: String, _ key: String, _ shape: Shape, _ description: Metadata
  ) throws(Failure) -> Tensor {
    let name = try description.string("dtype")
    guard let dtype = DType(named: name) else {
      throw .type("key '\(key)' in '\(path)' has the dtype \(name), which is not supported")
    }
    if case .bool(true)? = description.fields["is_nested"] {
      throw .type("key '\(key)' in '\(path)' is a nested tensor, which is not supported")
    }
    var file = path + "/" + FileNames.encode(key) + ".memmap"
    if !FileSystem.exists(file) {
      if shape.dims.contains(0) { return try Tensor.empty(shape, dtype) }
      let raw = path + "/" + key + ".memmap"
      if FileNames.isSafeRaw(key), FileSystem.exists(raw) { file = raw }
    }
    return try Tensor.openMemoryMapped(file, shape, dtype)
  }

  private static func loadStack(
    _ path: String, _ metadata: Metadata, _ classes: [String: TensorClass]
  ) throws(Failure) -> TensorDict {
    var parts: [TensorDict] = []
    while FileSystem.isDirectory("\(path)/\(parts.count)") {
      guard case .tensordict(let part) = try load("\(path)/\(parts.count)", parent: [], classes) else { break }
      parts.append(part)
    }
    var dimension = 0
    if case .int(let value)? = metadata.fields["stack_dim"] { dimension = value }
    return try TensorDict.stack(parts, dim: dimension)
  }

  private static func loadInstance(
    _ path: String, _ metadata: Metadata, _ type: String, _ classes: [String: TensorClass]
  ) throws(Failure) -> TensorDict {
    guard case .tensordict(let plain) = try load(path + "/_tensordict", parent: [], classes) else {
      throw .runtime("expected a tensordict in '\(path)/_tensordict'")
    }
    // "<class 'module.Name'>": the name is what follows the last dot.
    let name = String(type.split(whereSeparator: { ".'<> ".contains($0) }).last ?? "TensorClass")
    let absent = metadata.order.filter { $0 != "_type" && !plain.keys.contains($0) }
    let known = classes[name].flatMap { known in
      (plain.keys + absent).allSatisfy(known.fields.contains) ? known : nil
    }
    let result = TensorDict(
      batchSize: plain.batchSize, device: plain.device,
      tensorClass: known ?? TensorClass(name: name, fields: plain.keys + absent))
    result.isMemoryMapped = true
    for key in plain.keys {
      if let entry = plain.entries[key] { result.store(key, entry) }
    }
    for field in absent {
      if let value = metadata.fields[field], !value.isNone { result.store(field, .nonTensor(value)) }
    }
    return result
  }
}

/// One `meta.json`, read.
private struct Metadata {
  let path: String
  var order: [String] = []
  var fields: [String: Tree] = [:]

  init(_ path: String) throws(Failure) {
    let text = try FileSystem.readText(path)
    let tree: Tree
    do {
      tree = Tree(json: try JSONValue(parsing: text))
    } catch {
      throw .value("'\(path)' is not valid: \(error.message)")
    }
    guard case .dict(let pairs) = tree else { throw .value("expected a JSON object in '\(path)'") }
    self.init(path: path, pairs: pairs)
  }

  init(path: String, pairs: [(key: Tree, value: Tree)]) {
    self.path = path
    for (key, value) in pairs {
      guard case .string(let name) = key else { continue }
      if fields.updateValue(value, forKey: name) == nil { order.append(name) }
    }
  }

  func string(_ name: String) throws(Failure) -> String {
    guard case .string(let value)? = fields[name] else {
      throw .runtime("expected the string '\(name)' in '\(path)'")
    }
    return value
  }

  func shape(_ tree: Tree, _ name: String) throws(Failure) -> Shape {
    guard case .list(let items) = tree else {
      throw .value("expected the shape of '\(name)' in '\(path)' to be a list")
    }
    var dims: [Int] = []
    for item in items {
      guard case .int(let size) = item, size >= 0 else {
        throw .value("expected the shape of '\(name)' in '\(path)' to hold sizes")
      }
      dims.append(size)
    }
    return Shape(dims)
  }
}
