import Glibc
import Synchronization
import Tensors

/// Text on its way to a file descriptor: at once to a terminal, in large pieces elsewhere.
///
/// A write that fails ends the stream: what follows is dropped, and the running script is asked to stop, since nobody
/// would see what it prints. Belongs to one thread.
public final class OutputStream {
  /// What is held back at most, where the stream is buffered.
  static let capacity = 1 << 16

  public let descriptor: Int32
  private let isBuffered: Bool
  private var buffer: [UInt8] = []
  /// The `errno` of the write that failed.
  public private(set) var failure: Int32?

  /// - Parameter isBuffered: Whether text is held back until there is much of it, or `flush` is called.
  public init(descriptor: Int32, isBuffered: Bool) {
    self.descriptor = descriptor
    self.isBuffered = isBuffered
    if isBuffered { buffer.reserveCapacity(OutputStream.capacity) }
  }

  public func write(_ text: String) {
    guard failure == nil else { return }
    buffer.append(contentsOf: text.utf8)
    if !isBuffered || buffer.count >= OutputStream.capacity { flush() }
  }

  /// Writes what is held back.
  public func flush() {
    guard failure == nil, !buffer.isEmpty else { return }
    let written = Files.write(buffer, to: descriptor)
    buffer.removeAll(keepingCapacity: true)
    if let written {
      failure = written
      Interruption.requested.store(true, ordering: .relaxed)
    }
  }
}
