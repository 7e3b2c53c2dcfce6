import RBSyntax
import TestSupport
import Testing

@testable import RBScript

/// What holds itself is freed once nobody else holds it, and not before.
@Suite(.serialized) struct CycleTests {
  static let cycles = [
    "a = [1]; a.append(a)",
    "a = []; a += [a]",
    "a = [0]; a[0] = a",
    "a = [0]; a[0:1] = [(a, 1)]",
    "a = []; a.insert(0, [a])",
    #"a = {"x": 1}; a["a"] = a"#,
    "a = {}; a.update({1: [a]})",
    "a = {}; a.setdefault(1, {2: a})",
    "f = x -> f(x)",
    "f = x -> [f]; g = f | f; h = x -> g(x) + h(x)",
    "xs = []; xs.append(() -> xs)",
    "rb = buffer(); rb.append_transform(x -> rb)",
    "rb = None; rb = buffer(collate_fn: x -> rb)",
    "rb = buffer(); rb.append_transform(rb.sample)",
    #"rb = buffer(); rb.append_transform(unary(["a"], ["b"], fn: x -> rb) | (x -> rb))"#,
    #"rb = buffer(); rb.append_transform(hash_transform(["a"], ["b"], hash_fn: x -> rb))"#,
    "rb = None; rb = buffer(sampler: staleness_aware(staleness_weight_fn: x -> rb))",
    "rb = None; rb = her_buffer(storage: ram(9), reward_fn: x -> rb)",
    "e = None; e = ensemble(buffer(), transform: x -> e)",
    """
    e = None
    e = environment(reset: () -> e, step: x -> e, action_spec: bounded_spec(1, 1, (1,)),
      observation_spec: composite_spec({}))
    """,
    #"e = None; e = transformed_env(gym("CartPole-v1"), unary(["a"], ["b"], fn: x -> e))"#,
    """
    c = None; e = gym("CartPole-v1")
    c = collector(e, td -> e.rand_action(td) if c is None else c, frames_per_batch: 5, total_frames: 10,
      postproc: x -> c)
    """,
  ]

  @Test(arguments: cycles) func aCycleThatNobodyHoldsIsFreed(_ body: String) throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    try NativeStack.withLargeStack { () -> Result<Void, any Error> in
      Result {
        let interpreter = Interpreter { _ in }
        defer { interpreter.close() }
        let program = "fn make() {\n\(body)\nNone\n}\nfor i in range(20) { make() }\n"
        guard case .done = interpreter.run(name: "cycles", text: program) else {
          Issue.record("\(body) does not run")
          return
        }
        #expect(interpreter.cycles.trackedCount >= 20)
        _ = interpreter.cycles.collect()
        #expect(interpreter.cycles.trackedCount <= 1, "\(body) is not freed")
      }
    }.get()
  }

  @Test func whatIsHeldAnywhereOutlivesACollection() throws {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    var output = ""
    NativeStack.withLargeStack {
      let interpreter = Interpreter { output += $0 }
      defer { interpreter.close() }
      let outcomes = [
        """
        fn counter() { n = [0]; all = []; f = fn() { n[0] += 1; all.append(f); n[0] }; all.append(f); (f, all) }
        kept = [counter() for i in range(9)]
        lost = [counter() for i in range(9)]; lost = None
        fn nested(deep) { inner = [deep]; inner.append(inner); () -> inner if deep == 0 else nested(deep - 1) }
        by_tuple = ((nested(3),),)
        fn seeing() { seen = []; fn(x) { seen.append(seen); len(seen) } }
        rb = buffer(storage: list(3), batch_size: 2, collate_fn: x -> x, transform: seeing())
        rb.extend([1, 2])
        bound = kept[0][1].append
        """,
        "print([f() for f, all in kept], [len(all) for f, all in kept])",
        "g = by_tuple[0][0]; print(g()()()()[0]); print(rb.sample(), rb.sample()); bound(1); print(len(kept[0][1]))",
      ].map { text in
        defer { _ = interpreter.cycles.collect() }
        return interpreter.run(name: "held", text: text)
      }
      for outcome in outcomes {
        switch outcome {
        case .failed(let failure), .interrupted(let failure): output += failure.message
        case .rejected(let failures): output += failures.map(\.message).joined()
        case .done: break
        }
      }
    }
    #expect(
      output == """
        [1, 1, 1, 1, 1, 1, 1, 1, 1] [2, 2, 2, 2, 2, 2, 2, 2, 2]
        0
        1 2
        3

        """)
  }

  /// The collector runs by itself, while functions run.
  @Test func manyCyclesDoNotPileUp() {
    GlobalStreams.lock()
    defer { GlobalStreams.unlock() }
    NativeStack.withLargeStack {
      let interpreter = Interpreter { _ in }
      defer { interpreter.close() }
      let outcome = interpreter.run(
        name: "many", text: "fn make(i) { a = [i]; f = () -> a; a.append(f); f }\nfor i in range(30000) { make(i)() }\n"
      )
      guard case .done = outcome else {
        Issue.record("it does not run")
        return
      }
      #expect(interpreter.cycles.trackedCount < 25_000)
    }
  }
}
