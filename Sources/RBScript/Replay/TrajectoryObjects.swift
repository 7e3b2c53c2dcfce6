import Catalog
import RBSyntax
import ReplayBuffers
import Tensors

/// One trajectory of a buffer (TorchRL's `Trajectory`): a name is looked up among its keys, then below "next".
final class TrajectoryObject: Object {
  let data: TensorDict
  init(_ data: TensorDict) { self.data = data }
  override var type: TypeInfo { .trajectory }
  override var hasOwnAttributes: Bool { true }
  override func length() -> Int { data.count }

  func entry(_ key: NestedKey) throws -> Value? {
    if let value = try data.get(key) { return Value(value) }
    return try data.get(NestedKey(["next"] + key.path)).map { Value($0) }
  }

  override func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    switch name {
    case "data": return Value(.tensordict(data))
    case "length": return .int(data.count)
    case "total_reward":
      guard case .object(let reward)? = try entry("reward") else { return nil }
      return try reward.attribute("sum", interpreter)?.called(interpreter)
    default: return try super.attribute(name, interpreter) ?? entry(NestedKey(name))
    }
  }

  func required(_ key: NestedKey) throws -> Object {
    guard case .object(let object)? = try entry(key) else {
      throw Failure.key(
        "the trajectory has no key \(key.text)", help: Suggestion.didYouMean(key.last, among: data.keys))
    }
    return object
  }

  override func attributeNames() -> [String] {
    ["data", "length", "total_reward"] + data.keys + super.attributeNames()
  }

  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    let inner = TensorDictObject(data)
    if key.nestedKey != nil { return try inner.item(key, interpreter) }
    guard case .object(let object as TensorDictObject) = try inner.item(key, interpreter) else {
      return try inner.item(key, interpreter)
    }
    return .object(TrajectoryObject(object.tensordict))
  }

  override func repr(_ writer: inout TextWriter) {
    let keys = data.keys.sorted().map { PythonText.repr($0) }.joined(separator: ", ")
    writer.text += "Trajectory(length=\(data.count), keys=[\(keys)])"
  }
}

extension Value {
  fileprivate func called(_ interpreter: Interpreter, _ arguments: [Value] = []) throws -> Value {
    try interpreter.call(self, arguments)
  }
}

/// A part of a query: what is asked of each trajectory.
class QueryObject: Object {
  let value: (TrajectoryObject, Interpreter) throws -> Value
  let text: String
  init(_ text: String, _ value: @escaping (TrajectoryObject, Interpreter) throws -> Value) {
    self.text = text
    self.value = value
  }
  /// The name of TorchRL's class.
  var className: String { "_ScalarExpr" }
  override func repr(_ writer: inout TextWriter) { writer.text += "\(className)(\(text))" }
  override func truth() throws -> Bool {
    throw Failure.type("'\(text)' has no truth by itself", help: "give it to rb.query(…); join predicates with & and |")
  }

  fileprivate func comparing(
    _ operation: ComparisonOperation, _ other: Value, _ reflected: Bool, _ interpreter: Interpreter
  ) throws -> (String, (TrajectoryObject, Interpreter) throws -> Value) {
    let value = value
    let symbol: String =
      switch operation {
      case .equal: "=="
      case .less: reflected ? ">" : "<"
      case .lessOrEqual: reflected ? ">=" : "<="
      }
    return (
      "(\(text) \(symbol) \(try interpreter.repr(other)))",
      { trajectory, interpreter in
        let own = try value(trajectory, interpreter)
        return reflected
          ? try Operators.compare(operation, other, own, interpreter)
          : try Operators.compare(operation, own, other, interpreter)
      }
    )
  }
}

/// `traj`: attributes and keys are fields of each trajectory.
final class TrajectoryReference: Object {
  override var hasOwnAttributes: Bool { true }
  override func attribute(_ name: String, _ interpreter: Interpreter) throws -> Value? {
    if name == "length" { return .object(ScalarQuery("traj.length") { trajectory, _ in .int(trajectory.data.count) }) }
    if name == "total_reward" {
      return .object(
        ScalarQuery("traj.total_reward") { try $0.attribute("total_reward", $1) ?? .none })
    }
    return .object(FieldQuery(NestedKey(name), "traj.\(name)"))
  }
  override func item(_ key: Value, _ interpreter: Interpreter) throws -> Value {
    guard let path = key.nestedKey else { throw Failure.type("traj is indexed by a key: traj[\"a\", \"b\"]") }
    return .object(FieldQuery(path, "traj[\(try interpreter.repr(key))]"))
  }
  override func repr(_ writer: inout TextWriter) { writer.text += "traj" }
}

/// One field of the steps of a trajectory.
final class FieldQuery: QueryObject {
  init(_ key: NestedKey, _ text: String) {
    super.init(text) { trajectory, _ in .object(try trajectory.required(key)) }
  }
  override var type: TypeInfo { .fieldQuery }
  override var className: String { "_FieldExpr" }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    let (text, body) = try comparing(operation, other, reflected, interpreter)
    return .object(ElementwiseQuery(text, body))
  }
}

/// One number of a trajectory.
final class ScalarQuery: QueryObject {
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    let (text, body) = try comparing(operation, other, reflected, interpreter)
    return .object(Predicate(text, body))
  }
}

/// A truth per step, to be reduced by `any()` or `all()`.
final class ElementwiseQuery: QueryObject {
  override var type: TypeInfo { .elementwiseQuery }
  override var className: String { "_ElementwisePredicate" }
  override func unary(_ operation: UnaryOperator, _ interpreter: Interpreter) throws -> Value {
    guard operation == .invert else { return try super.unary(operation, interpreter) }
    return .object(
      ElementwiseQuery("~\(text)") { [self] in try Operators.unary(.invert, try value($0, $1), $1) })
  }
}

/// A truth per trajectory: joined with `&`, `|` and `~`.
final class Predicate: QueryObject {
  override var className: String { "TrajectoryPredicate" }
  override var isCallable: Bool { true }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    guard arguments.positional.count == 1, let trajectory = arguments.positional[0].object(TrajectoryObject.self) else {
      throw Failure.type("a predicate is called with one trajectory")
    }
    return .bool(try holds(trajectory, interpreter))
  }
  func holds(_ trajectory: TrajectoryObject, _ interpreter: Interpreter) throws -> Bool {
    try Operators.truth(try value(trajectory, interpreter))
  }
  override func binary(
    _ operation: BinaryOperator, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) throws -> Value? {
    guard operation == .and || operation == .or, let other = other.object(Predicate.self) else { return nil }
    return .object(
      Predicate("(\(text) \(operation.rawValue) \(other.text))") { [self] trajectory, interpreter in
        let first = try holds(trajectory, interpreter)
        if first == (operation == .or) { return .bool(first) }
        return .bool(try other.holds(trajectory, interpreter))
      })
  }
  override func unary(_ operation: UnaryOperator, _ interpreter: Interpreter) throws -> Value {
    guard operation == .invert else { return try super.unary(operation, interpreter) }
    return .object(Predicate("~\(text)") { [self] in .bool(!(try holds($0, $1))) })
  }
}

extension TypeInfo {
  static let trajectories: [TypeInfo] = [trajectory, fieldQuery, elementwiseQuery, future]

  static let trajectory = TypeInfo("Trajectory", "One trajectory of a buffer.", methods: TrajectoryMethods.trajectory)
  static let fieldQuery = TypeInfo("FieldQuery", "One field of each trajectory.", methods: TrajectoryMethods.field)
  static let elementwiseQuery = TypeInfo(
    "ElementwiseQuery", "A truth per step of each trajectory.", methods: TrajectoryMethods.elementwise)
}

enum TrajectoryMethods {
  static let setup =
    "rb = td_buffer(storage: ram(9)); rb.extend(tensordict({\"episode\": tensor([0, 0, 0, 1, 1]), "
    + "\"reward\": tensor([1.0, 2.0, 3.0, 0.0, 1.0])}, [5])); "

  static let trajectory: [Builtin] = [
    Builtin(
      "get", "The values of a key, looked up below \"next\" too; the default where there are none.",
      [Parameter("key", .key, "The key."), .optional("default", .any, "What is given otherwise.")], returns: "tensor",
      examples: [Example(setup + "print(rb.query()[1].get(\"reward\"))", prints: "tensor([0., 1.])")]
    ) { call in
      guard let trajectory = call.receiver.object(TrajectoryObject.self) else { return .none }
      return try trajectory.entry(try call.key("key")) ?? (call.has("default") ? call["default"] : .none)
    },
    Builtin(
      "keys", "The keys of the trajectory's data.", returns: "list",
      examples: [Example(setup + "print(sorted(rb.query()[0].keys()))", prints: "['episode', 'index', 'reward']")]
    ) { call in
      .list((call.receiver.object(TrajectoryObject.self)?.data.keys ?? []).map { .string($0) })
    },
  ]

  private static func reduction(
    _ name: String, _ summary: String, _ body: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Builtin {
    Builtin(
      name, summary, returns: "a number to compare",
      examples: [
        Example(setup + "print(len(rb.query(traj.reward.\(name)() > 100)))", prints: "0")
      ]
    ) { call in
      guard let field = call.receiver.object(FieldQuery.self) else { throw Failure.type("expected a field of traj") }
      return .object(
        ScalarQuery("\(field.text).\(name)()") { trajectory, interpreter in
          guard let tensor = try field.value(trajectory, interpreter).asTensor else {
            throw Failure.type("expected a tensor for '\(field.text)'")
          }
          return .tensor(try body(tensor))
        })
    }
  }

  static let field: [Builtin] = [
    reduction("sum", "The sum over the steps.") { try $0.sum() },
    reduction("mean", "The mean over the steps.") { try ($0.dtype.isFloatingPoint ? $0 : $0.to(.float32)).mean() },
    reduction("max", "The largest value.") { try $0.amax() },
    reduction("min", "The smallest value.") { try $0.amin() },
    reduction("first", "The value of the first step.") { try $0.get([.int(0)]) },
    reduction("last", "The value of the last step.") { try $0.get([.int(-1)]) },
  ]

  private static func quantifier(_ name: String, _ summary: String, prints: String) -> Builtin {
    Builtin(
      name, summary, returns: "a predicate",
      examples: [Example(setup + "print(len(rb.query((traj.reward > 0).\(name)())))", prints: prints)]
    ) { call in
      guard let query = call.receiver.object(ElementwiseQuery.self) else { throw Failure.type("expected a comparison") }
      return .object(
        Predicate("\(query.text).\(name)()") { trajectory, interpreter in
          guard let tensor = try query.value(trajectory, interpreter).asTensor else {
            throw Failure.type("expected a tensor for '\(query.text)'")
          }
          return .bool(try (name == "any" ? tensor.any() : tensor.all()).item().isTrue)
        })
    }
  }

  static let elementwise: [Builtin] = [
    quantifier("any", "Whether the comparison holds for any step.", prints: "2"),
    quantifier("all", "Whether the comparison holds for every step.", prints: "1"),
  ]

  /// Methods of buffers.
  static let buffer: [Builtin] = [
    Builtin(
      "query", "The trajectories that a predicate holds for, oldest first.",
      [
        .optional("predicate", .function, "A comparison of traj, or a function of a trajectory; None for all."),
        .optional("trajectory_key", .key, "Where trajectory ids are; None looks in the usual places.", labelOnly: true),
      ], returns: "list of trajectories",
      examples: [
        Example(
          setup + "print(rb.query((traj.total_reward > 5) & (traj.length < 4)))",
          prints: "[Trajectory(length=3, keys=['episode', 'index', 'reward'])]")
      ]
    ) { call in
      guard call.has("predicate") else { return .list(try trajectories(call).map { .object($0) }) }
      if call["predicate"].object(ElementwiseQuery.self) != nil {
        throw Failure.type(
          "the predicate compares every step", help: "reduce it: (…).any() or (…).all()", argument: "predicate")
      }
      let predicate = try call.callable("predicate")
      let found = try trajectories(call) {
        try Operators.truth(try call.interpreter.call(predicate, [.object(TrajectoryObject($0))]))
      }
      return .list(found.map { .object($0) })
    },
    Builtin(
      "delete", "Removes items; those that are left move together, oldest first, and keep their priorities.",
      [
        Parameter(
          "where", .function, "Gives one bool per item for all that is stored; or the bools themselves, as a tensor.",
          labelOnly: true)
      ], returns: "the number of items removed",
      examples: [
        Example(
          setup + "print(rb.delete(where: td -> td[\"reward\"] < 1.5), rb[:][\"reward\"])",
          prints: "3 tensor([2., 3.])")
      ]
    ) { call in
      guard let buffer = call.receiver.object(BufferObject.self)?.buffer else { return .none }
      var mask = call["where"]
      if mask.isCallable, mask.asTensor == nil {
        mask = try call.interpreter.call(mask, [Value(try buffer.storage.read(.all))])
      }
      switch try mask.tree(call.interpreter) {
      case .tensor(let tensor) where tensor.dtype == .bool:
        return .int(try buffer.delete(try tensor.reshape([-1]).elements(Bool8.self).map(\.isTrue)))
      case .list(let items):
        var flags: [Bool] = []
        for case .bool(let flag) in items { flags.append(flag) }
        guard flags.count == items.count else { throw call.wrong("where", expected: "bools") }
        return .int(try buffer.delete(flags))
      default: throw call.wrong("where", expected: "a function that gives one bool per item")
      }
    },
  ]

  /// `trajectories(rb)`.
  static let functions: [Builtin] = [
    Builtin(
      "trajectories", "The trajectories that a buffer holds, one by one, oldest first.",
      [
        Parameter("rb", .object("buffer"), "The buffer."),
        .optional("trajectory_key", .key, "Where trajectory ids are; None looks in the usual places.", labelOnly: true),
      ], returns: "iterator",
      examples: [Example(setup + "print([len(t) for t in trajectories(rb)])", prints: "[3, 2]")]
    ) { call in .object(ArrayIterator(try trajectories(call, call["rb"]).map { .object($0) })) }
  ]

  private static func trajectories(
    _ call: Call, _ buffer: Value? = nil, where isWanted: (TensorDict) throws -> Bool = { _ in true }
  ) throws -> [TrajectoryObject] {
    guard let object = (buffer ?? call.receiver).object(BufferObject.self) else {
      throw call.wrong("rb", expected: "a buffer")
    }
    let key = call.has("trajectory_key") ? call["trajectory_key"].nestedKey : nil
    return try object.buffer.trajectories(key: key, where: isWanted).map { TrajectoryObject($0) }
  }
}
