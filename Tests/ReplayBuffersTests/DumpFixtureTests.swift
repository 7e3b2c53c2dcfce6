import ReplayBuffers
import TestSupport
import Tensors
import Testing

/// Dumps that TorchRL wrote: they load, hold what they held, and go on drawing and writing as TorchRL does.
@Suite(.serialized) struct DumpFixtureTests {
  @Test func dumpsOfTorchRLLoadAndGoOnAsThere() throws {
    for fixture in try DumpFixture.all(.buffer) {
      let expected = try fixture.expected()
      let rb = try FixtureBuffer.make(expected)
      if fixture.isUnreadable {
        try fixture.withDump { path in
          _ = #expect(throws: (any Error).self, "\(fixture.name) is read now: compare its contents") {
            try rb.load(from: path)
          }
        }
        continue
      }
      try fixture.withDump { path in
        try rb.load(from: path)
        try check(rb, expected)
      }
      // The states of parts: told by the draws that follow.
      expected.describes("priority", "without_replacement", "max_value", "trajectories_live")
      expected.describes("trajectories_after_load_without_cursor", "config")
      try expected.finish()
    }
  }

  private func check(_ rb: ReplayBuffer, _ expected: VectorFields) throws {
    let place = expected.place
    #expect(try rb.count == expected.int("length"), "\(place)")
    #expect(try rb.storage.maxSize == expected.int("capacity"), "\(place)")
    #expect(try rb.writer.cursor == expected.int("cursor"), "\(place)")
    #expect(try rb.writeCount == expected.int("write_count"), "\(place)")
    #expect(try rb.batchSize == (expected.has("batch_size") ? expected.int("batch_size") : nil), "\(place)")
    if expected.has("is_full") { #expect(try (rb.count == rb.storage.maxSize) == expected.bool("is_full"), "\(place)") }
    let leaves = try expected.fields("leaves")
    for name in leaves.names { try check(name, try leaves.fields(name), rb, expected) }
    try checkSamples(rb, expected.fields("sample_after_load"))
    if expected.has("extend_after_load") {
      try checkExtend(rb, expected.fields("extend_after_load"), expected)
    }
  }

  private func check(_ name: String, _ leaf: VectorFields, _ rb: ReplayBuffer, _ expected: VectorFields) throws {
    let tensor: Tensor
    switch try rb.storage.read(.all) {
    case .tensor(let whole): tensor = whole
    case .tensordict(let data): tensor = try data.tensor(NestedKey(DumpFixture.key(name)))
    default: throw leaf.failure("expected a storage of tensors")
    }
    #expect(try tensor.dtype.torchName == leaf.string("dtype"), "\(leaf.place)")
    let valid = try leaf.int("valid_rows")
    #expect(try tensor.shape.dims == [valid] + leaf.ints("full_shape").dropFirst(), "\(leaf.place)")
    if expected.has("rows_along_dim0") { #expect(try valid == expected.int("rows_along_dim0"), "\(leaf.place)") }
    let numbers = try tensor.to(.float64).contiguous().elements(Double.self)
    let sum = try leaf.double("sum")
    #expect(abs(numbers.reduce(0, +) - sum) <= 1e-6 * max(1, abs(sum)), "\(leaf.place)")
    let first = try leaf.array("first_values").map { VectorFields.number($0) ?? ($0.bool == true ? 1 : 0) }
    #expect(numbers.prefix(first.count).map { Float($0) } == first.map { Float($0) }, "\(leaf.place)")
    if leaf.has("sha256_valid_bytes") {
      let bytes = try tensor.contiguous().view(dtype: .uint8).elements(UInt8.self)
      #expect(try SHA256.hexadecimal(bytes) == leaf.string("sha256_valid_bytes"), "\(leaf.place)")
    }
    try leaf.finish()
  }

  private func checkSamples(_ rb: ReplayBuffer, _ after: VectorFields) throws {
    globalStreams.lock()
    defer { globalStreams.unlock() }
    Generator.default.manualSeed(try after.int("torch_manual_seed"))
    try Generator.numpy.manualSeedNumpy(after.int("numpy_seed"))
    for batch in try after.objects("batches") {
      let sample = try rb.sample()
      let index = sample.info.last?.value ?? .none
      let rows = try batch.array("index")
      if rows.contains(where: { $0.array != nil }) {
        guard case .tuple(let parts) = index else { throw batch.failure("expected coordinates, got \(index)") }
        let columns = parts.map { ints($0) }
        let found = columns.first?.indices.map { row in columns.map { $0[row] } }
        #expect(found == rows.map { ($0.array ?? []).compactMap(\.int) }, "\(batch.place)")
      } else {
        #expect(try ints(index) == batch.ints("index"), "\(batch.place)")
      }
      if batch.has("priority_weight") {
        guard case .tensor(let tensor)? = sample.info.first?.value else { throw batch.failure("expected weights") }
        #expect(try tensor.elements(Float.self) == batch.doubles("priority_weight").map { Float($0) }, "\(batch.place)")
      }
      try batch.finish()
    }
    after.describes("uses")
    try after.finish()
  }

  /// Rows of zeros. A writer that keeps the best gets a rank below all for a row it refused, and one above all for
  /// a row that it took.
  private func checkExtend(_ rb: ReplayBuffer, _ further: VectorFields, _ expected: VectorFields) throws {
    let returned = try further.ints("returned_index")
    guard case .tensordict(let all) = try rb.storage.read(.all) else { throw further.failure("expected tensordicts") }
    let data = TensorDict(batchSize: [returned.count])
    for (key, tensor) in all.leaves where key.path != ["index"] {
      let shape = Shape([returned.count] + tensor.shape.dims.dropFirst())
      try data.set(key, entry: .tensor(try Tensor.zeros(shape, tensor.dtype)))
    }
    if rb.writer is MaxValueWriter {
      let best = try expected.fields("max_value")
      let key = try FixtureBuffer.key(best, "rank_key")
      let ranks = try all.tensor(key).scalars().map(\.double)
      let (low, high) = ((ranks.min() ?? 0) - 1, (ranks.max() ?? 0) + 1)
      try data.set(key, entry: .tensor(try floatTensor(returned.map { Float($0 < 0 ? low : high) })))
    }
    let index = try rb.extend(.tensordict(data))
    #expect(ints(index) == returned, "\(further.place)")
    #expect(try rb.writer.cursor == further.int("cursor"), "\(further.place)")
    #expect(try rb.count == further.int("length"), "\(further.place)")
    #expect(try rb.writeCount == further.int("write_count"), "\(further.place)")
    try further.finish()
  }
}
