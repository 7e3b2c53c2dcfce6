/// What the types of values are called: `type(x).__name__`, the parameters' kinds and all messages have it from here.
public enum TypeName: String, Sendable {
  case none = "NoneType"
  case bool
  case int
  case float
  case string = "str"
  case list
  case tuple
  case size = "Size"
  case dict
  case dtype
  case tensor = "Tensor"
  case tensordict = "TensorDict"
  case function
  case path
  case generator = "Generator"

  /// The name of the class in Python.
  public var name: String { rawValue }

  /// As messages and signatures speak of a value of it.
  public var noun: String {
    switch self {
    case .none: "None"
    case .tensor, .tensordict, .generator: rawValue.lowercased()
    default: rawValue
    }
  }

  /// "an int", "a tensor": for messages.
  public var article: String { self == .none ? noun : TypeName.withArticle(noun) }

  public static func withArticle(_ noun: String) -> String {
    "aeiouAEIO".contains(noun.first ?? "x") ? "an \(noun)" : "a \(noun)"
  }
}
