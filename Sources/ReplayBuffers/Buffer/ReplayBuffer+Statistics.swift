import Tensors

extension ReplayBuffer {
  /// A snapshot of counts and sizes, under TorchRL's names.
  public func stats() -> [(key: Tree, value: Tree)] {
    lock.withLock {
      let size = count
      let capacity = storageValue.maxSize
      return [
        (.string("size"), .int(size)), (.string("write_count"), .int(writerValue.writeCount)),
        (.string("prefetch_queue_size"), .int(queue?.count ?? 0)), (.string("initialized"), .bool(true)),
        (.string("capacity"), .int(capacity)),
        (.string("utilization"), .float(Double(size) / Double(capacity))),
      ]
    }
  }
}
