/// Unsafe: hands raw bytes to libzstd and zlib. Invariants: every buffer is as long as the length that goes with it, and
/// what a library says it wrote is checked against that before it is used.

import CZlib
import CZstd
import Catalog
import Tensors

/// Bytes made smaller without loss.
enum Compression {
  /// The zstd levels that libzstd takes; negative ones are faster and compress less.
  static var levels: ClosedRange<Int> { Int(ZSTD_minCLevel())...Int(ZSTD_maxCLevel()) }

  /// The bytes of a contiguous tensor as a zstd frame.
  static func zstd(_ tensor: Tensor, level: Int) throws(Failure) -> [UInt8] {
    precondition(tensor.isContiguous)
    let count = tensor.byteCount
    var result = [UInt8](repeating: 0, count: ZSTD_compressBound(count))
    let written = result.withUnsafeMutableBytes { target in
      ZSTD_compress(target.baseAddress, target.count, tensor.address, count, Int32(level))
    }
    withExtendedLifetime(tensor) {}
    guard ZSTD_isError(written) == 0 else { throw .runtime("cannot compress \(count) bytes") }
    result.removeLast(result.count - written)
    return result
  }

  /// The bytes of a contiguous tensor as a zlib stream. - Parameter level: 0 … 9.
  static func zlib(_ tensor: Tensor, level: Int) throws(Failure) -> [UInt8] {
    precondition(tensor.isContiguous)
    let count = tensor.byteCount
    var length = compressBound(UInt(count))
    var result = [UInt8](repeating: 0, count: Int(length))
    let code = result.withUnsafeMutableBytes { target in
      compress2(
        target.baseAddress?.assumingMemoryBound(to: UInt8.self), &length,
        tensor.address.assumingMemoryBound(to: UInt8.self), UInt(count), Int32(level))
    }
    withExtendedLifetime(tensor) {}
    guard code == 0 else { throw .runtime("cannot compress \(count) bytes") }
    result.removeLast(result.count - Int(length))
    return result
  }

  /// The tensor that was compressed, by either: zstd's first four bytes tell them apart.
  /// - Throws: `ValueError` for bytes that are damaged or do not give this shape.
  static func tensor(_ bytes: [UInt8], _ shape: Shape, _ dtype: DType) throws(Failure) -> Tensor {
    let tensor = try Tensor.empty(shape, dtype)
    let count = tensor.numel * dtype.size
    let written: Int
    if bytes.starts(with: [0x28, 0xb5, 0x2f, 0xfd]) {
      let result = bytes.withUnsafeBytes { ZSTD_decompress(tensor.address, count, $0.baseAddress, $0.count) }
      written = ZSTD_isError(result) == 0 ? result : -1
    } else {
      var length = UInt(count)
      let code = bytes.withUnsafeBytes { source in
        uncompress(
          tensor.address.assumingMemoryBound(to: UInt8.self), &length,
          source.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt(source.count))
      }
      written = code == 0 ? Int(length) : -1
    }
    guard written == count else {
      throw .value("expected compressed data of \(count) bytes, got damaged data or data of another size")
    }
    return tensor
  }
}
