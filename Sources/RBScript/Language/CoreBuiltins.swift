import Catalog
import Tensors

/// Printing, looking at values, and what else every script uses.
enum CoreBuiltins {
  static let all: [Builtin] = [
    Builtin(
      "print", "Writes values as text, with a line end.",
      [
        .variadic("values", .any, "What is written, separated by `sep`."),
        .optional("sep", .string, default: "\" \"", "What stands between two values.", labelOnly: true),
        .optional("end", .string, default: "\"\\n\"", "What stands after the last value.", labelOnly: true),
        .optional(
          "flush", .bool, default: "False", "Whether a pipe or file gets the text now, not when there is more of it.",
          labelOnly: true),
      ],
      examples: [Example("print(1, \"two\", [3.0])", prints: "1 two [3.0]")]
    ) { call in
      let separator = call.has("sep") ? try call.string("sep") : " "
      let end = call.has("end") ? try call.string("end") : "\n"
      var text = ""
      for (index, value) in call.rest("values").enumerated() {
        if index > 0 { text += separator }
        text += try call.interpreter.str(value)
      }
      call.interpreter.output(text + end)
      if call.has("flush"), try call.bool("flush") { call.interpreter.flush() }
      return .none
    },
    Builtin(
      "len", "Counts the items of a container.",
      Parameter("x", .any, "A str, list, tuple, dict, range, tensor, tensordict or buffer."),
      returns: "int", examples: [Example("print(len([1, 2, 3]))", prints: "3")]
    ) { value, interpreter in .int(try interpreter.length(value)) },
    Builtin(
      "repr", "Gives the text of a value as it stands in a list.", Parameter("x", .any, "Any value."), returns: "str",
      examples: [Example("print(repr(\"a\"))", prints: "'a'")]
    ) { value, interpreter in .string(try interpreter.repr(value)) },
    Builtin(
      "type", "Gives the type of a value.", Parameter("x", .any, "Any value."), returns: "type",
      examples: [Example("print(type(3))", prints: "<class 'int'>")]
    ) { value, _ in
      if let declared = value.object(TensorDictObject.self)?.tensordict.tensorClass {
        return .object(TensorClassObject(declared))
      }
      return .object(TypeObject.of(value.type))
    },
    Builtin(
      "isinstance", "Whether a value has a type, or one of several.",
      [
        Parameter("x", .any, "Any value."),
        Parameter("types", .any, "A type (`int`, `str`, `list`, …) or a tuple of types."),
      ], returns: "bool",
      examples: [Example("print(isinstance(3, int), isinstance(\"a\", (int, float)))", prints: "True False")]
    ) { call in
      var wanted = call["types"].asTuple?.items ?? [call["types"]]
      let declared = call["x"].object(TensorDictObject.self)?.tensordict.tensorClass
      let classes = wanted.compactMap { $0.object(TensorClassObject.self)?.declared }
      if classes.contains(where: { $0 === declared }) { return .bool(true) }
      wanted.removeAll { $0.object(TensorClassObject.self) != nil }
      let type = call["x"].type
      let names = try wanted.map { value -> TypeInfo in
        guard let info = TypeObject.info(value) else {
          throw call.wrong("types", expected: "a type or a tuple of types")
        }
        return info
      }
      return .bool(names.contains { type.isKind(of: $0) })
    },
    Builtin(
      "callable", "Whether a value can be called.", Parameter("x", .any, "Any value."), returns: "bool",
      examples: [Example("print(callable(len))", prints: "True")]
    ) { value, _ in .bool(value.isCallable) },
    Builtin(
      "id", "A number that is the value's own while it lives.", Parameter("x", .any, "Any value."), returns: "int",
      examples: [Example("x = [1]; print(id(x) == id(x))", prints: "True")]
    ) { value, _ in
      switch value {
      case .object(let object): .int(ObjectIdentifier(object).hashValue & Int.max)
      case .int(let number): .int(number)
      default: .int(0)
      }
    },
    Builtin(
      "hasattr", "Whether a value has an attribute.",
      [Parameter("x", .any, "Any value."), Parameter("name", .string, "The attribute's name.")], returns: "bool",
      examples: [Example("print(hasattr([], \"append\"))", prints: "True")]
    ) { call in
      do {
        _ = try call.interpreter.attribute(try call.string("name"), of: call["x"])
        return .bool(true)
      } catch let failure as Failure where failure.kind == .attribute { return .bool(false) }
    },
    Builtin(
      "getattr", "Reads an attribute by its name.",
      [
        Parameter("x", .any, "Any value."), Parameter("name", .string, "The attribute's name."),
        .optional("default", .any, default: "None", "What is given where there is no such attribute."),
      ], returns: "the attribute", examples: [Example("print(getattr(range(3), \"stop\"))", prints: "3")]
    ) { call in
      do {
        return try call.interpreter.attribute(try call.string("name"), of: call["x"])
      } catch let failure as Failure where failure.kind == .attribute && !call["default"].isUnbound {
        return call["default"]
      }
    },
    Builtin(
      "setattr", "Assigns an attribute by its name.",
      [
        Parameter("x", .any, "An object."), Parameter("name", .string, "The attribute's name."),
        Parameter("value", .any, "What it is set to."),
      ], examples: [Example("g = generator(1); print(hasattr(g, \"manual_seed\"))", prints: "True")]
    ) { call in
      guard case .object(let object) = call["x"] else { throw call.wrong("x", expected: "an object") }
      try object.setAttribute(try call.string("name"), to: call["value"], call.interpreter)
      return .none
    },
  ]
}

/// A type that no builtin makes: what `type(x)` gives for it.
final class TypeObject: Object {
  let info: TypeInfo
  init(_ info: TypeInfo) { self.info = info }
  override var type: TypeInfo { .typeType }
  override func isSame(as other: Object) -> Bool { TypeObject.info(.object(other)) === info }
  override func compare(
    _ operation: ComparisonOperation, _ other: Value, reflected: Bool, _ interpreter: Interpreter
  ) -> Value? { operation == .equal ? .bool(TypeObject.info(other) === info) : nil }
  override func key() -> DictKey { .identity(ObjectIdentifier(info)) }
  override func attribute(_ name: String, _ interpreter: Interpreter) -> Value? {
    name == "__name__" ? .string(info.name) : nil
  }
  override func call(_ arguments: CallArguments, _ interpreter: Interpreter) throws -> Value {
    throw Failure.type("\(info.name) makes no values here", help: "it is asked for: isinstance(x, \(info.name))")
  }
  override func repr(_ writer: inout TextWriter) {
    writer.text += "<class '\(info === TypeInfo.tensor ? "torch." : "")\(info.name)'>"
  }

  static func of(_ info: TypeInfo) -> Object { TypeObject(info) }

  /// The type that a value stands for, if it does.
  static func info(_ value: Value) -> TypeInfo? {
    if let object = value.object(TypeObject.self) { return object.info }
    return value.object(BuiltinObject.self)?.builtin.makes
  }
}
