/// A statement and where it stands.
public struct Statement: Sendable {
  public let kind: Kind
  public let range: SourceRange
  public init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  public indirect enum Kind: Sendable {
    case expression(Expression)
    /// `a = b = value`: one or more targets, assigned from left to right.
    case assign([Target], Expression)
    /// `target op= value`
    case augmentedAssign(Target, BinaryOperator, Expression)
    case `if`(condition: Expression, then: Block, otherwise: Otherwise?)
    case `while`(condition: Expression, body: Block)
    case `for`(Target, in: Expression, body: Block)
    case `break`
    case `continue`
    case `return`(Expression?)
    /// `fn name(…) { … }`; the range is the name's.
    case function(FunctionLiteral, nameRange: SourceRange)
    case assert(Expression, message: Expression?)
    /// `try { … } catch name { … }`; the name may be left out.
    case `try`(Block, catchName: String?, catchRange: SourceRange?, handler: Block)
    /// `import "path"`; the range is the string's.
    case `import`(String, SourceRange)
    /// `import torch as th, …` or `from torchrl.data import ReplayBuffer, …`: Python's imports of what is built in.
    case moduleImport([ModuleImport])
    case tensorclass(name: String, nameRange: SourceRange, fields: [(name: String, range: SourceRange)])
    case delete([Target])
    case nonlocal([(name: String, range: SourceRange)])
  }

  /// `else { … }` or `else if …`.
  public enum Otherwise: Sendable {
    case block(Block)
    /// An `if` statement.
    case chained(Statement)
  }
}

/// One name that a Python import asks for.
public struct ModuleImport: Sendable {
  /// "torchrl.data".
  public let module: String
  /// What is taken out of the module, "*" for everything; nil where the module itself is meant.
  public let name: String?
  /// The name behind `as`, and where it stands.
  public let alias: (name: String, range: SourceRange)?
  /// Where the name stands, or the module.
  public let range: SourceRange
}

/// `{ … }`
public struct Block: Sendable {
  public let statements: [Statement]
  public let range: SourceRange
  public init(_ statements: [Statement], _ range: SourceRange) {
    self.statements = statements
    self.range = range
  }
}

/// A parsed file, command or line.
public struct Program: Sendable {
  public let statements: [Statement]
  public init(_ statements: [Statement]) { self.statements = statements }
}
