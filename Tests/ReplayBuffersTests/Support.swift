import Catalog
import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// Tests that seed the global streams hold it, since suites run side by side.
let globalStreams = StreamLock()

struct StreamLock {
  func lock() { GlobalStreams.lock() }
  func unlock() { GlobalStreams.unlock() }
}

func intTensor(_ values: [Int], _ shape: Shape? = nil) throws(Failure) -> Tensor {
  let tensor = try Tensor.empty(shape ?? [values.count], .int64)
  tensor.withElements(Int.self) { (elements: UnsafeMutableBufferPointer<Int>) in
    for i in values.indices { elements[i] = values[i] }
  }
  return tensor
}

func floatTensor(_ values: [Float], _ shape: Shape? = nil) throws(Failure) -> Tensor {
  let tensor = try Tensor.empty(shape ?? [values.count], .float32)
  tensor.withElements(Float.self) { (elements: UnsafeMutableBufferPointer<Float>) in
    for i in values.indices { elements[i] = values[i] }
  }
  return tensor
}

/// The ints of an int64 tensor, of a list of such, of a tensordict's `x`, or a plain int. Anything else is an issue, so
/// that claims about all of them are not made of none.
func ints(_ tree: Tree, _ location: SourceLocation = #_sourceLocation) -> [Int] {
  switch tree {
  case .int(let value): return [value]
  case .list(let items): return items.flatMap { ints($0, location) }
  case .tensor(let tensor) where tensor.dtype == .int64:
    if let packed = try? tensor.contiguous() { return packed.withElements(Int.self) { Array($0) } }
  case .tensordict(let data):
    if let x = try? data.tensor("x") { return ints(.tensor(x), location) }
  default: break
  }
  Issue.record("expected ints, got \(PythonText.repr(tree))", sourceLocation: location)
  return []
}

/// What a tree is, for `#require`.
extension Tree {
  var asTensordict: TensorDict? { if case .tensordict(let data) = self { data } else { nil } }
  var asTensor: Tensor? { if case .tensor(let tensor) = self { tensor } else { nil } }
  var asTuple: [Tree]? { if case .tuple(let items) = self { items } else { nil } }
}

/// A tensordict of `x` (int64) and `y` (float32, two per row, `x` and `-x`).
func rows(_ values: [Int]) throws(Failure) -> Tree {
  let data = TensorDict(batchSize: [values.count])
  try data.set("x", entry: .tensor(try intTensor(values)))
  try data.set(
    ["in", "y"], entry: .tensor(try floatTensor(values.flatMap { [Float($0), -Float($0)] }, [values.count, 2])))
  return .tensordict(data)
}

extension ReplayBuffer {
  static func make(
    _ flavour: Flavour = .plain, storage: any Storage, sampler: (any Sampler)? = nil, batchSize: Int? = nil,
    prefetch: Int = 0, generator: Generator? = nil
  ) throws(Failure) -> ReplayBuffer {
    var options = Options()
    options.storage = storage
    options.sampler = sampler
    options.batchSize = batchSize
    options.prefetch = prefetch
    // Its own stream: suites that seed the global ones run at the same time.
    options.generator = generator ?? Generator(seed: 1)
    return try ReplayBuffer(flavour, options)
  }
}
