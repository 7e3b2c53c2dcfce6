import Catalog
import ReplayBuffers
import Tensors

/// Tests that seed the global streams hold it, since suites run side by side.
let globalStreams = RecursiveLock()

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

/// The ints of a one-dimensional int64 tensor, a list of 0-d ones, or a plain int.
func ints(_ tree: Tree) -> [Int] {
  switch tree {
  case .int(let value): [value]
  case .tensor(let tensor): (try? tensor.contiguous())?.withElements(Int.self) { Array($0) } ?? []
  case .list(let items): items.flatMap { ints($0) }
  case .tensordict(let data): (try? data.tensor("x")).map { ints(.tensor($0)) } ?? []
  default: []
  }
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
    options.generator = generator
    return try ReplayBuffer(flavour, options)
  }
}
