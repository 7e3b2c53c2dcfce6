import Catalog
import Tensors

/// Files that are there already where a memory-mapped storage wants to make its own (`existsok`): they are taken as they
/// are, so they must be what it would have made.
enum ExistingFiles {
  /// - Parameters:
  ///   - metadata: The text that belongs into each `meta.json`.
  ///   - files: Each file with the shape and the dtype that it is to hold.
  /// - Throws: `RuntimeError` that names both where another dtype, shape or length is there.
  static func check(
    metadata: [(path: String, text: String)], files: [(path: String, shape: Shape, dtype: DType)]
  ) throws(Failure) {
    for (path, text) in metadata where FileSystem.exists(path) {
      guard let wanted = try JSONValue(parsing: text).object,
        let there = try? JSONValue(parsing: try FileSystem.readText(path)).object
      else { throw other(path, "something that is not a tensordict's metadata", "its own") }
      for key in wanted.keys {
        guard let mine = wanted[key], let dtype = mine["dtype"]?.string, let theirs = there[key],
          theirs["dtype"]?.string != dtype || theirs["shape"] != mine["shape"]
        else { continue }
        throw other(
          FileSystem.directory(of: path) + "/" + FileNames.encode(key) + ".memmap", describe(theirs), describe(mine))
      }
    }
    for file in files where FileSystem.exists(file.path) {
      let wanted = file.shape.numel * file.dtype.size
      let size = try FileSystem.size(of: file.path)
      if size == wanted { continue }
      throw other(
        file.path, "\(size) bytes", "\(wanted) (\(file.dtype.torchName) of shape \(file.shape.dims))")
    }
  }

  private static func describe(_ field: JSONValue) -> String {
    let dims = (field["shape"]?.array ?? []).map { $0.int.map(String.init) ?? "?" }.joined(separator: ", ")
    return "\(field["dtype"]?.string ?? "something without a dtype") of shape [\(dims)]"
  }

  private static func other(_ path: String, _ found: String, _ wanted: String) -> Failure {
    .runtime(
      "cannot go on with '\(path)': it holds \(found), and this storage needs \(wanted)",
      help: "choose another scratch_dir, or make the storage as the files were made", argument: "existsok")
  }
}
