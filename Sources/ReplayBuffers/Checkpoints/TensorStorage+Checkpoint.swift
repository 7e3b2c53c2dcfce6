import Catalog
import Tensors

/// A dump of a tensor storage: `storage_metadata.json`, and the whole capacity of every column, of which only the rows
/// that hold items are written. A tensordict has tensordict's own layout; other trees of tensors one file per leaf,
/// named by its path.
extension TensorStorage {
  static let singleTensorName = "_-single-tensor-_"

  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    guard let layout else {
      throw .runtime("cannot dump a storage that was never written", help: "extend the buffer first")
    }
    let filled = rowCount
    let isInPlace = allocation.isAllocated(in: folder)
    var metadata = JSONObject()
    if layout.isPlain {
      try FileSystem.makeDirectory(folder)
      for (number, column) in layout.columns.enumerated() {
        let path = try Self.path(of: column)
        var description = JSONObject()
        description["dtype"] = .string(column.dtype.torchName)
        description["shape"] = .shape(columns[number].shape)
        metadata[path.joined(separator: ".")] = .object(description)
        if isInPlace { continue }
        let file = folder + "/" + path.joined(separator: "/") + ".memmap"
        try FileSystem.makeDirectory(FileSystem.directory(of: file))
        try columns[number].dump(to: file, rows: filled)
      }
    } else {
      let whole = try tree(of: layout)
      guard case .tensordict(let data) = whole else { return }
      if isInPlace { try data.writeMetadata(folder) } else { try data.dump(to: folder, rows: filled) }
    }
    var object = JSONObject()
    object["metadata"] = .object(metadata)
    object["is_pytree"] = .bool(layout.isPlain)
    object["len"] = .int(cellCount)
    try DumpFile.write(object, to: folder + "/storage_metadata.json")
    if layout.isPlain, !layout.columns[0].path.isEmpty {
      let paths = layout.columns.map { column in JSONValue.array(column.path.map { .string($0) }) }
      try DumpFile.write(
        ["structure": try structure(layout), "paths": .array(paths)], to: folder + "/structure.json")
    }
  }

  /// All columns, whole, in the form of an item.
  private func tree(of layout: RowLayout) throws(Failure) -> Tree {
    let rows = columns.first?.shape[0] ?? objects[0].count / max(inner.numel, 1)
    return try layout.tree(leading: [rows] + inner, tensor: { columns[$0] }, objects: { objects[$0] })
  }

  /// The names that lead to a leaf's file.
  private static func path(of column: RowLayout.Column) throws(Failure) -> [String] {
    if column.path.isEmpty { return [singleTensorName] }
    for name in column.path where name.isEmpty || name == "." || name == ".." || name.contains("/") {
      throw .value("cannot dump the key '\(name)': it is no name for a file", help: "rename the key first")
    }
    return column.path
  }

  // MARK: the structure of trees, which TorchRL does not write

  private func structure(_ layout: RowLayout) throws(Failure) -> JSONValue {
    var numbers = 0
    let numbered = try layout.tree(leading: [], tensor: { columns[$0] }, objects: { _ in [] })
    return try Self.structure(numbered, &numbers)
  }

  private static func structure(_ tree: Tree, _ number: inout Int) throws(Failure) -> JSONValue {
    if case .tensor = tree {
      number += 1
      return .int(number - 1)
    }
    let container = try ContainerJSON.encode(tree, key: { (key) throws(Failure) in try key.json() }) {
      (item) throws(Failure) in try structure(item, &number)
    }
    guard let container else { throw .type("cannot dump a tree that holds \(tree.article)") }
    return container
  }

  private static func tree(_ structure: JSONValue, _ tensors: [Tensor]) throws(Failure) -> Tree {
    if let number = structure.int, tensors.indices.contains(number) { return .tensor(tensors[number]) }
    let container = try ContainerJSON.decode(structure, key: { Tree(json: $0) }) {
      (item) throws(Failure) in try tree(item, tensors)
    }
    guard let container else { throw .value("the structure of the dump is damaged") }
    return container
  }

  // MARK: loading

  public func restore(
    from folder: String, lastRow: Int?
  ) throws(Failure) -> (contents: StoredContents, restore: Restore) {
    lock.lock()
    defer { lock.unlock() }
    let file = try DumpFile(folder + "/storage_metadata.json")
    let data = try file.bool("is_pytree") ? try plainTree(folder, file) : .tensordict(try .loadMemmap(folder))
    let layout: RowLayout
    if let known = self.layout { layout = known } else { layout = try RowLayout(of: data, lead: ndim) }
    guard let shape = data.leadingShape, shape.count >= ndim else {
      throw .value("expected data of at least \(ndim) dimensions in '\(folder)', got \(data.article)")
    }
    let leading = shape.prefix(ndim)
    let inner = leading.dropFirst()
    let expected: Shape = [rowCapacity(inner: inner)] + (self.layout == nil ? inner : self.inner)
    guard leading == expected else {
      throw .runtime(
        "expected a dump of \(expected.numel) slots (\(expected.dims)), got \(leading.numel) (\(leading.dims))",
        help: "load into a storage with the max_size that the dump was made with")
    }
    let capacity = leading.numel
    let cells = max(inner.numel, 1)
    let count = try file.int("len", in: 0...capacity)
    guard count % cells == 0 else { throw file.wrong("len", "a multiple of \(cells)") }
    let values = try layout.values(of: data, leading: leading)
    let contents = StoredContents(
      count: count, capacity: capacity, rows: count / cells, rowCapacity: capacity / cells)
    return (
      contents,
      { () throws(Failure) in
        try self.adopt(layout, values, contents, inner, isInPlace: self.allocation.isAllocated(in: folder))
        self.setLastRow(count > 0 ? lastRow : nil)
      }
    )
  }

  private func adopt(
    _ layout: RowLayout, _ values: RowLayout.Values, _ contents: StoredContents, _ inner: Shape, isInPlace: Bool
  ) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    if self.layout == nil {
      if isInPlace {
        install(layout, values.tensors, inner: inner, capacity: contents.capacity)
      } else {
        try allocate(layout, inner: inner)
      }
    }
    if !isInPlace, contents.rows > 0 {
      for (column, source) in zip(columns, values.tensors) {
        column.slicing(0, 0, contents.rows, 1).overwrite(with: source.slicing(0, 0, contents.rows, 1))
      }
    }
    for (number, column) in values.objects.enumerated() {
      var flat: [Tree] = []
      for value in column {
        if case .list(let items) = value, inner.count > 0 { flat += items } else { flat.append(value) }
      }
      for cell in objects[number].indices { objects[number][cell] = flat.count == 1 ? flat[0] : flat[cell] }
    }
    cellCount = contents.count
  }

  /// The tree of a dump of plain tensors. An initialised storage knows its form; else it comes from what we wrote.
  private func plainTree(_ folder: String, _ file: DumpFile) throws(Failure) -> Tree {
    guard let metadata = file.fields["metadata"]?.object else { throw file.wrong("metadata", "an object") }
    func load(_ path: [String]) throws(Failure) -> Tensor {
      let name = path.joined(separator: ".")
      guard let description = metadata[name], let shape = description["shape"]?.shape,
        let dtype = DType(named: description["dtype"]?.string ?? "")
      else {
        throw .key("expected the leaf '\(name)' in '\(file.path)', got \(metadata.keys)")
      }
      return try .openMemoryMapped(folder + "/" + path.joined(separator: "/") + ".memmap", shape, dtype)
    }
    if metadata.keys == [Self.singleTensorName] { return .tensor(try load([Self.singleTensorName])) }
    if let layout {
      guard metadata.count == layout.columns.count else {
        throw .runtime("expected a dump of \(layout.columns.count) leaves, as are stored, got \(metadata.keys)")
      }
      var tensors: [Tensor] = []
      for column in layout.columns { tensors.append(try load(try Self.path(of: column))) }
      return try layout.tree(leading: [], tensor: { tensors[$0] }, objects: { _ in [] })
    }
    guard FileSystem.exists(folder + "/structure.json") else {
      throw .runtime(
        "the dump in '\(folder)' does not tell the structure of its trees",
        help: "extend the buffer once with data of the same structure, then load")
    }
    let file = try DumpFile(folder + "/structure.json")
    var tensors: [Tensor] = []
    for path in try file.array("paths") {
      let names = (path.array ?? []).compactMap(\.string)
      guard !names.isEmpty, !names.contains("..") else { throw file.wrong("paths", "lists of names") }
      tensors.append(try load(names))
    }
    return try Self.tree(file.fields["structure"] ?? .null, tensors)
  }
}
