import Catalog
import Tensors

/// Columns in memory-mapped files (TorchRL's `LazyMemmapStorage`), made at the first write for the whole capacity, and
/// sparse: only rows that were written take disk space.
///
/// With a scratch folder the files have tensordict's layout: `a.memmap`, `b/c.memmap`, `meta.json` in every folder of a
/// tensordict, `_tensordict/` below a tensorclass; trees of tensors get one file per leaf, a bare tensor
/// `_-single-tensor-_.memmap`. Without one the files have no name and vanish with the storage.
///
/// Unlike TorchRL's, columns without elements need no folder, and `existsok` holds for trees of tensors too.
final class MemmapAllocation: ColumnAllocation {
  let folder: String?
  let existsOK: Bool
  let cleansUp: Bool
  let autoCleanup: Bool?
  /// For a temporary folder that lives as long as someone uses it.
  let keeper: (any TreeObject)?
  /// The files and folders that were made here.
  private let made = OwnedPaths()

  init(folder: String?, existsOK: Bool, autoCleanup: Bool?, keeper: (any TreeObject)? = nil) {
    var folder = folder
    while let path = folder, path.count > 1, path.hasSuffix("/") { folder = String(path.dropLast()) }
    self.folder = folder
    self.existsOK = existsOK
    self.autoCleanup = autoCleanup
    self.keeper = keeper
    cleansUp = folder != nil && autoCleanup == true
  }

  deinit { if cleansUp { made.remove() } }

  /// Removes the files and folders that were made here, the first time. What others put into the folder stays, and the
  /// folder with it. - Returns: Whether there were any.
  func removeFiles() -> Bool { made.remove() }

  func allocate(_ layout: RowLayout, leading: Shape) throws(Failure) -> [Tensor] {
    var undo: [String] = []
    do {
      let columns = try columns(layout, leading, &undo)
      made.add(undo, atExit: cleansUp)
      return columns
    } catch {
      for path in undo.reversed() { try? FileSystem.removeTree(path) }
      throw error
    }
  }

  private func columns(_ layout: RowLayout, _ leading: Shape, _ undo: inout [String]) throws(Failure) -> [Tensor] {
    guard let folder else {
      var columns: [Tensor] = []
      for column in layout.columns { columns.append(try .memoryMapped(nil, leading + column.feature, column.dtype)) }
      return columns
    }
    var plan = FilePlan(layout: layout, leading: leading)
    if layout.isPlain { plan.addPlain(folder) } else { plan.add(layout.root, folder, []) }
    if existsOK {
      try ExistingFiles.check(
        metadata: plan.metadata,
        files: plan.files.map { file in
          let column = layout.columns[file.column]
          return (file.path, leading + column.feature, column.dtype)
        })
    } else {
      for file in plan.files where FileSystem.exists(file.path) {
        throw .runtime(
          "the file '\(file.path)' already exists",
          help: "choose another scratch_dir, or existsok: True to go on with what is there")
      }
    }
    for path in plan.folders { try make(path, &undo) }
    var columns = [Tensor?](repeating: nil, count: layout.columns.count)
    for file in plan.files {
      let isNew = !FileSystem.exists(file.path)
      let column = layout.columns[file.column]
      columns[file.column] = try .memoryMapped(file.path, leading + column.feature, column.dtype, existsOK: existsOK)
      if isNew { undo.append(file.path) }
    }
    for (path, text) in plan.metadata {
      if !FileSystem.exists(path) { undo.append(path) }
      try FileSystem.write(text, to: path)
    }
    return columns.compactMap { $0 }
  }

  /// Makes a folder and those above it, remembering the topmost new one.
  private func make(_ path: String, _ undo: inout [String]) throws(Failure) {
    if FileSystem.isDirectory(path) { return }
    let parent = FileSystem.directory(of: path)
    if parent != path { try make(parent, &undo) }
    try FileSystem.makeDirectory(path)
    undo.append(path)
  }

  func isAllocated(in path: String) -> Bool {
    guard let folder, let own = FileSystem.realPath(folder) else { return false }
    return own == FileSystem.realPath(path)
  }

  var spec: ComponentSpec { TensorStorage.memmapSpec }

}

/// The files and folders of a layout.
private struct FilePlan {
  let layout: RowLayout
  let leading: Shape
  var folders: [String] = []
  var files: [(path: String, column: Int)] = []
  var metadata: [(path: String, text: String)] = []

  init(layout: RowLayout, leading: Shape) {
    self.layout = layout
    self.leading = leading
  }

  /// A tree of tensors: one file per leaf, named by its path.
  mutating func addPlain(_ folder: String) {
    folders.append(folder)
    for (number, column) in layout.columns.enumerated() {
      let names = column.path.isEmpty ? ["_-single-tensor-_"] : column.path.map(FileNames.encode)
      var path = folder
      for name in names.dropLast() {
        path += "/" + name
        if !folders.contains(path) { folders.append(path) }
      }
      files.append((path + "/" + names[names.count - 1] + ".memmap", number))
    }
  }

  mutating func add(_ node: RowLayout.Node, _ folder: String, _ path: [String]) {
    guard case .tensordict(let group) = node else { return }
    folders.append(folder)
    var folder = folder
    if let tensorClass = group.tensorClass {
      metadata.append((folder + "/meta.json", "{\"_type\":\"<class '__main__.\(tensorClass.name)'>\"}"))
      folder += "/_tensordict"
      folders.append(folder)
    }
    var fields: [String] = []
    for (i, key) in group.keys.enumerated() {
      switch group.nodes[i] {
      case .tensor(let number):
        let column = layout.columns[number]
        let dims = (leading + column.feature).dims.map(String.init).joined(separator: ",")
        fields.append(
          "\(Self.json(key)):{\"device\":\"cpu\",\"shape\":[\(dims)],\"dtype\":\"\(column.dtype.torchName)\","
            + "\"is_nested\":false}")
        files.append((folder + "/" + FileNames.encode(key) + ".memmap", number))
      case .tensordict(let child):
        fields.append("\(Self.json(key)):{\"type\":\"\(child.tensorClass?.name ?? "TensorDict")\"}")
        add(group.nodes[i], folder + "/" + FileNames.encode(key), path + [key])
      default: break
      }
    }
    let batch = (leading + group.extra).dims.map(String.init).joined(separator: ",")
    fields.append("\"shape\":[\(batch)]")
    fields.append("\"device\":\"cpu\"")
    fields.append("\"_type\":\"<class 'tensordict._td.TensorDict'>\"")
    metadata.append((folder + "/meta.json", "{" + fields.joined(separator: ",") + "}"))
  }

  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

extension TensorStorage {
  /// Items in memory-mapped files. - Parameters: as the component `memmap` has them.
  public static func memmap(
    _ maxSize: Int, scratchDir: String? = nil, ndim: Int = 1, existsOK: Bool = false, autoCleanup: Bool? = nil,
    keeper: (any TreeObject)? = nil
  ) throws(Failure) -> TensorStorage {
    if scratchDir == "" { throw .value("scratch_dir must not be empty", argument: "scratch_dir") }
    return try TensorStorage(
      maxSize: maxSize, ndim: ndim,
      allocation: MemmapAllocation(folder: scratchDir, existsOK: existsOK, autoCleanup: autoCleanup, keeper: keeper))
  }

  /// Removes the memory-mapped files that this storage made, once; what is mapped stays readable.
  /// - Returns: Whether there were any.
  public func removeFiles() throws(Failure) -> Bool {
    guard let files = allocation as? MemmapAllocation else { return false }
    return try lock.withLock { () throws(Failure) -> Bool in files.removeFiles() }
  }
}
