import Catalog
import ReplayBuffers
import Tensors

@testable import Environments

/// An environment that is known by heart: it observes the number of its steps as "t", gives it as reward, and ends each
/// element of its batch after so many steps (`Generators/clock.py` has the same).
enum Clock {
  static func make(_ lengths: [Int], batchSize: Shape) throws(Failure) -> FunctionEnvironment {
    let shape = batchSize + [1]
    let limits = try Tensor.fromElements(lengths, shape)
    let functions = FunctionEnvironment.Functions(
      reset: { (_) throws(Failure) in
        let fresh = TensorDict(batchSize: batchSize)
        try fresh.set("t", try .zeros(shape, .int64))
        return fresh
      },
      step: { (data) throws(Failure) in
        let next = TensorDict(batchSize: batchSize)
        let time = try data.tensor("t").add(Scalar.int(1))
        try next.set("t", time)
        try next.set("reward", try time.to(.float32))
        try next.set("terminated", try time.ge(limits))
        return next
      })
    let action = LeafSpec(shape, .int64, .categorical(2))
    return try FunctionEnvironment(
      functions, batchSize: batchSize, action: CompositeSpec(shape: batchSize, [("action", .leaf(action))]))
  }

  static func single(_ length: Int) throws(Failure) -> FunctionEnvironment { try make([length], batchSize: []) }
  static func batched(_ lengths: [Int]) throws(Failure) -> FunctionEnvironment {
    try make(lengths, batchSize: [lengths.count])
  }
  static func serial(_ lengths: [Int]) throws(Failure) -> BatchedEnvironment {
    var members: [any Environment] = []
    for length in lengths { members.append(try single(length)) }
    return try BatchedEnvironment(members, isParallel: false, source: "clock")
  }
}

extension TensorDict {
  /// The numbers under a key, row by row.
  func numbers(_ key: NestedKey) throws -> [Int] { try tensor(key).scalars().map(\.int) }
}
