import Catalog

extension Tensor {
  /// A new memory-mapped tensor of zeros.
  /// - Parameters:
  ///   - path: its file; nil for one without a name. A tensor without elements has none in any case.
  ///   - existsOK: takes a file that is there, with its data.
  public static func memoryMapped(
    _ path: String?, _ shape: Shape, _ dtype: DType, existsOK: Bool = false
  ) throws(Failure) -> Tensor {
    let bytes = try byteCount(shape, dtype)
    if bytes == 0 { return try mappedEmpty(shape, dtype) }
    let memory =
      if let path {
        try MemoryMap.create(path, byteCount: bytes, existsOK: existsOK)
      } else {
        try MemoryMap.anonymous(byteCount: bytes)
      }
    return mapped(memory, shape, dtype)
  }

  /// The tensor in a file that is there.
  /// - Throws: `ValueError` where the file is too short, `FileNotFoundError`.
  public static func openMemoryMapped(_ path: String, _ shape: Shape, _ dtype: DType) throws(Failure) -> Tensor {
    let bytes = try byteCount(shape, dtype)
    if bytes == 0 { return try empty(shape, dtype) }
    return mapped(try MemoryMap.open(path, byteCount: bytes), shape, dtype)
  }

  /// This tensor's elements, written to a file (or to one without a name) and mapped from there. A tensor that is
  /// the whole of that very file already is returned as it is.
  /// - Parameter copyExisting: allows copying from another file.
  /// - Throws: `RuntimeError` for a tensor of another file without `copyExisting`.
  public func memoryMapped(
    to path: String?, copyExisting: Bool = false, existsOK: Bool = true
  ) throws(Failure) -> Tensor {
    if numel == 0 { return try Tensor.mappedEmpty(shape, dtype) }
    let source = memory.file?.path
    if isMemoryMapped && path == nil && source == nil { return self }
    var origin = self
    if let source, let path, let identity = FileSystem.identity(of: source), identity == FileSystem.identity(of: path) {
      if isMemoryMapped && isContiguous && offset == 0 && numel * dtype.size == memory.byteCount { return self }
      // Reading from the file while writing to it would mix old and new bytes.
      origin = try Tensor.empty(shape, dtype)
      try origin.copy(from: self)
    } else if isMemoryMapped, let source, path != nil, !copyExisting {
      throw .runtime(
        "the tensor is in the file '\(source)' already and is not copied to '\(path ?? "")' unless asked to",
        help: "copy_existing: True copies")
    }
    let contiguous = try origin.contiguous()
    let memory: Memory
    if let path {
      memory = try MemoryMap.write(contiguous, to: path, existsOK: existsOK)
    } else {
      memory = try MemoryMap.anonymous(byteCount: numel * dtype.size)
    }
    let result = Tensor.mapped(memory, shape, dtype)
    if path == nil { try result.copy(from: contiguous) }
    return result
  }

  /// The file of a memory-mapped tensor.
  /// - Throws: `RuntimeError` where there is none.
  public func filename() throws(Failure) -> String {
    guard isMemoryMapped, let path = memory.file?.path else {
      throw .runtime("the \(isMemoryMapped ? "MemoryMappedTensor" : "tensor") has no file associated")
    }
    return path
  }

  /// What torch's `is_shared()` says: the elements are in a named file, which other processes may map.
  public var isShared: Bool { memory.file?.path != nil }

  private static func mapped(_ memory: Memory, _ shape: Shape, _ dtype: DType) -> Tensor {
    Tensor(memory: memory, dtype: dtype, shape: shape, strides: shape.contiguousStrides, isMemoryMapped: true)
  }

  private static func mappedEmpty(_ shape: Shape, _ dtype: DType) throws(Failure) -> Tensor {
    mapped(try Memory.allocate(byteCount: 0, zeroed: false), shape, dtype)
  }
}
