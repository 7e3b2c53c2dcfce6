import Catalog
import Foundation
import RBScript
import Synchronization
import Tensors

/// Calls of everything that the language has, with values so large that many of them take long; each gets the interrupt
/// after a while, and must give back control.
final class LongCalls {
  /// What came back too late: the call, and the seconds that it went on computing.
  private(set) var late: [(call: String, seconds: Double)] = []
  private(set) var called = 0
  private(set) var interrupted = 0

  private static let patience = 0.01
  /// Half a second, of optimised code; what is built for debugging takes several times as long for the same step.
  #if DEBUG
    private static let most = 2.0
  #else
    private static let most = 0.5
  #endif

  /// A large value for each kind of argument or receiver.
  private static let large: [(name: String, owners: Set<String>, source: String, guardian: String)] = [
    ("big_floats", ["Tensor"], "rand(20000000)", "big_floats.numel()"),
    ("big_rows", [], "rand(2000, 5000)", "big_rows.numel()"),
    ("big_list", ["list"], "list(range(500000))", "len(big_list)"),
    ("big_text", ["str"], "\"ab c\" * 2500000", "len(big_text)"),
    ("big_tuple", ["tuple"], "tuple(big_list)", "len(big_tuple)"),
    ("big_dict", ["dict"], "dict(zip(big_list[:100000], big_list))", "len(big_dict)"),
    ("big_range", ["range"], "range(-10000000, 10000000)", "len(big_range)"),
    (
      "big_td", ["TensorDict", "TensorDictBase"],
      "tensordict({\"a\": zeros(1000000, 4), \"deep\": {\"b\": arange(1000000)}}, [1000000])", "len(big_td)"
    ),
    (
      "big_buffer", ["ReplayBuffer", "TensorDictReplayBuffer"],
      "made(td_buffer(storage: ram(1000000), batch_size: 500000))",
      "len(big_buffer)"
    ),
    ("big_ints", [], "arange(20000000)", "big_ints.numel()"),
    ("big_mask", [], "big_floats > 0.5", "big_mask.numel()"),
  ]

  private let interpreter = Interpreter(output: { _ in })
  private let watch = Watch()

  /// A thread of its own that requests the interrupt, and ends the program where even that does not help.
  private final class Watch: Sendable {
    private let state = Mutex((call: "", since: Date.distantFuture))
    init() {
      Thread.detachNewThread { [self] in
        while true {
          usleep(5_000)
          let (call, since) = state.withLock { $0 }
          let passed = Date().timeIntervalSince(since)
          if passed > LongCalls.patience { Interruption.requested.store(true, ordering: .relaxed) }
          if passed > 60 {
            FileHandle.standardError.write(Data("does not end: \(call)\n".utf8))
            _exit(1)
          }
        }
      }
    }
    func start(_ call: String) { state.withLock { $0 = (call, Date()) } }
    func stop() {
      state.withLock { $0 = ("", .distantFuture) }
      Interruption.clear()
    }
  }

  private static func processorTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private func prepare(_ source: String) {
    if case .done = interpreter.run(name: "prepare", text: source) { return }

  }

  /// - Returns: Whether it was a call that the language accepts, or an interrupted one.
  @discardableResult func call(_ source: String) -> Bool {
    watch.start(source)
    let start = Self.processorTime()
    let outcome = interpreter.run(name: "call", text: "result = " + source)
    let seconds = Self.processorTime() - start
    watch.stop()
    called += 1
    // Freed here, where nobody waits for it.
    _ = interpreter.run(name: "call", text: "result = None")
    if seconds > Self.patience + Self.most { late.append((source, seconds)) }
    switch outcome {
    case .done: return true
    case .interrupted:
      interrupted += 1
      return true
    default: return false
    }
  }

  /// A value for a parameter that is not the large one.
  private static func small(_ kind: ParameterKind, large: String) -> String {
    switch kind {
    case .bool: "True"
    case .int, .number, .scalar: "3"
    case .string, .key, .path: "\"a\""
    case .keys: "[\"a\"]"
    case .shape: "[20000000]"
    case .dtype: "float32"
    case .tensor: "big_floats"
    case .tensordict: "big_td"
    case .function: "(x -> x)"
    case .generator: "generator(0)"
    case .choice(let words): "\"\(words.first ?? "")\""
    case .object: large
    case .either(let kinds): small(kinds.first ?? .any, large: large)
    case .several(let kind): small(kind, large: large)
    case .any: large
    }
  }

  private static func isRequired(_ parameter: Parameter) -> Bool {
    parameter.arity == .required || parameter.arity == .variadic
  }

  /// Everything but what waits, or ends the program, on purpose.
  func callEverything() {
    NativeStack.withLargeStack { [self] in
      prepare("fn made(rb) { rb.extend(tensordict({\"a\": zeros(1000000), \"b\": zeros(1000000)}, [1000000])); rb }")
      for value in Self.large { restore(value.name, value.source, value.guardian) }
      let everything = Registry.shared.everything
      // Functions of torch that are methods too have the same body.
      let methods = Set(everything.filter { $0.owner == "Tensor." }.map(\.signature.name))
      for (owner, signature) in everything where !owner.isEmpty || !methods.contains(signature.name) {
        if ["exit", "quit", "input", "sleep"].contains(signature.name) { continue }
        let required = signature.parameters.filter(Self.isRequired)
        if owner.isEmpty {
          callFunction(signature.name, required)
        } else {
          for value in Self.large where value.owners.contains(String(owner.dropLast())) {
            for fill in ["3", value.name] {
              let arguments = required.map { Self.small($0.kind, large: fill) }
              call("\(value.name).\(signature.name)(\(arguments.joined(separator: ", ")))")
              restore(value.name, value.source, value.guardian)
              if required.allSatisfy({ $0.kind != .any }) { break }
            }
          }
        }
      }
      for source in Self.operators { call(source) }
      interpreter.close()
    }
  }

  /// The first kinds of large values that the function takes, alone and beside another of the kind.
  private func callFunction(_ name: String, _ required: [Parameter]) {
    guard let first = required.first else {
      call("\(name)()")
      return
    }
    var taken = 0
    let values: [String] =
      switch first.kind {
      case .int, .number, .scalar: ["20000000"]
      case .any: ["big_floats", "big_list", "big_text", "big_range", "big_td"]
      case .several, .either: ["big_floats", "big_list", "[big_floats, big_floats]"]
      default: [Self.small(first.kind, large: "big_floats")]
      }
    for value in values where taken < 2 {
      let others = required.dropFirst().map { Self.small($0.kind, large: value) }
      if call("\(name)(\(([value] + others).joined(separator: ", ")))") { taken += 1 }
    }
  }

  /// Makes a value again that a call took apart.
  private func restore(_ name: String, _ source: String, _ guardian: String) {
    let check = "assert \(guardian) == \(name)_size"
    if case .done = interpreter.run(name: "check", text: check) { return }
    prepare("\(name) = \(source); \(name)_size = \(guardian)")
  }

  /// What is no builtin and no method, and the inputs that hung.
  static let operators = [
    "\"x\" * 2000000000", "[1] * 100000000", "quantile(big_floats, 0.5)", "range(5, -2**62, -3).count(None)",
    "range(5, -2**62, -3).index(None)", "\"a\".rjust(1000000000)", "\"a\".center(1000000000)",
    "\"a\".zfill(1000000000)",
    "f\"{65:200000000d}\"", "f\"{65:0200000000,d}\"", "\"%0200000000d\" % 65", "zeros(2**62, 0).split(1)",
    "zeros(2**62, 0).tolist()", "zeros(2**62, 0).unbind(0)", "zeros(2**62, 0).chunk(2**62)",
    "tensordict({}, [2**62]).unbind(0)", "tensordict({}, [2**62]).split(1)", "tensordict({}, [2**62]).tolist()",
    "big_list == list(range(500000))", "big_list + big_list", "big_list[::-1]", "big_tuple < tuple(big_list)",
    "big_list * 300", "big_text * 100", "big_text + big_text", "big_text == big_text[1:]", "big_text[::-1]",
    "\"abd\" in big_text", "[c for c in big_text]", "{i: i for i in big_range}", "None in range(2**62)",
    "big_dict == dict(big_dict)", "big_dict | big_dict", "str(big_list)", "str(big_dict)", "repr(big_text)",
    "big_floats + 1", "big_floats * big_floats", "big_floats ** 2.5", "big_floats[big_ints]", "big_floats[big_mask]",
    "big_rows @ big_rows.t()", "big_floats == big_floats", "-big_floats", "big_rows.t() + big_rows.t()",
    "big_ints // 3", "big_ints % 7", "big_td == big_td", "big_td + 1", "big_td[big_mask[:1000000]]",
    "big_td[arange(1000000)]", "big_buffer[:]", "big_buffer.sample(1000000)", "sorted(big_list, key: x -> -x)",
    "max(big_list, key: x -> x)", "list(map(x -> x, big_range))", "list(zip(big_range, big_range))",
    "list(filter(x -> x, big_range))", "list(enumerate(big_range))", "list(big_range)", "sum(big_range)",
    "min(big_range)", "any(x > 10000000 for x in big_range)", "[1, 2].extend(big_range)",
    "big_text.rfind(\"ab c\" * 1000 + \"d\")", "\"{}\".format(big_list)", "\"%s\" % big_list",
    "\",\".join([\"ab\"] * 1000000)", "tensor(big_list)", "stack([big_floats, big_floats])",
    "big_floats.sort()", "big_rows.sort(1)", "big_floats.cumsum(0)", "big_floats.topk(1000000)", "unique(big_ints)",
    "big_floats.median()", "randperm(20000000)", "big_rows.tolist()", "str(big_td.tolist())",
  ]
}
