import Catalog
import RBSyntax

/// A failure on its way out of a script: what happened, where, and through which calls. One word, so that typed
/// throws are as cheap as a return.
public final class Fault: Error, @unchecked Sendable {
  // Sendable by use: a fault belongs to the interpreter's thread, or is handed over whole.
  public let failure: Failure
  public internal(set) var range: SourceRange?
  /// Innermost first.
  public internal(set) var trace: [(function: String, call: SourceRange)] = []

  public init(_ failure: Failure, at range: SourceRange? = nil) {
    self.failure = failure
    self.range = range
  }

  /// Any error as a fault: a script's own fault that went through a library comes out as it was.
  convenience init(wrapping error: any Error, at range: SourceRange?) {
    let known = error as? Failure ?? (error as? ArgumentFault)?.failure
    self.init(known ?? Failure.runtime("\(error)"), at: range)
  }

  static func from(_ error: any Error, at range: SourceRange?) -> Fault {
    let fault: Fault
    if let known = error as? Fault {
      fault = known
    } else if let failure = error as? Failure, let origin = failure.origin as? Fault {
      fault = origin
    } else {
      fault = Fault(wrapping: error, at: range)
    }
    if fault.range == nil { fault.range = range }
    return fault
  }

  /// The fault as a library error, which carries the fault itself along.
  var carried: Failure {
    var failure = failure
    failure.origin = self
    return failure
  }

  public var diagnostic: Diagnostic {
    let named = failure.kind == .interrupted ? "interrupted" : failure.message
    return Diagnostic(id: failure.kind.rawValue, message: named, range: range, help: failure.help, trace: trace)
  }
}

/// A call whose arguments do not fit: the failure, and which part of the call is at fault.
struct ArgumentFault: Error {
  enum Place: Equatable {
    case callee
    case positional(Int)
    case label(String)
  }
  var failure: Failure
  var place: Place
  /// The labels that surplus positional arguments should have had.
  var labels: [String] = []
}
