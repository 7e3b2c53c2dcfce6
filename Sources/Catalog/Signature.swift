/// What a parameter takes. Arguments are checked against it when they are bound (`ParameterKind.admits`); help and
/// completion show it.
public enum ParameterKind: Sendable, Equatable {
  case any
  case bool
  case int
  /// An int or a float.
  case number
  /// A number as torch takes them: a bool, too.
  case scalar
  case string
  /// A key of a tensordict: a string, or a tuple of strings for a nested one.
  case key
  case keys
  /// Ints, given one by one, as a list, a tuple or a `torch.Size`.
  case shape
  case dtype
  case tensor
  case tensordict
  case function
  case path
  case generator
  /// One of the words given.
  case choice([String])
  /// An object of the domain: "storage", "sampler", "writer", "transform", "buffer", ….
  case object(String)
  /// One of several kinds.
  indirect case either([ParameterKind])
  /// One of a kind, or a list of them.
  indirect case several(ParameterKind)

  /// How help and messages name it: "int", "storage", "a key".
  public var name: String {
    switch self {
    case .any: "anything"
    case .bool: TypeName.bool.noun
    case .int: TypeName.int.noun
    case .number, .scalar: "number"
    case .string: TypeName.string.noun
    case .key: "key"
    case .keys: "list of keys"
    case .shape: "shape"
    case .dtype: TypeName.dtype.noun
    case .tensor: TypeName.tensor.noun
    case .tensordict: TypeName.tensordict.noun
    case .function: TypeName.function.noun
    case .path: TypeName.path.noun
    case .generator: TypeName.generator.noun
    case .choice(let words): words.map { "\"\($0)\"" }.joined(separator: " | ")
    case .object(let name): name
    case .either(let kinds): kinds.map(\.name).joined(separator: " | ")
    case .several(let kind): "\(kind.name) | list"
    }
  }
}

/// One parameter of a builtin or of a component.
public struct Parameter: Sendable {
  public enum Arity: Sendable, Equatable {
    case required
    /// Left out, it takes the default whose rbs source this is ("None", "0.7", "\"sum\"").
    case optional(String)
    /// Takes all further positional arguments (`*xs`).
    case variadic
    /// Takes all further labelled arguments (`**named`).
    case labelled
  }

  public var name: String
  public var kind: ParameterKind
  public var arity: Arity
  /// One sentence, with unit, shape and range where they are not obvious.
  public var summary: String
  /// Can be given by label only.
  public var labelOnly: Bool
  /// Older names that are answered too.
  public var aliases: [String]

  public init(
    _ name: String, _ kind: ParameterKind = .any, _ summary: String, arity: Arity = .required,
    labelOnly: Bool = false, aliases: [String] = []
  ) {
    self.name = name
    self.kind = kind
    self.summary = summary
    self.arity = arity
    self.labelOnly = labelOnly
    self.aliases = aliases
  }

  /// How a headline shows it.
  var shown: String {
    switch arity {
    case .required: labelOnly ? "\(name): …" : name
    case .optional(let source): "\(name): \(source)"
    case .variadic: "*\(name)"
    case .labelled: "**\(name)"
    }
  }

  /// A parameter with a default, written as the rbs source of that default.
  public static func optional(
    _ name: String, _ kind: ParameterKind = .any, default value: String = "None", _ summary: String,
    labelOnly: Bool = false, aliases: [String] = []
  ) -> Parameter {
    Parameter(name, kind, summary, arity: .optional(value), labelOnly: labelOnly, aliases: aliases)
  }

  public static func variadic(_ name: String, _ kind: ParameterKind = .any, _ summary: String) -> Parameter {
    Parameter(name, kind, summary, arity: .variadic)
  }
}

/// A line of rbs and, where it prints, what it prints. Every example runs as a test.
public struct Example: Sendable {
  public var source: String
  /// What the source prints, without the last newline; nil where it prints nothing.
  public var output: String?

  public init(_ source: String, prints output: String? = nil) {
    self.source = source
    self.output = output
  }
}

/// The declaration that everything else is derived from: checks, "did you mean", help, completion, reference.
public struct Signature: Sendable {
  public var name: String
  /// Other names that it answers to: TorchRL's class name, older names.
  public var aliases: [String]
  /// One sentence.
  public var summary: String
  public var parameters: [Parameter]
  /// What it gives back, in a few words: "tensor", "the indices written".
  public var returns: String
  public var examples: [Example]

  public init(
    _ name: String, aliases: [String] = [], _ summary: String, _ parameters: [Parameter] = [],
    returns: String = "", examples: [Example] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.parameters = parameters
    self.returns = returns
    self.examples = examples
  }

  /// `name(a, b, …)`: what a call needs, for messages; the whole headline where that is short.
  public var essence: String {
    let whole = headline
    guard whole.count > 72 else { return whole }
    let needed = parameters.filter { $0.arity == .required || $0.arity == .variadic }
    return
      "\(name)(\((needed.map(\.shown) + ["…"]).joined(separator: ", ")))"
  }

  /// `name(a, b: 1, *rest)`, as help shows it.
  public var headline: String {
    "\(name)(\(parameters.map(\.shown).joined(separator: ", ")))"
  }
}
