import Catalog
import Tensors

/// All names of the language that are there before a script binds any: the groups of builtins, and constants.
///
/// To add a builtin, add an element to its group's array; to add a group, add its array here.
public final class Registry: Sendable {
  public static let shared = Registry()

  /// In the order of help.
  public static let groups: [(title: String, builtins: [Builtin])] = [
    ("Python's own", CoreBuiltins.all),
    ("Conversions", ConversionBuiltins.all),
    ("Numbers", NumberBuiltins.all),
    ("Sequences", SequenceBuiltins.all + SequenceReductions.all),
    ("Numbers and tensors", SharedBuiltins.all),
    ("Tensors", CreationBuiltins.all + JoinBuiltins.all + NumberFormatBuiltins.all + CombinationBuiltins.all),
    ("Tensordicts and trees", TensorDictBuiltins.all),
    ("Buffers and their parts", BufferBuiltins.all + LaboratoryBuiltins.all + TrajectoryMethods.functions),
    ("Environments and collectors", EnvironmentBuiltins.all),
    ("Histograms", HistogramBuiltins.all),
    ("Pictures and plots", PictureBuiltins.all),
    ("Files and time", SystemBuiltins.all),
    ("Random numbers", RandomBuiltins.all),
    ("Functions of torch", TensorMethods.functions),
    ("Help", HelpBuiltins.all),
  ]

  private let builtins: [String: Builtin]
  /// Classes that no call makes, for `isinstance`: `Storage`, `EnvBase`.
  private static let families = Dictionary(
    types.filter { shared.builtins[$0.name] == nil && $0.name.first?.isUppercase == true }.map { ($0.name, $0) },
    uniquingKeysWith: { first, _ in first })
  /// For suggestions and completion.
  public var names: [String] { Registry.allNames }
  private static let allNames =
    (Array(shared.builtins.keys) + Array(families.keys) + Constants.all.map(\.name) + ["torch", "argv"]).sorted()

  private init() {
    var table: [String: Builtin] = [:]
    for (_, group) in Registry.groups {
      for builtin in group {
        let name = builtin.signature.name
        if let earlier = table[name], earlier.makes?.isKind(of: .transform) == true {
          // A transform and a function over tensors share their name; the first argument tells which is meant.
          table[name] = Builtin(earlier, overTensors: builtin)
        } else {
          table[name] = builtin
        }
        for alias in builtin.signature.aliases { table[alias] = builtin }
      }
    }
    builtins = table
  }

  /// What a name means: a builtin, a constant, or nothing.
  func value(_ name: String) -> Value? {
    if let builtin = builtins[name] { return .object(BuiltinObject(builtin)) }
    if let constant = Constants.all.first(where: { $0.name == name }) { return constant.value() }
    if let family = Registry.families[name] { return .object(TypeObject(family)) }
    if name == "torch" { return .object(NamespaceObject("torch", names: { self.names }, lookup: { self.value($0) })) }
    return nil
  }
}

/// Names that stand for a value.
struct Constant: Sendable {
  let name: String
  let summary: String
  let value: @Sendable () -> Value
}

enum Constants {
  static let all: [Constant] =
    [
      Constant(name: "inf", summary: "Infinity, as a float.") { .float(.infinity) },
      Constant(name: "nan", summary: "Not a number, as a float.") { .float(.nan) },
      Constant(name: "pi", summary: "The ratio of a circle's circumference to its diameter.") { .float(.pi) },
      Constant(name: "traj", summary: "Stands for each trajectory in rb.query(…): traj.reward.sum() > 10.") {
        .object(TrajectoryReference())
      },
      Constant(name: "Tensor", summary: "The type of tensors: isinstance(x, Tensor).") { .object(TypeObject(.tensor)) },
      Constant(name: "newaxis", summary: "None, as an index: puts in a dimension.") { .none },
      Constant(name: "e", summary: "Euler's number, the base of the natural logarithm.") { .float(2.718281828459045) },
    ] + dtypes

  private static let dtypes: [Constant] =
    (DType.allCases.filter { $0 != .bool }.map { ($0.name, $0) }
    + [("double", .float64), ("half", .float16), ("long", .int64), ("short", .int16)]).map {
      (name: String, dtype: DType) in
      Constant(name: name, summary: "The dtype \(dtype.torchName).") { .object(DTypeObject(dtype)) }
    }
}

extension Registry {
  /// Every declaration with the name of the type whose method it is (`"list."`, or nothing for functions): for the
  /// reference page and for the tests of declarations.
  public var everything: [(owner: String, signature: Signature)] {
    let functions = Registry.groups.flatMap(\.builtins).map { (owner: "", signature: $0.signature) }
    let methods = Registry.types.flatMap { type in
      Dictionary(grouping: type.methods.values, by: { ObjectIdentifier($0) }).values.compactMap(\.first)
        .map { (owner: type.name + ".", signature: $0.signature) }
    }
    return functions + methods.sorted { ($0.owner, $0.signature.name) < ($1.owner, $1.signature.name) }
  }

  /// Which classes of the same family have an attribute, as a hint for those that look for it elsewhere; nil where none
  /// or many have it.
  static func owners(of name: String, instead type: TypeInfo) -> String? {
    let found = types.filter { other in
      (other.methods[name] != nil || other.properties[name] != nil)
        && type.parents.contains { other.isKind(of: $0) }
    }.map(\.name)
    guard (1...3).contains(found.count) else { return nil }
    return "\(found.joined(separator: ", ")) ha\(found.count == 1 ? "s" : "ve") it"
  }

  /// Every type, in the order of the reference. A new one is an element of its area's list.
  static let types: [TypeInfo] =
    TypeInfo.language + TypeInfo.tensors + TypeInfo.tensordicts + TypeInfo.trajectories + ComponentTypes.all
}
