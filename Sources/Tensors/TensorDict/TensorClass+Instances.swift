import Catalog

extension TensorClass {
  /// An instance: every field must be given; None is allowed and leaves the field empty.
  /// - Throws: `TypeError` for a field that the class lacks (with the nearest name) or that is not given;
  ///   `RuntimeError` where a value's shape does not begin with the batch size.
  public func instance(
    _ values: [(name: String, value: Tree)], batchSize: Shape = [], device: Device? = nil
  ) throws(Failure) -> TensorDict {
    let result = TensorDict(batchSize: try batchSize.counted(), device: device, tensorClass: self)
    var given: Set<String> = []
    for (name, _) in values {
      guard fields.contains(name) else {
        throw .type(
          "\(self.name)() has no field '\(name)'",
          help: Suggestion.didYouMean(name, among: fields + ["batch_size", "device"]), argument: name)
      }
      guard given.insert(name).inserted else {
        throw .type("\(self.name)() got the field '\(name)' twice", argument: name)
      }
    }
    let missing = fields.filter { !given.contains($0) }
    guard missing.isEmpty else {
      let names = missing.map { "'\($0)'" }.joined(separator: ", ")
      throw .type("\(self.name)() is missing \(missing.count == 1 ? "the field" : "the fields") \(names)")
    }
    for (name, value) in values { try result.set(NestedKey(name), value) }
    return result
  }
}
