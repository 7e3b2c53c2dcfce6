import TestSupport
import Tensors

/// A case of `samplers.json`: a buffer's life as a program in rbs that prints what it gives, and the lines that TorchRL's
/// answers make. Constructor arguments are passed on under their names, so every option of a class is run.
struct BufferLife {
  private(set) var program = ""
  private(set) var expected: [String] = []
  private let item: VectorFields

  init(_ item: VectorFields) throws {
    self.item = item
    program = """
      fn told(name, value) {
          if isinstance(value, tuple) { value = stack(list(value), -1) }
          print(name, list(value.shape), value.flatten().tolist())
      }
      fn joined(key) { "/".join(list(key)) if isinstance(key, tuple) else key }

      """
    try seeds()
    try item.has("member_lengths") ? ensemble() : buffer()
    for (number, step) in try item.objects("steps").enumerated() {
      try add(step, number)
      try step.finish()
    }
    item.describes("priorities", "use_generator")
    try item.finish()
  }

  private mutating func line(_ text: String) { program += text + "\n" }
  private mutating func expect(_ text: String) { expected.append(text) }

  /// rbs seeds all global streams with one call, as the generator of the vectors did with the same integer.
  private mutating func seeds() throws {
    let seed = try item.int("torch_seed")
    if try item.int("numpy_seed", or: seed) != seed { throw item.failure("'numpy_seed' and 'torch_seed' differ") }
    line("manual_seed(\(seed))")
  }

  private mutating func buffer() throws {
    let name = try item.string("buffer")
    let size = try item.int("max_size")
    var arguments = ["storage=\(try item.string("storage"))(\(size), ndim=\(try item.int("ndim", or: 1)))"]
    arguments.append("sampler=\(try item.string("sampler"))(\(try Self.arguments(item.fields("kwargs"))))")
    if item.has("writer") {
      let options = item.has("writer_kwargs") ? try Self.arguments(item.fields("writer_kwargs")) : ""
      arguments.append("writer=\(try item.string("writer"))(\(options))")
    }
    arguments.append("batch_size=\(try item.int("batch_size"))")
    if item.has("generator_seed") { arguments.append("generator=generator(\(try item.int("generator_seed")))") }
    _ = item.optional("generator_seed")
    line("rb = \(name)(\(arguments.joined(separator: ", ")))")
    if item.has("consumer_version") { line("rb.sampler.consumer_version = \(try item.int("consumer_version"))") }
  }

  private mutating func ensemble() throws {
    let sampler = try item.string("member_sampler")
    line("members = []")
    for length in try item.ints("member_lengths") {
      line("members.append(ReplayBuffer(storage=LazyTensorStorage(\(length)), sampler=\(sampler)()))")
      line("members[-1].extend(arange(\(length)))")
    }
    guard try item.string("sampler") == "SamplerEnsemble" else { throw item.failure("expected a SamplerEnsemble") }
    let options = try Self.arguments(item.fields("kwargs"))
    line("rb = ReplayBufferEnsemble(*members, batch_size=\(try item.int("batch_size")), \(options))")
  }

  // MARK: steps

  private mutating func add(_ step: VectorFields, _ number: Int) throws {
    switch try step.string("op") {
    case "extend": try extend(step)
    case "update_priority":
      line("rb.update_priority(\(try Self.literal(step.value("index"), "index")), \(try priority(step)))")
    case "sample": try item.has("member_lengths") ? sampleEnsemble(step) : sample(step)
    case let name: throw step.failure("no test knows the step '\(name)'")
    }
    line("print(\"--\", \(number))")
    expect("-- \(number)")
  }

  private func priority(_ step: VectorFields) throws -> String {
    let value = try step.value("priority")
    return value.array == nil ? try Self.literal(value, "priority") : "tensor(\(try Self.literal(value, "priority")))"
  }

  private mutating func extend(_ step: VectorFields) throws {
    let data = try step.fields("data")
    if data.has("values") {
      line("i = rb.extend(\(try Self.tensor(data)))")
    } else {
      let entries = try data.names.map { name in
        let key = name.split(separator: "/").map { PythonText.repr(String($0)) }
        let entry = try data.fields(name)
        return "\(key.count == 1 ? key[0] : "(\(key.joined(separator: ", ")))"): \(try Self.tensor(entry))"
      }
      let size = try Self.literal(step.value("batch_size"), "batch_size")
      line("i = rb.extend(TensorDict({\(entries.joined(separator: ", "))}, \(size)))")
    }
    _ = step.optional("batch_size")
    line("told('index', i)")
    let index = try Self.flat(step.value("index"))
    let shape = step.has("index_shape") ? try step.ints("index_shape") : [index.count]
    expect("index \(shape) [\(index.joined(separator: ", "))]")
  }

  private mutating func sample(_ step: VectorFields) throws {
    if step.has("error") {
      line("try { rb.sample(); print(\"no error\") } catch e { print(e.kind) }")
      expect(try step.string("error"))
    } else {
      line("s, info = rb.sample(return_info=True)")
      let names = step.names.filter { !["op", "ran_out", "error"].contains($0) }
      line("print(sorted([joined(k) for k in info.keys()]))")
      expect("[\(names.sorted().map { PythonText.repr($0) }.joined(separator: ", "))]")
      for name in names {
        let key = name.split(separator: "/").map { PythonText.repr(String($0)) }
        line("told('\(name)', info[\(key.count == 1 ? key[0] : "(\(key.joined(separator: ", ")))")])")
        let field = try step.fields(name)
        expect("\(name) \(try field.ints("shape")) [\(try Self.flat(field.value("values")).joined(separator: ", "))]")
        field.describes("dtype")
        try field.finish()
      }
    }
    if step.has("ran_out") {
      line("print('ran_out', getattr(rb.sampler, 'ran_out', False))")
      expect("ran_out \(try step.bool("ran_out") ? "True" : "False")")
    }
  }

  private mutating func sampleEnsemble(_ step: VectorFields) throws {
    line("s, info = rb.sample(return_info=True)")
    for (name, key) in [("buffer_ids", "buffer_ids"), ("index", "index")] {
      line("print('\(name)', info['index', '\(key)'].flatten().tolist())")
      expect("\(name) [\(try Self.flat(step.value(name)).joined(separator: ", "))]")
    }
  }

  // MARK: literals

  private static func arguments(_ fields: VectorFields) throws -> String {
    try fields.names.compactMap { name in
      try fields.given(name).map { "\(name)=\(try literal($0, name))" }
    }.joined(separator: ", ")
  }

  /// A value as rbs source. JSON has no tuples: nested keys and pairs are lists there.
  private static func literal(_ value: JSONValue, _ name: String) throws -> String {
    switch value {
    case .null: return "None"
    case .bool(let flag): return flag ? "True" : "False"
    case .int(let number): return String(number)
    case .float(let number): return PythonText.repr(number)
    case .string(let text): return name == "dtype" ? String(text.trimmingPrefix("torch.")) : PythonText.repr(text)
    case .array(let items):
      if name.hasSuffix("_keys") { return "[\(try items.map { try literal($0, "key") }.joined(separator: ", "))]" }
      let parts = try items.map { try literal($0, name) }.joined(separator: ", ")
      let isTuple = name == "span" || name == "key" || name.hasSuffix("_key")
      return isTuple ? "(\(parts)\(items.count == 1 ? "," : ""))" : "[\(parts)]"
    case .object: throw VectorError(description: "expected a plain value for '\(name)'")
    }
  }

  private static func tensor(_ field: VectorFields) throws -> String {
    let values = try flat(field.value("values")).joined(separator: ", ")
    let shape = try field.ints("shape")
    let dtype = try field.string("dtype").trimmingPrefix("torch.")
    try field.finish()
    return "tensor([\(values)], dtype=\(dtype)).reshape(\(shape))"
  }

  /// The numbers of nested lists, as Python prints them.
  private static func flat(_ value: JSONValue) throws -> [String] {
    switch value {
    case .array(let items): return try items.flatMap { try flat($0) }
    case .bool(let flag): return [flag ? "True" : "False"]
    case .int(let number): return [String(number)]
    case .float(let number): return [PythonText.repr(number)]
    case .string("nan"), .string("inf"), .string("-inf"): return [value.string ?? ""]
    case .string("-0"): return ["-0.0"]
    default: throw VectorError(description: "expected numbers, got \(value)")
    }
  }
}
