import Catalog
import ReplayBuffers
import Tensors

extension WorkerPool {
  /// Runs `body` for 0 ..< count on the pool's threads and waits for all.
  /// - Returns: The results in order.
  /// - Throws: The failure of the lowest index that failed.
  func map<R: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) throws(Failure) -> R
  ) throws(Failure) -> [R] {
    let results = Results<R>(count: count)
    let group = WaitGroup()
    for index in 0..<count {
      group.enter()
      submit {
        do throws(Failure) {
          results.store(.success(try body(index)), at: index)
        } catch {
          results.store(.failure(error), at: index)
        }
        group.leave()
      }
    }
    group.wait()
    var gathered: [R] = []
    for result in results.all { if let result { gathered.append(try result.get()) } }
    return gathered
  }
}

/// Where threads leave what they made. `@unchecked`: guarded by its lock.
private final class Results<R: Sendable>: @unchecked Sendable {
  private let lock = RecursiveLock()
  private var list: [Result<R, Failure>?]
  init(count: Int) { list = Array(repeating: nil, count: count) }
  func store(_ result: Result<R, Failure>, at index: Int) { lock.withLock { list[index] = result } }
  var all: [Result<R, Failure>?] { lock.withLock { list } }
}
