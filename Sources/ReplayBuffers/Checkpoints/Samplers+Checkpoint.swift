/// Unsafe: copies priorities out of and into the buffers of float64 tensors. Invariant: what is read are the first
/// `count` of `capacity` elements, and a file that is shorter is not opened.

import Catalog
import Tensors

/// `len_storage`, `_sample_list` (what is left of the epoch, next batch first), `drop_last` and `_ran_out` as a
/// tensordict of scalars, as TorchRL writes it.
extension SamplerWithoutReplacement {
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    let data = TensorDict(batchSize: [])
    try data.set("len_storage", .int(orderedCount))
    if let order {
      try data.set("_sample_list", entry: .tensor(try .indices(Array(order[position...]))))
    } else {
      try data.set("_sample_list", entry: .nonTensor(.none))
    }
    try data.set("drop_last", .bool(dropsLast))
    try data.set("_ran_out", .bool(hasRunOut))
    try data.dump(to: folder)
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    let data = try TensorDict.loadMemmap(folder)
    func scalar(_ key: String) throws(Failure) -> Int {
      guard let tensor = data.tensorIfPresent(NestedKey(key)), tensor.numel == 1 else {
        throw .value("expected one number under '\(key)' in '\(folder)'")
      }
      return try integers(of: tensor)[0]
    }
    let known = try scalar("len_storage")
    let dropsLast = try scalar("drop_last") != 0
    let ranOut = try scalar("_ran_out") != 0
    var rest: [Int]?
    // An order of another number of items, such as that of a first batch that was refused, is drawn anew.
    if known > 0, let list = data.tensorIfPresent("_sample_list") {
      let values = try integers(of: list)
      for value in values where value < 0 || value >= known {
        throw .value("expected indices of 0 … \(known - 1) under '_sample_list' in '\(folder)', got \(value)")
      }
      rest = values
    }
    return { () throws(Failure) in
      self.lock.withLock {
        self.orderedCount = known
        self.order = rest
        self.position = 0
        self.dropsLast = dropsLast
        self.hasRunOut = ranOut
        self.remaining = .max
      }
    }
  }
}

/// The leaves of both trees as float64 in slot order, and `sampler_metadata.json`, as TorchRL writes them.
extension PrioritizedSampler {
  public func dump(to folder: String) throws(Failure) {
    lock.lock()
    defer { lock.unlock() }
    try FileSystem.makeDirectory(folder)
    let capacity = sums.capacity
    try Self.tensor((0..<capacity).map { sums[$0] }).dump(to: folder + "/sumtree.memmap")
    try Self.tensor((0..<capacity).map { minima[$0] }).dump(to: folder + "/mintree.memmap")
    var object = JSONObject()
    object["_alpha"] = .float(alphaValue)
    object["_beta"] = .float(betaValue)
    object["_eps"] = .float(epsValue)
    object["_max_priority"] = .array(
      maximum.map { [.float(Double($0.value)), .float(Double($0.cell))] } ?? [.null, .null])
    object["_max_capacity"] = .float(Double(capacity))
    object["_schema_version"] = .int(1)
    try DumpFile.write(object, to: folder + "/sampler_metadata.json")
  }

  private static func tensor(_ values: [Float]) throws(Failure) -> Tensor {
    let tensor = try Tensor.empty([values.count], .float64)
    precondition(tensor.numel == values.count)
    tensor.withElements(Double.self) { elements in
      for i in values.indices { elements[i] = Double(values[i]) }
    }
    return tensor
  }

  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    lock.lock()
    defer { lock.unlock() }
    let file = try DumpFile(folder + "/sampler_metadata.json")
    let alpha = try file.double("_alpha")
    let beta = try file.double("_beta")
    let eps = try file.double("_eps")
    guard alpha >= 0, beta >= 0 else { throw file.wrong(alpha < 0 ? "_alpha" : "_beta", "a number of at least 0") }
    guard alpha.isFinite, beta.isFinite, eps.isFinite else {
      throw file.wrong(alpha.isFinite ? beta.isFinite ? "_eps" : "_beta" : "_alpha", "a finite number")
    }
    let stored = try file.double("_max_capacity")
    let given = Int(exactly: stored) ?? 0
    let expected = requestedCapacity ?? (contents.capacity == .max ? given : contents.capacity)
    // Trees that grew with the items are larger than what was asked for, those of large storages smaller.
    let own = isGrownCapacity(given, contents) ? given : expected
    guard Double(own) == stored, own > 0 else {
      throw .runtime(
        "expected a dump of \(own) priorities, got \(PythonText.repr(stored))",
        help: "give the sampler the max_capacity that the dump was made with")
    }
    guard let pair = file.fields["_max_priority"]?.array, pair.count == 2 else {
      throw file.wrong("_max_priority", "a priority and an index")
    }
    var maximum: (value: Float, cell: Int)?
    if let value = pair[0].double, let cell = pair[1].double.flatMap({ Int(exactly: $0) }), (0..<own).contains(cell) {
      maximum = (Float(value), cell)
      guard Float(value).isFinite else { throw file.wrong("_max_priority", "a finite priority") }
    }
    try Memory.demand(own, of: 64, "priorities")
    var sums = SumTree(capacity: own)
    var minima = MinTree(capacity: own)
    let filled = min(contents.count, own)
    let found = try Self.leaves(folder + "/sumtree.memmap", own, filled)
    let lowest = try Self.leaves(folder + "/mintree.memmap", own, filled)
    let written = found.indices.filter { found[$0] > 0 }
    sums.set(written, written.map { found[$0] })
    minima.set(Array(lowest.indices), lowest)
    guard sums.root.isFinite else {
      throw .value(
        "expected priorities with a finite sum in '\(folder)/sumtree.memmap', got \(PythonText.repr(Double(sums.root)))"
      )
    }
    return { () throws(Failure) in
      self.lock.withLock {
        (self.alphaValue, self.betaValue, self.epsValue) = (alpha, beta, eps)
        (self.sums, self.minima, self.maximum) = (sums, minima, maximum)
        self.maximumIsLoaded = true
        self.changedLeaves = nil
      }
    }
  }

  /// The leaves of the items; what lies beyond them means nothing.
  private static func leaves(_ path: String, _ capacity: Int, _ count: Int) throws(Failure) -> [Float] {
    let tensor = try Tensor.openMemoryMapped(path, [capacity], .float64)
    precondition(count >= 0 && count <= tensor.numel)
    let values = tensor.withElements(Double.self) { elements in (0..<count).map { Float(elements[$0]) } }
    for value in values where !(value >= 0) {
      throw .value("expected priorities of at least 0 in '\(path)', got \(PythonText.repr(Double(value)))")
    }
    return values
  }
}

/// As `SamplerWithoutReplacement`, over the numbers of trajectories.
extension SliceSamplerWithoutReplacement {
  public func dump(to folder: String) throws(Failure) { try epoch.dump(to: folder) }
  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    try epoch.restore(from: folder, contents)
  }
}

/// As `PrioritizedSampler`: where slices may begin follows from what is stored.
extension PrioritizedSliceSampler {
  public func dump(to folder: String) throws(Failure) { try core.dump(to: folder) }
  public func restore(from folder: String, _ contents: StoredContents) throws(Failure) -> Restore {
    try core.restore(from: folder, contents)
  }
}
