import Tensors

@testable import Environments

/// What a turn of a collector gave, for `#require`.
extension Collected {
  var batch: TensorDict? { if case .batch(let data) = self { data } else { nil } }
}
